"""Answering: one section a page, one item open, saved as one writes."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.actions.answering import save_answer
from audits.actions.planning import due_by_clock, owners_in
from audits.actions.presence import arrive_at
from audits.forms.answering import MARK, AnswerForm, KeepForm
from audits.models import ResponseRevision
from audits.outline import outline_of
from audits.overlay import overlay_of
from audits.rating import NEEDS_ACTION, Rating
from audits.reports.section_page import section_page
from audits.views.door import audit_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, take_kept_words


def section_url(audit, item, *, close=False) -> str:
    """The page of the item's section, with its card open unless ``close``."""
    url = reverse("audits:section", args=[audit.school.slug, audit.public_id, item.section_key])
    return url if close else f"{url}?item={item.key}#item-{item.key}"


@audit_page(P.AUDIT_ANSWER)
def section(request, audit, section):
    """Read a section; ``?item=`` says which card is open."""
    outline = outline_of(audit.edition)
    place = outline.section(section)
    if place is None or place.is_case_check:
        raise Http404
    item = outline.by_key.get(request.GET.get("item", ""))
    if item is not None and item.section_key != place.key:
        return redirect(section_url(audit, item))
    form = None
    if item is not None and item.is_rated and audit.is_open:
        arrive_at(audit, item.pk, by=request.user)
        kept = take_kept_words(request)
        form = _form(audit, item, data=kept)
        if kept is not None:
            messages.warning(request, "You were signed out. What you had typed is here again, not yet saved.")
    return _section_page(request, audit, place, item, form)


