"""Challenging a decision of another agency: raising it, its replies, the next stage, and how it ends.

Each step leaves an entry. The ladder is the authority's own; a stage keeps its words as they stood when it was taken.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from concerns.actions.casework import (
    held,
    place_of,
    refuse_closed,
    refuse_not_in,
    refuse_resolved,
    told_already,
    written,
)
from concerns.actions.choosing import people_for, refuse_stranger, seen_with
from concerns.actions.entering import add_entry
from concerns.actions.referring import accept_answer, decide_referral, end_chases
from concerns.escalation import Rung, ladder_of, reply_due
from concerns.models import Challenge, Concern, Entry, Pupil, Referral
from safeguarding.actions.notifying import notify
from safeguarding.models import NoticeKind, User
from safeguarding.refusals import Refused

State, Kind = Challenge.State, Entry.Kind


@dataclass(frozen=True)
class Dispute:
    """What is disputed. It is sealed from the first moment."""

    agency: str
    disputed: str
    why: str
    effect: str


@transaction.atomic
def raise_challenge(
    pupil: Pupil,
    dispute: Dispute,
    *,
    at: datetime,
    owner: User,
    by: User,
    request_key: uuid.UUID,
    concern: Concern | None = None,
    referral: Referral | None = None,
) -> Challenge:
    """Raise a challenge at the first stage of the ladder. The same ``request_key`` gives the first again.

    A decided referral becomes challenged by it; the chases of one without an answer end, as this goes further.
    Refused: words left out, a time to come, a concern that is closed or not about the child, a referral that was
    never sent or is of another child, a second open challenge of one referral, and an owner who could not open it.
    """
    again = Challenge.objects.filter(request_key=request_key, pupil=pupil, raised_by=by).first()
    if again is not None:
        return again
    _refuse_unsaid(dispute)
    _refuse_future(at)
    if referral is not None:
        referral = _challengeable(referral, pupil)
        concern = referral.concern
        if concern is not None:
            refuse_resolved(concern)
    elif concern is not None:
        refuse_closed(concern)
        refuse_not_in(concern, pupil)
    _refuse_stranger(owner, pupil, concern)
    rung = ladder_of(pupil).at(1)
    challenge, made = Challenge.objects.create_once(
        request_key,
        school=pupil.school,
        pupil=pupil,
        concern=concern,
        referral=referral,
        owner=owner,
        raised_by=by,
        **asdict(dispute),
        **_standing_on(rung, 1, at),
    )
    if made:
        if referral is not None:
            _challenged(referral, by=by)
        words = {"text": dispute.disputed, "reason": dispute.why, "impact": dispute.effect}
        _tell(challenge, "raised", by=by, at=at, facts=_stage(challenge, rung), **words)
        _tell_colleagues(challenge, by)
    return challenge


def _tell_colleagues(challenge: Challenge, by: User) -> None:
    """Those who work on concerns here and may open this one hear of each stage of it."""
    people = people_for(challenge.school, concern=challenge.concern, pupil=challenge.pupil)
    key = f"stage {challenge.stage}"
    notify(NoticeKind.CHALLENGE, people, school=challenge.school, about=challenge, key=key, by=by)


def _challenged(referral: Referral, *, by: User) -> None:
    end_chases(referral, "It became a challenge.", by=by)
    if referral.state == Referral.State.DECIDED:
        written(referral, state=Referral.State.CHALLENGED)


@transaction.atomic
def record_reply(
    challenge: Challenge,
    *,
    at: datetime,
    reply: str,
    by_whom: str,
    by: User,
    seen_version: int,
    request_key: uuid.UUID,
) -> Entry:
    """Record what they replied at this stage. A second reply stands for the first, whose entry stays.

    Refused: a challenge that has ended, a reply before the stage was taken or to come, and one without its words or
    who gave it.
    """
    if again := told_already(request_key, by, challenge=challenge):
        return again
    challenge = _open(challenge, seen_version)
    _refuse_before_stage(challenge, at)
    if not reply.strip():
        raise Refused("Write what they replied.")
    if not by_whom.strip():
        raise Refused("Say who replied.")
    written(challenge, reply=reply, replied_at=at)
    said = {"contact_with": by_whom, "text": reply}
    return _tell(challenge, "replied", by=by, at=at, request_key=request_key, **said)


@transaction.atomic
def take_further(
    challenge: Challenge, *, at: datetime, why: str, by: User, seen_version: int, request_key: uuid.UUID
) -> Entry:
    """Go to the next stage of the ladder; a new reply is due from then on, and the old one stays in its entry.

    Refused: a challenge that has ended, without a reason, before the present stage was taken, and after the last one.
    """
    if again := told_already(request_key, by, challenge=challenge):
        return again
    challenge = _open(challenge, seen_version)
    if not why.strip():
        raise Refused("Say why it goes further.")
    _refuse_before_stage(challenge, at)
    rung = ladder_of(challenge.pupil).at(challenge.stage + 1)
    if rung is None:
        raise Refused("This is the last stage. Settle the challenge, or withdraw it.")
    written(challenge, reply="", replied_at=None, **_standing_on(rung, challenge.stage + 1, at))
    facts = _stage(challenge, rung)
    _tell_colleagues(challenge, by)
    return _tell(challenge, "further", by=by, at=at, request_key=request_key, reason=why, facts=facts)


@transaction.atomic
def settle_challenge(
    challenge: Challenge,
    *,
    outcome: str,
    by: User,
    seen_version: int,
    request_key: uuid.UUID,
    new_decision: str = "",
) -> Entry:
    """End a challenge with what came of it. An answered referral that hangs on it is settled as well.

    ``new_decision`` is what they decided instead; without it their decision stands, and the school accepts it.
    A referral that nobody has answered stays open. Refused: a challenge that has ended, and without what came of it.
    """
    if again := told_already(request_key, by, challenge=challenge):
        return again
    challenge = _open(challenge, seen_version)
    if not outcome.strip():
        raise Refused("Say what came of it.")
    if new_decision and new_decision not in Referral.Outcome.values:
        raise Refused("Choose what they decided.")
    written(challenge, state=State.RESOLVED, outcome=outcome, ended_at=timezone.now())
    entry = _tell(challenge, "settled", by=by, request_key=request_key, text=outcome)
    if challenge.referral is not None:
        _settle_referral(challenge.referral, outcome, new_decision, by, request_key)
    return entry


def _settle_referral(
    referral: Referral, outcome: str, new_decision: str, by: User, request_key: uuid.UUID
) -> None:
    referral = held(referral)
    if referral.state not in (Referral.State.DECIDED, Referral.State.CHALLENGED):
        return
    if new_decision:
        if referral.state == Referral.State.DECIDED:  # they decided while this challenge was open
            written(referral, state=Referral.State.CHALLENGED)
        decide_referral(
            referral, at=timezone.now(), outcome=new_decision, words=outcome, by_whom=referral.agency, by=by,
            seen_version=referral.version, request_key=uuid.uuid5(request_key, "decided"),
        )  # fmt: skip
    key = uuid.uuid5(request_key, "accepted")
    accept_answer(referral, reason=outcome, by=by, seen_version=None, request_key=key)


@transaction.atomic
def withdraw_challenge(
    challenge: Challenge, *, reason: str, by: User, seen_version: int, request_key: uuid.UUID
) -> Entry:
    """End a challenge without having settled it. Their decision then waits for the school's word again.

    Refused: a challenge that has ended, and without a reason.
    """
    if again := told_already(request_key, by, challenge=challenge):
        return again
    challenge = _open(challenge, seen_version)
    if not reason.strip():
        raise Refused("Say why the challenge is withdrawn.")
    written(challenge, state=State.WITHDRAWN, outcome=reason, ended_at=timezone.now())
    if challenge.referral is not None:
        referral = held(challenge.referral)
        if referral.state == Referral.State.CHALLENGED:
            written(referral, state=Referral.State.DECIDED)
    return _tell(challenge, "withdrawn", by=by, request_key=request_key, reason=reason)


@transaction.atomic
def hand_challenge(
    challenge: Challenge,
    *,
    owner: User,
    by: User,
    seen_version: int,
    request_key: uuid.UUID,
    reason: str = "",
) -> Entry:
    """Give it to another owner. Refused: a challenge that has ended, and a person who could not open it."""
    if again := told_already(request_key, by, challenge=challenge):
        return again
    challenge = _open(challenge, seen_version)
    _refuse_stranger(owner, challenge.pupil, challenge.concern)
    if owner.pk == challenge.owner_id:
        raise Refused(f"{owner.name} has this challenge already.")
    facts = {"from": challenge.owner.name, "to": owner.name}
    written(challenge, owner=owner)
    return _tell(challenge, "handed", by=by, request_key=request_key, reason=reason, facts=facts)


def _open(challenge: Challenge, seen_version: int | None) -> Challenge:
    challenge = held(challenge, seen_version)
    if not challenge.is_open:
        raise Refused(f"This challenge is {challenge.get_state_display().lower()}. It has ended.")
    return challenge


def _challengeable(referral: Referral, pupil: Pupil) -> Referral:
    referral = held(referral)
    if referral.pupil_id != pupil.pk:
        raise Refused("Choose a referral of this child.")
    if referral.sent_at is None:
        raise Refused("This referral was not sent. There is nothing to challenge.")
    if referral.challenges.filter(state=State.RAISED).exists():
        raise Refused("This referral has an open challenge already. Take that one further.")
    return referral


def _standing_on(rung: Rung, stage: int, at: datetime) -> dict:
    due = reply_due(rung, at)
    return {"stage": stage, "stage_title": rung.title, "stage_at": at, "answer_due_on": due}


def _stage(challenge: Challenge, rung: Rung) -> dict:
    return {
        "stage": challenge.stage,
        "title": rung.title,
        "with_whom": rung.with_whom,
        "reply_due": challenge.answer_due_on.isoformat(),
    }


def _tell(
    challenge: Challenge,
    step: str,
    *,
    by: User,
    at: datetime | None = None,
    facts: dict | None = None,
    **words,
) -> Entry:
    when = {}
    if at is not None:
        local = timezone.localtime(at)
        when = {"happened_on": local.date(), "happened_at": local.time()}
    facts = {"step": step, "agency": challenge.agency} | (facts or {})
    on = {"challenge": challenge, "referral": challenge.referral}
    return add_entry(Kind.CHALLENGE, by=by, facts=facts, **on, **place_of(challenge), **when, **words)


def _refuse_unsaid(dispute: Dispute) -> None:
    for words, ask in (
        (dispute.agency, "Say with whom you disagree."),
        (dispute.disputed, "Say which decision you dispute."),
        (dispute.why, "Say why you dispute it."),
        (dispute.effect, "Say what effect it has on the child."),
    ):
        if not words.strip():
            raise Refused(ask)


def _refuse_stranger(person: User, pupil: Pupil, concern: Concern | None) -> None:
    refuse_stranger(person, pupil.school, **seen_with(concern=concern, pupil=pupil))


def _refuse_future(at: datetime) -> None:
    if at > timezone.now():
        raise Refused("Enter a time that is not in the future.")


def _refuse_before_stage(challenge: Challenge, at: datetime) -> None:
    _refuse_future(at)
    if at < challenge.stage_at:
        raise Refused("Enter a time after this stage was taken.")
