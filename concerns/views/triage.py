"""Triage: categories, level and owner; matching a described child; and another category later."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from concerns.actions.choosing import people_for
from concerns.actions.moving import match_child, sort_child
from concerns.actions.moving import triage as do_triage
from concerns.child_search import find_children, plain
from concerns.forms.triage import ChildForm, ReasonForm, TriageForm, offered_today
from concerns.models import Pupil, Standing, Subcategory
from concerns.reports.concern_page import OPENED, PART_IN_WORDS, sealed_report
from concerns.reports.naming import child_in_words, namer
from concerns.views.door import concern_page
from concerns.views.typed_words import keep_typed, typed_words
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again


@concern_page(P.CONCERN_MANAGE)
def triage(request, concern):
    """Sort a new report, with its words on the page: that is an opening. One that was triaged leads to its page."""
    if concern.standing.state != Standing.State.SUBMITTED:
        return _to(concern)
    data = request.POST or words_again(request)
    links, offered = _links(concern), offered_today()
    children = [
        ChildForm(data, link=link, subcategories=offered, number=n) for n, link in enumerate(links, start=1)
    ]
    form = TriageForm(data, owners=people_for(concern.school, concern=concern), initial=_starts_with(request))
    if request.method == "POST" and all([form.is_valid(), *(child.is_valid() for child in children)]):
        try:
            do_triage(
                concern,
                [child.sorted for child in children],
                level=form.cleaned_data["level"],
                owner=form.chosen_owner,
                reason=form.cleaned_data["reason"],
                by=request.user,
                request_key=form.cleaned_data["request_key"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Triaged.")
            return _to(concern)
    context = _shown(request, concern, children, links, [*children, form]) | {
        "form_": form,
        "offered": _explained(offered),
    }
    return render(request, "pages/concerns/triage.html", context)


def _to(concern):
    return redirect("concerns:concern", concern.school.slug, concern.public_id)


def _starts_with(request) -> dict:
    return {"owner": request.user.public_id}


def _links(concern):
    factors = Prefetch("factors", Subcategory.objects.order_by("category__order", "order"))
    rows = concern.links.select_related("pupil", "reported", "subcategory", "concern").order_by("id")
    return list(rows.prefetch_related(factors))


def _explained(offered) -> list:
    """The list with its definitions and guidance, under the headings of its categories."""
    groups = {}
    for row in offered:
        groups.setdefault(row.category, []).append(row)
    return list(groups.items())


def _shown(request, concern, children, links, forms) -> dict:
    """What both pages of categories hold: the report again, so that nobody has to go back for it."""
    record_event(OPENED, by=request.user, school=concern.school, about=concern)
    name = namer(request.user, concern.school)
    errors = _errors(forms, name if len(links) > 1 else None)
    return {
        "school": concern.school,
        "concern": concern,
        "report": sealed_report(concern, links, reader=request.user),
        "about": [(child_in_words(link, name), PART_IN_WORDS[link.part]) for link in links],
        "children": [
            (child, child_in_words(child.link, name), PART_IN_WORDS[child.link.part]) for child in children
        ],
        "errors": errors,
        "has_errors": bool(errors),
        "written_by": stamp_of(request.user),
    }


def _errors(forms, name) -> list[dict]:
    """What to put right in all forms, in the order of the page, each with the field it is about.

    Where there are several children, ``name`` says whose form it is.
    """
    found = []
    for form in forms:
        whose = f" for {child_in_words(form.link, name)}" if name and isinstance(form, ChildForm) else ""
        found += [
            {"text": error, "url": "#reason" if "reason" in form.fields else ""}
            for error in form.non_field_errors()
        ]
        for field in form:
            found += [{"text": f"{error}{whose}", "url": f"#{field.auto_id}"} for error in field.errors]
    return found


@concern_page(P.CONCERN_MANAGE)
def child_category(request, concern, child):
    """Another category for one child after triage, with its reason."""
    links = _links(concern)
    link = next((each for each in links if each.public_id == child), None)
    if link is None:
        raise Http404
    if concern.standing.state == Standing.State.SUBMITTED:
        return redirect("concerns:triage", concern.school.slug, concern.public_id)
    data, offered = request.POST or words_again(request), offered_today()
    form = ChildForm(data, link=link, subcategories=offered)
    why = ReasonForm(data, initial={"version": link.version})
    if request.method == "POST" and all([form.is_valid(), why.is_valid()]):
        reason, version = why.cleaned_data["reason"], why.cleaned_data["version"]
        try:
            sort_child(form.sorted, by=request.user, reason=reason, seen_version=version)
        except Refused as refusal:
            why.add_error(None, str(refusal))
        else:
            messages.success(request, "Category changed.")
            return _to(concern)
    context = _shown(request, concern, [form], links, [form, why])
    context |= {"why": why, "offered": _explained(offered)}
    return render(request, "pages/concerns/child_category.html", context)


@concern_page(P.CONCERN_MANAGE)
def child_match(request, concern, child):
    """Say which pupil a described child is: find by a few letters, which no address shows, then choose."""
    if "search" in request.POST:
        return redirect(f"{request.path}?find={keep_typed(request, request.POST.get('q', ''))}")
    link = get_object_or_404(concern.links.select_related("reported"), public_id=child, pupil=None)
    pupils = Pupil.objects.visible_to(request.user).filter(school=concern.school)
    words = typed_words(request)
    errors = []
    if request.method == "POST":
        chosen = pupils.filter(public_id=request.POST.get("pupil", "")).first()
        errors = _matched(request, link, chosen)
        if not errors:
            messages.success(request, "Child matched.")
            new = concern.standing.state == Standing.State.SUBMITTED
            return redirect(
                "concerns:triage" if new else "concerns:concern", concern.school.slug, concern.public_id
            )
    context = {
        "school": concern.school,
        "concern": concern,
        "link": link,
        "words": words,
        "found": find_children(pupils, words),
        "searched": len(plain(words)) > 0,
        "errors": errors,
        "has_errors": bool(errors),
    }
    return render(request, "pages/concerns/child_match.html", context)


def _matched(request, link, pupil) -> list[dict]:
    if pupil is None:
        return [{"text": "Choose a child", "url": "#pupil-1"}]
    try:
        match_child(link, pupil, by=request.user)
    except Refused as refusal:
        return [{"text": str(refusal), "url": ""}]
    return []