def _section_page(request, audit, place, item, form, status=200):
    page = section_page(audit, place, item=item, user=request.user)
    if form is not None and not form.is_bound:
        form.initial = _shown(page.open, audit)
    context = {
        "page": page,
        "audit": audit,
        "form": form,
        "overlay": overlay_of(audit.school),
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/audits/section.html", context, status=status)


def _form(audit, item, *, data=None, complete=False, has_files=False) -> AnswerForm:
    clocks = {rating: _clock_date(audit, rating) for rating in NEEDS_ACTION}
    return AnswerForm(
        data,
        item=item,
        owners=owners_in(audit.school),
        clock_dates=clocks,
        complete=complete,
        has_files=has_files,
    )


def _clock_date(audit, rating):
    clock = outline_of(audit.edition).clock_of(rating)
    return clock and clock.due(audit_date=audit.audit_date, rated_on=timezone.localdate())


def _shown(opened, audit) -> dict:
    """What the form shows of the saved answer and its action."""
    response, action = opened.response, opened.action
    shown = {
        "version": response.version,
        "request_key": uuid.uuid4(),
        "evidence": response.evidence,
        "rating": response.rating,
        "na_reason": response.na_reason,
        **{MARK + part: mark for part, mark in response.marks.items()},
    }
    if action is None:
        return shown | {"action_due": due_by_clock(audit, response) if response.rating in NEEDS_ACTION else None}
    return shown | {
        "action_id": action.public_id,
        "action_version": action.version,
        "action_what": action.what,
        "action_owner": action.owner.public_id if action.owner else "",
        "action_due": action.due_on,
        "action_due_reason": action.due_reason,
    }


@require_POST
@audit_page(P.AUDIT_ANSWER)
def answer(request, audit, item):
    """Save an item: in the background as one writes, or by its buttons."""
    outline = outline_of(audit.edition)
    place = outline.by_key.get(item)
    if place is None or not place.is_rated:
        raise Http404
    response = get_object_or_404(audit.responses, item=place.pk, case=None)
    has_files = response.evidence_uses.filter(removed_at=None).exists()
    complete = "save_on" in request.POST
    form = _form(audit, place, data=_posted(request), complete=complete, has_files=has_files)
    if not form.is_valid():
        return _not_saved(request, audit, place, form)
    try:
        saved = save_answer(
            response, form.answer, seen_version=form.cleaned_data["version"], by=request.user, plan=form.plan
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _not_saved(request, audit, place, form)
    if request.htmx:
        return _saved_in_background(request, audit, place, saved)
    if saved.is_clash:
        return redirect(_clash_url(audit, place, saved))
    return _onward(request, audit, place, saved)


def _posted(request):
    """The posted fields; "Clear rating" takes the rating out."""
    if "clear_rating" not in request.POST:
        return request.POST
    fields = request.POST.copy()
    fields.pop("rating", None)
    return fields


def _not_saved(request, audit, item, form):
    if request.htmx:
        return render(request, "partials/audits/not_saved.html", {"form": form})
    place = outline_of(audit.edition).section(item.section_key)
    return _section_page(request, audit, place, item, form)


def _saved_in_background(request, audit, item, saved):
    context = {
        "saved": saved,
        "action": saved.plan.action if saved.plan else None,
        "at": timezone.localtime(),
        "clash_url": _clash_url(audit, item, saved) if saved.is_clash else "",
    }
    return render(request, "partials/audits/saved.html", context)


def _clash_url(audit, item, saved) -> str:
    parts = [audit.school.slug, audit.public_id, item.key]
    if saved.set_aside is None:
        return reverse("audits:action", args=[audit.school.slug, saved.plan.action.public_id])
    return reverse("audits:clash", args=[*parts, saved.set_aside.public_id])


def _onward(request, audit, item, saved):
    messages.success(request, f"{item.ref} saved {timezone.localtime():%H:%M}.")
    if "clear_rating" in request.POST or "save_stay" in request.POST:
        return redirect(section_url(audit, item))
    if "save_on" in request.POST:
        page = section_page(audit, outline_of(audit.edition).section(item.section_key), item=item, user=request.user)
        if page.next_item:
            return redirect(section_url(audit, page.next_item))
        return redirect("audits:check", audit.school.slug, audit.public_id)
    return redirect(section_url(audit, item, close=True))


@audit_page(P.AUDIT_ANSWER)
def clash(request, audit, item, kept):
    """Two people wrote at once: both texts, and a third box that starts with yours."""
    place = outline_of(audit.edition).by_key.get(item)
    if place is None:
        raise Http404
    aside = get_object_or_404(
        ResponseRevision.objects.filter(set_aside=True).select_related("response__updated_by", "response__case", "by"),
        response__audit=audit,
        response__item=place.pk,
        public_id=kept,
    )
    stands = aside.response
    start = {name: getattr(aside, name) for name in ("rating", "evidence", "na_reason")}
    form = KeepForm(request.POST or None, initial=start | {"version": stands.version})
    if request.method == "POST" and form.is_valid():
        saved = _keep(request, stands, form)
        if saved is not None:
            if saved.is_clash:
                return redirect("audits:clash", audit.school.slug, audit.public_id, item, saved.set_aside.public_id)
            messages.success(request, f"{place.ref} saved. Both texts stay in its history.")
            return redirect(item_url(audit, place, stands.case))
    context = {
        "audit": audit, "item": place, "mine": aside, "theirs": stands, "form": form,
        "back_url": item_url(audit, place, stands.case),
    }  # fmt: skip
    return render(request, "pages/audits/clash.html", context)


def item_url(audit, item, case=None) -> str:
    """The open card of an item, in its section or in its case."""
    if case is None:
        return section_url(audit, item)
    url = reverse("audits:case", args=[audit.school.slug, audit.public_id, case.public_id])
    return f"{url}?item={item.key}#item-{item.key}"


def _keep(request, response, form):
    cleaned = form.cleaned_data
    answer = {
        "rating": cleaned["rating"] or Rating.UNANSWERED,
        "evidence": cleaned["evidence"],
        "na_reason": cleaned["na_reason"],
    }
    try:
        return save_answer(response, answer, seen_version=cleaned["version"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@audit_page(P.AUDIT_ANSWER)
def history(request, audit, item):
    """Every version of an answer, newest first, with words that were set aside."""
    place = outline_of(audit.edition).by_key.get(item)
    if place is None or not place.is_rated:
        raise Http404
    response = get_object_or_404(audit.responses, item=place.pk, case=None)
    versions = response.revisions.select_related("by")
    return render(
        request, "pages/audits/history.html", {"audit": audit, "item": place, "versions": versions}
    )


@require_POST
@audit_page(P.AUDIT_ANSWER)
def here(request, audit, item):
    """A sign of life from an open card; answers with who else is in the section."""
    place = outline_of(audit.edition).by_key.get(item)
    if place is None or not place.is_rated or not audit.is_open:
        raise Http404
    arrive_at(audit, place.pk, by=request.user)
    page = section_page(audit, outline_of(audit.edition).section(place.section_key), item=None, user=request.user)
    return render(request, "partials/audits/colleagues.html", {"page": page})
