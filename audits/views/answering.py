"""Answering: one section a page, one item open, saved as one writes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.actions.presence import arrive_at
from audits.models.presence import current_presences
from audits.outline import outline_of
from audits.overlay import overlay_of
from audits.reports.section_page import in_section, marks_in_words, next_open, section_page
from audits.views.cards import Card, open_card, post_card
from audits.views.door import audit_page
from audits.views.records_say import beside
from safeguarding.access.permissions import P
from safeguarding.views.kept_words import stamp_of


def section_url(audit, item) -> str:
    """The page of the item's section with the item's card open."""
    url = reverse("audits:section", args=[audit.school.slug, audit.public_id, item.section_key])
    return f"{url}?item={item.key}"


@audit_page(P.AUDIT_ANSWER)
def section(request, audit, section):
    """Read a section and answer it; ``?item=`` says which card is open."""
    place = outline_of(audit.edition).section(section)
    if place is None or place.is_case_check:
        raise Http404
    item = next((item for item in place.items if item.key == request.GET.get("item")), None)
    # A post to a closed audit is refused on its own card, where the words are still to be seen.
    may_write = item and item.is_rated and (audit.is_open or request.method == "POST")
    card = Card(audit, item, section_url(audit, item)) if may_write else None
    form = _posted(request, audit, card) if request.method == "POST" else None
    if isinstance(form, HttpResponse):
        return form
    page = section_page(audit, place, item=item, here=_here(audit, card, request.user))
    if card is not None and form is None:
        form = open_card(request, card, page.open)
    context = {
        "page": page,
        "audit": audit,
        "card": card,
        "form": form,
        "overlay": overlay_of(audit.school),
        "written_by": stamp_of(request.user),
        "beside": beside(request, audit, item.key) if item else None,
    }
    return render(request, "pages/audits/section.html", context)


def _here(audit, card, user):
    """Who else is in the audit; on opening a card the person is there too from now on."""
    return arrive_at(audit, card.item.pk, by=user) if card else current_presences(audit, but=user)


def _posted(request, audit, card):
    """The answer to a post, or the form with its errors."""
    if card is None:
        raise Http404
    return post_card(request, card) or _onward(request, audit, card.item)


def _onward(request, audit, item):
    messages.success(request, f"{item.ref} saved {timezone.localtime():%H:%M}.")
    if "clear_rating" in request.POST or "save_stay" in request.POST:
        return redirect(section_url(audit, item) + f"#item-{item.key}")
    outline = outline_of(audit.edition)
    if "save_on" not in request.POST:
        return redirect("audits:section", audit.school.slug, audit.public_id, item.section_key)
    rows = audit.responses.filter(case=None).only("item_id", "rating", "carried_from_id", "confirmed_at")
    following = next_open(outline, {row.item_id for row in rows if not row.is_settled}, item)
    if following is None:
        return redirect("audits:check", audit.school.slug, audit.public_id)
    return redirect(section_url(audit, following) + f"#item-{following.key}")


@audit_page(P.AUDIT_ANSWER)
def history(request, audit, item):
    """Every version of an answer, newest first, with words that were set aside."""
    place = outline_of(audit.edition).by_key.get(item)
    if place is None or not place.is_rated:
        raise Http404
    response = get_object_or_404(audit.responses, item=place.pk, case=None)
    context = {
        "audit": audit,
        "item": place,
        "versions": [(row, _marked(place, row)) for row in response.revisions.select_related("by")],
        "overlay": overlay_of(audit.school),
        "back_url": section_url(audit, place),
    }
    return render(request, "pages/audits/history.html", context)


def _marked(item, answer) -> list:
    return [(part, word) for part, word in marks_in_words(item.parts, answer) if word]


@require_POST
@audit_page(P.AUDIT_ANSWER)
def here(request, audit, item):
    """A sign of life from an open card; answers with who else is in the section."""
    outline = outline_of(audit.edition)
    place = outline.by_key.get(item)
    if place is None or not place.is_rated or not audit.is_open:
        raise Http404
    colleagues = arrive_at(audit, place.pk, by=request.user)
    return render(
        request,
        "partials/audits/colleagues.html",
        {"colleagues": in_section(outline, place.section_key, colleagues)},
    )
