"""Challenges: raising one, its page, and each of its steps."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from concerns.actions.challenging import (
    hand_challenge,
    raise_challenge,
    record_reply,
    settle_challenge,
    take_further,
    withdraw_challenge,
)
from concerns.actions.choosing import people_for, seen_with
from concerns.escalation import ladder_of
from concerns.forms.challenging import EndForm, FurtherForm, HandForm, RaiseForm, ReplyForm, SettleForm
from concerns.models import Referral
from concerns.referral_clock import day_words, local_day
from concerns.reports.agencies import agencies_of
from concerns.reports.agency_pages import challenge_report
from concerns.reports.agency_texts import challenge_words, veil_for_sending
from concerns.reports.agency_words import OUTCOMES, UNDER
from concerns.reports.agency_work import watch_of
from concerns.views.case_steps import Step, take_step
from concerns.views.door import challenge_page, file_page
from concerns.views.referrals import asked_concern, people_of
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again


@file_page(P.CHILD_WRITE)
def challenge_add(request, pupil):
    """Raise a challenge. ``?referral=`` is the one whose answer, or whose silence, is disputed."""
    referral = _asked_referral(request, pupil)
    concern = referral.concern if referral else asked_concern(request, pupil)
    people = people_for(pupil.school, **seen_with(concern=concern, pupil=pupil))
    initial = {"owner": request.user.public_id} | (_begin(referral) if referral else {})
    form = RaiseForm(request.POST or words_again(request), people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        challenge = _raised(form, pupil, concern, referral, by=request.user)
        if challenge is not None:
            messages.success(request, "Challenge raised. The words to send stand below.")
            return redirect("concerns:challenge", pupil.school.slug, challenge.public_id)
    context = {"school": pupil.school, "pupil": pupil, "concern": concern, "referral": referral, "form": form}
    context |= {"ladder": ladder_of(pupil), "agencies": agencies_of(pupil)}
    return render(
        request, "pages/concerns/challenge_add.html", context | {"written_by": stamp_of(request.user)}
    )


def _asked_referral(request, pupil) -> Referral | None:
    asked = request.GET.get("referral")
    if not asked:
        return None
    rows = Referral.objects.visible_to(request.user).filter(school=pupil.school, pupil=pupil)
    return get_object_or_404(rows.select_related("concern__standing"), public_id=asked)


def _begin(referral: Referral) -> dict:
    """What is disputed, from the referral; why and what it does to the child only the person can say."""
    today = timezone.localdate()
    if referral.sent_at is None:
        return {"agency": referral.agency}
    sent = f"our referral of {day_words(local_day(referral.sent_at), today)}{UNDER.get(referral.basis, '')}"
    if referral.decided_at is not None:
        decided = OUTCOMES[referral.outcome]
        on = day_words(local_day(referral.decided_at), today)
        return {"agency": referral.agency, "disputed": f"The answer of {on} to {sent}: {decided}."}
    watch = watch_of(referral, today)
    late = f" It was due on {day_words(watch.due_on, today)}." if watch.is_late else ""
    return {"agency": referral.agency, "disputed": f"We have not had {watch.waits_for} to {sent}.{late}"}


def _raised(form, pupil, concern, referral, *, by):
    try:
        return raise_challenge(
            pupil, form.dispute, at=form.moment, owner=form.chosen_owner, by=by, concern=concern,
            referral=referral, request_key=form.cleaned_data["request_key"],
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@challenge_page(P.CHILD_VIEW)
def challenge(request, challenge):
    """One challenge with its ladder, its clock, the words to send and each step. Opening it is on record."""
    record_event(
        "challenge opened", by=request.user, school=challenge.school, about=challenge.pupil,
        challenge=challenge.public_id,
    )  # fmt: skip
    it = challenge_report(challenge, reader=request.user)
    context = {"school": challenge.school, "pupil": challenge.pupil, "challenge": challenge, "it": it}
    if it.may_write and challenge.is_open:
        veil = veil_for_sending(challenge.pupil, challenge.concern)
        context["words"] = challenge_words(challenge, it.ladder, veil, by=request.user)
    return render(request, "pages/concerns/challenge.html", context)


@challenge_page(P.CHILD_WRITE)
def challenge_step(request, challenge, stage):
    """One step of it; what does not fit its state now leads back to its page."""
    page = reverse("concerns:challenge", args=[challenge.school.slug, challenge.public_id])
    return take_step(request, challenge, stage, STEPS, page, lambda form, made: redirect(page))


def _is_open(challenge) -> bool:
    return challenge.is_open


def _plain(make):
    return lambda challenge, data: make(data, initial={"version": challenge.version})


def _settle(challenge, data):
    referral = challenge.referral
    decided = (Referral.State.DECIDED, Referral.State.CHALLENGED)
    has_decision = referral is not None and referral.state in decided
    return SettleForm(data, has_decision=has_decision, initial={"version": challenge.version})


def _hand(challenge, data):
    return HandForm(data, people=people_of(challenge), initial={"version": challenge.version})


def _next_rung(challenge, request) -> dict:
    ladder = ladder_of(challenge.pupil)
    return {"rung": ladder.at(challenge.stage + 1), "number": challenge.stage + 1}


def _unanswered(challenge, request) -> dict:
    """Settling leaves a referral that nobody answered: the page says so."""
    return {
        "unanswered": challenge.referral if challenge.referral and challenge.referral.is_unanswered else None
    }


STEPS = {
    "reply": Step(
        _is_open,
        _plain(ReplyForm),
        lambda challenge, form, by: record_reply(challenge, **form.told, by=by, **form.step),
        "Reply recorded.",
    ),
    "further": Step(
        lambda challenge: (
            challenge.is_open and ladder_of(challenge.pupil).at(challenge.stage + 1) is not None
        ),
        _plain(FurtherForm),
        lambda challenge, form, by: take_further(challenge, **form.going, by=by, **form.step),
        "Taken further. The words to send stand below.",
        _next_rung,
    ),
    "settle": Step(
        _is_open,
        _settle,
        lambda challenge, form, by: settle_challenge(challenge, **form.settling, by=by, **form.step),
        "Challenge settled.",
        _unanswered,
    ),
    "withdraw": Step(
        _is_open,
        _plain(EndForm),
        lambda challenge, form, by: withdraw_challenge(
            challenge, reason=form.cleaned_data["reason"], by=by, **form.step
        ),
        "Challenge withdrawn.",
    ),
    "hand": Step(
        _is_open,
        _hand,
        lambda challenge, form, by: hand_challenge(challenge, **form.handing, by=by, **form.step),
        "Handed over.",
    ),
}
