"""The case-record check: sampled files, and each question of the check for each of them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.actions.casework import add_case, next_label, remove_case
from audits.forms.casework import CaseForm
from audits.outline import outline_of
from audits.overlay import overlay_of
from audits.rating import Rating
from audits.reports.case_pages import case_lines, case_page
from audits.reports.figures import records
from audits.views.cards import Card, open_card, post_card
from audits.views.door import audit_page
from audits.views.records_say import beside
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of


@audit_page(P.CASE_CHECK)
def cases(request, audit):
    """The sampled files."""
    if outline_of(audit.edition).case_section is None:
        raise Http404
    section = outline_of(audit.edition).case_section
    context = {"audit": audit, "lines": case_lines(audit), "beside": beside(request, audit, section.key)}
    return render(request, "pages/audits/cases.html", context)


@audit_page(P.CASE_CHECK)
def case_add(request, audit):
    initial = {"request_key": uuid.uuid4(), "label": next_label(audit)}
    form = CaseForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            case = add_case(audit, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("audits:case", audit.school.slug, audit.public_id, case.public_id)
    return render(request, "pages/audits/case_add.html", {"audit": audit, "form": form})


@audit_page(P.CASE_CHECK)
def case(request, audit, case):
    """One sampled file; ``?item=`` says which question is open."""
    case = get_object_or_404(audit.cases.filter(removed_at=None), public_id=case)
    case.audit = audit
    items = outline_of(audit.edition).case_items
    item = next((item for item in items if item.key == request.GET.get("item")), None)
    # A post to a closed audit is refused on its own card, where the words are still to be seen.
    may_write = item and (audit.is_open or request.method == "POST")
    card = Card(audit, item, _url(audit, case, item), case) if may_write else None
    form = _posted(request, card) if request.method == "POST" else None
    if isinstance(form, HttpResponse):
        return form
    proposals = records().proposals(case, reader=request.user, today=timezone.localdate())
    page = case_page(audit, case, item=item, proposals=proposals)
    if card is not None and form is None:
        form = open_card(request, card, page.open)
    context = {
        "page": page,
        "audit": audit,
        "case": case,
        "card": card,
        "form": form,
        "next_item": _next(page, item),
        "overlay": overlay_of(audit.school),
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/audits/case.html", context)


def _url(audit, case, item) -> str:
    url = reverse("audits:case", args=[audit.school.slug, audit.public_id, case.public_id])
    return f"{url}?item={item.key}"


def _posted(request, card):
    if card is None:
        raise Http404
    return post_card(request, card) or _onward(request, card)


def _onward(request, card):
    messages.success(request, f"{card.item.ref} saved {timezone.localtime():%H:%M}.")
    if "clear_rating" in request.POST or "save_stay" in request.POST:
        return redirect(card.anchor)
    following = _next(case_page(card.audit, card.case, item=None), card.item)
    if {"save_on", "confirm"} & set(request.POST) and following:
        return redirect(Card(card.audit, following, _url(card.audit, card.case, following)).anchor)
    return redirect(card.url.split("?")[0])


def _next(page, after):
    """The next question without an answer, going round once."""
    items = [row.item for row in page.rows]
    start = items.index(after) + 1 if after else 0
    around = page.rows[start:] + page.rows[:start]
    return next((row.item for row in around if row.item != after and row.rating == Rating.UNANSWERED), None)


@require_POST
@audit_page(P.CASE_CHECK)
def case_remove(request, audit, case):
    """Take a sampled file out of the check."""
    case = get_object_or_404(audit.cases.filter(removed_at=None), public_id=case)
    try:
        remove_case(case, by=request.user)
        messages.success(request, f"{case.label} taken out of the check.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("audits:cases", audit.school.slug, audit.public_id)
