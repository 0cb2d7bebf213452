"""The editions of a trust: the list, one edition with what it lacks, a copy of it, its words, publishing."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from audits.actions.editions import (
    about_of,
    change_about,
    change_clocks,
    copy_edition,
    move_part,
    publish_for_trust,
    what_is_missing,
)
from audits.edition_file.editing import DOWN, UP, fingerprint, order_of
from audits.edition_file.readiness import Gap, unchecked
from audits.edition_rows import content_of
from audits.forms.editions import AboutEditionForm, ClocksForm, CopyEditionForm, PublishForm
from audits.models import Edition
from audits.views.editions.door import carried_out, draft_page, edition_page, posted, show
from safeguarding.access.guard import trust_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused


@trust_page(P.EDITION_EDIT)
def editions(request, trust, schools):
    """Those that the trust made, and those that came with the product."""
    rows = Edition.objects.known_to(trust).select_related("corrects").order_by("-effective_from", "label")
    context = {"trust": trust, "own": [row for row in rows if row.trust_id], "shipped": []}
    context["shipped"] = [row for row in rows if not row.trust_id]
    return render(request, "pages/audits/editions.html", context)


@edition_page
def edition(request, trust, edition):
    """Sections and items; ``?show=numbers`` narrows them to numbers that are missing or not checked."""
    content = content_of(edition)
    only = request.GET.get("show") == "numbers"
    sections = [
        (section, [item for item in section["items"] if not only or "number_status" in item])
        for section in content["sections"]
    ]
    mine = edition.may_be_edited_by(trust)
    gaps = what_is_missing(content) if mine else ()
    numbers, lines = unchecked(content)
    context = {
        "trust": trust,
        "edition": edition,
        "sections": [(section, items) for section, items in sections if items or not only],
        "only_numbers": only,
        "may_edit": mine,
        "order": fingerprint(order_of(content)),
        "missing": [_linked(gap, trust, edition) for gap in gaps],
        "gate_done": [] if gaps else ["Every item has a number", "Nothing is missing from its words"],
        "unchecked_numbers": numbers,
        "unchecked_lines": lines,
        "earlier": _earlier(content),
    }
    return render(request, "pages/audits/edition.html", context)


def _earlier(content: dict) -> list[Edition]:
    return list(Edition.objects.filter(key__in=[each["from"] for each in content.get("crosswalks", ())]))


def _linked(gap: Gap, trust, edition) -> dict:
    """One line of the gate, with the place where it is put right."""
    here = [trust.slug, edition.key]
    url = {
        "numbers": lambda: reverse("trust:edition", args=here) + "?show=numbers#items",
        "section": lambda: reverse("trust:edition_section", args=[*here, gap.key]),
        "item": lambda: reverse("trust:edition_item", args=[*here, gap.key]),
        "crosswalk": lambda: reverse("trust:crosswalk", args=[*here, gap.key]),
        "edition": lambda: reverse("trust:edition_about", args=here),
    }[gap.place]()
    return {"count": gap.count, "text": gap.text, "url": url}


@edition_page
def edition_copy(request, trust, edition):
    """Make a draft of the trust from it."""
    form = CopyEditionForm(posted(request), source=edition, initial={"label": edition.label})
    made = []

    def act():
        said = form.cleaned_data
        made.append(
            copy_edition(
                edition,
                trust,
                label=said["label"],
                corrects=form.corrects,
                by=request.user,
                request_key=said["request_key"],
            )
        )

    if carried_out(request, form, act, "Draft made. Nobody but your trust’s officers sees it."):
        return redirect("trust:edition", trust.slug, made[0].key)
    return show(request, "edition_copy", trust, edition, form)


@draft_page
def edition_about(request, trust, edition, content):
    shown = about_of(content)
    initial = shown | {"version": fingerprint(shown)}
    for name in ("effective_from", "effective_to"):
        initial[name] = shown[name] and date.fromisoformat(shown[name])
    form = AboutEditionForm(posted(request), initial=initial)

    def act():
        change_about(edition, fields=form.content, seen=form.cleaned_data["version"], by=request.user)

    if carried_out(request, form, act, "Saved."):
        return redirect("trust:edition", trust.slug, edition.key)
    return show(request, "edition_form", trust, edition, form, heading="Name, dates and words")


@draft_page
def edition_clocks(request, trust, edition, content):
    """When each colour falls due."""
    ratings = content["edition"]["ratings"]
    form = ClocksForm(posted(request), initial=ClocksForm.shown(ratings) | {"version": fingerprint(ratings)})

    def act():
        change_clocks(edition, clocks=form.clocks, seen=form.cleaned_data["version"], by=request.user)

    if carried_out(request, form, act, "Clocks saved."):
        return redirect("trust:edition", trust.slug, edition.key)
    return show(request, "edition_form", trust, edition, form, heading="When ratings fall due")


@require_POST
@draft_page
def edition_move(request, trust, edition, content):
    """Move a section or an item up or down: the button that was pressed says which."""
    way = "up" if "up" in request.POST else "down"
    what, _, key = request.POST.get(way, "").partition(":")
    try:
        move_part(
            edition,
            **{"section" if what == "section" else "item": key},
            step=UP if way == "up" else DOWN,
            seen=request.POST.get("version", ""),
            by=request.user,
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"{reverse('trust:edition', args=[trust.slug, edition.key])}#{what}-{key}")


@draft_page
def edition_publish(request, trust, edition, content):
    """Say once more what will happen, then publish."""
    if request.method != "POST" and what_is_missing(content):
        return redirect("trust:edition", trust.slug, edition.key)
    numbers, lines = unchecked(content)
    form = PublishForm(posted(request), initial={"version": fingerprint(content)})

    def act():
        publish_for_trust(edition, seen=form.cleaned_data["version"], by=request.user)

    if carried_out(
        request, form, act, f"{edition.label} is published. Your schools can start audits from it."
    ):
        return redirect("trust:edition", trust.slug, edition.key)
    more = {"unchecked_numbers": numbers, "unchecked_lines": lines}
    return show(request, "edition_publish", trust, edition, form, **more)
