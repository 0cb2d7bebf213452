"""The card of one item: its form as saved, and what becomes of a post. Sections and cases share it."""

import uuid
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from audits.actions.answering import Saved, save_answer
from audits.actions.carrying import confirm_carried
from audits.actions.planning import due_by_clock, owners_in
from audits.forms.answering import MARK, AnswerForm
from audits.models import Audit, CaseSample, Response
from audits.outline import ItemOutline, outline_of
from audits.rating import NEEDS_ACTION
from audits.reports.section_page import OpenItem
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import take_kept_words


@dataclass(frozen=True)
class Card:
    """One item of an audit, or one question for one case, that may be written to at ``url``."""

    audit: Audit
    item: ItemOutline
    url: str
    case: CaseSample | None = None

    @cached_property
    def response(self) -> Response:
        return self.audit.responses.get(item=self.item.pk, case=self.case)

    @property
    def meanings(self):
        """What each rating means, in the words of the edition."""
        return outline_of(self.audit.edition).meanings.values()

    @property
    def anchor(self) -> str:
        return f"{self.url}#item-{self.item.key}"


def open_card(request, card: Card, opened: OpenItem) -> AnswerForm:
    """The form of the card: as saved, or with words that were kept when a session ended."""
    kept = take_kept_words(request)
    if kept is not None:
        messages.warning(request, "You were signed out. What you had typed is here again, not yet saved.")
    return _form(card, kept, opened.response, initial=_as_saved(card, opened))


def post_card(request, card: Card) -> HttpResponse | AnswerForm:
    """Save what is posted: an answer for the browser, or the form with its errors and all that was typed."""
    form = _form(card, _posted(request), card.response, complete="save_on" in request.POST)
    saved = _save(request, card, form) if form.is_valid() else None
    if saved is None:
        return render(request, "partials/audits/not_saved.html", {"form": form}) if request.htmx else form
    if not request.htmx:
        confirm_carried(saved.response, by=request.user)  # the button says so; saving by itself does not
    if request.htmx:
        return _saved_in_background(request, card, saved)
    return redirect(_clash_url(card, saved)) if saved.is_clash else None


def _form(card: Card, data, response: Response, *, complete=False, **kwargs) -> AnswerForm:
    return AnswerForm(
        data,
        item=card.item,
        owners=owners_in(card.audit.school),
        clock_dates=_clock_dates(card.audit, response),
        has_files=complete and response.evidence_uses.filter(removed_at=None).exists(),
        complete=complete,
        **kwargs,
    )


def _clock_dates(audit: Audit, response: Response) -> dict:
    """The day on which an action falls due, by rating: as it is rated now, or if it were rated so today."""
    outline, today = outline_of(audit.edition), timezone.localdate()
    days = {rating: response.rated_on if response.rating == rating else today for rating in NEEDS_ACTION}
    return {
        str(rating): clock.due(audit_date=audit.audit_date, rated_on=day)
        for rating, day in days.items()
        if (clock := outline.clock_of(rating))
    }


def _as_saved(card: Card, opened: OpenItem) -> dict:
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
        due = due_by_clock(card.audit, response) if response.rating in NEEDS_ACTION else None
        return shown | {"action_due": due}
    return shown | {
        "action_id": action.public_id,
        "action_version": action.version,
        "action_what": action.what,
        "action_owner": action.owner.public_id if action.owner else "",
        "action_due": action.due_on,
        "action_due_reason": action.due_reason,
    }


def _posted(request):
    """The posted fields; "Clear rating" takes the rating out."""
    if "clear_rating" not in request.POST:
        return request.POST
    fields = request.POST.copy()
    fields.pop("rating", None)
    return fields


def _save(request, card: Card, form: AnswerForm) -> Saved | None:
    try:
        return save_answer(
            card.response,
            form.answer,
            seen_version=form.cleaned_data["version"],
            by=request.user,
            plan=form.plan,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _saved_in_background(request, card: Card, saved: Saved) -> HttpResponse:
    context = {
        "saved": saved,
        "action": saved.plan.action if saved.plan else None,
        "at": timezone.localtime(),
        "clash_url": _clash_url(card, saved) if saved.is_clash else "",
    }
    return render(request, "partials/audits/saved.html", context)


def _clash_url(card: Card, saved: Saved) -> str:
    slug = card.audit.school.slug
    if saved.set_aside is None:
        return reverse("audits:action", args=[slug, saved.plan.action.public_id])
    return reverse("audits:clash", args=[slug, card.audit.public_id, saved.set_aside.public_id])
