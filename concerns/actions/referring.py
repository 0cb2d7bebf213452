"""Referring a child to another agency: writing, sending, chasing, and what came back. Each step leaves an entry."""

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from concerns.actions.casework import held, place_of, refuse_closed, refuse_not_in, told_already, written
from concerns.actions.choosing import refuse_stranger, seen_with
from concerns.actions.entering import add_entry
from concerns.actions.planning import finish_action, plan_action
from concerns.models import Action, Concern, Entry, Pupil, Referral
from safeguarding.models import User
from safeguarding.refusals import Refused

State, Kind = Referral.State, Entry.Kind


@dataclass(frozen=True)
class Asking:
    """What a referral says. It may change until it is sent, and never after."""

    agency: str
    route: str
    basis: str
    consent: str
    what: str
    consent_why: str = ""


@transaction.atomic
def write_referral(
    pupil: Pupil,
    asking: Asking,
    *,
    owner: User,
    by: User,
    request_key: uuid.UUID,
    concern: Concern | None = None,
) -> Referral:
    """Write a referral, not sent yet. The same ``request_key`` gives the first again.

    Refused: words left out, no reason where consent was not given, a concern that is closed or not about the child,
    and an owner who could not open it.
    """
    again = Referral.objects.filter(request_key=request_key, pupil=pupil, made_by=by).first()
    if again is not None:
        return again
    _refuse_unsaid(asking)
    if concern is not None:
        refuse_closed(concern)
        refuse_not_in(concern, pupil)
    _refuse_stranger(owner, pupil, concern)
    referral, made = Referral.objects.create_once(
        request_key,
        school=pupil.school,
        pupil=pupil,
        concern=concern,
        owner=owner,
        made_by=by,
        **asdict(asking),
    )
    if made:
        _tell(referral, "drafted", by=by, facts={"agency": asking.agency})
    return referral


@transaction.atomic
def change_referral(
    referral: Referral, asking: Asking, *, owner: User, by: User, seen_version: int
) -> Referral:
    """Change what a referral says before it is sent. Refused: after that, and what writing one refuses."""
    referral = _held(referral, seen_version)
    if referral.state != State.DRAFTED:
        raise Refused("This referral was sent. What it says can no longer change.")
    _refuse_unsaid(asking)
    _refuse_stranger(owner, referral.pupil, referral.concern)
    return written(referral, owner=owner, **asdict(asking))


@transaction.atomic
def send_referral(
    referral: Referral,
    *,
    sent_at: datetime,
    sent_by: User,
    by: User,
    seen_version: int,
    request_key: uuid.UUID,
) -> Entry:
    """Record that it was sent, when and by whom; from then on its words are sealed and the stopwatch runs.

    Refused: one that is not waiting to be sent, and a time to come.
    """
    if again := told_already(request_key, by, referral=referral):
        return again
    referral = _held(referral, seen_version)
    _refuse_illegal(referral, State.SENT)
    _refuse_future(sent_at)
    if timezone.localdate(sent_at) < referral.pupil.date_of_birth:
        raise Refused("Enter the date on which it was sent.")
    _refuse_stranger(sent_by, referral.pupil, referral.concern)
    written(referral, state=State.SENT, sent_at=sent_at)
    facts = {
        "agency": referral.agency,
        "basis": referral.basis,
        "route": referral.route,
        "consent": referral.consent,
        "who": sent_by.name,
    }
    words = {"text": referral.what, "reason": referral.consent_why}
    return _tell(referral, "sent", by=by, at=sent_at, request_key=request_key, facts=facts, **words)


@transaction.atomic
def acknowledge_referral(
    referral: Referral,
    *,
    at: datetime,
    by_whom: str,
    by: User,
    seen_version: int,
    request_key: uuid.UUID,
    their_reference: str = "",
    words: str = "",
) -> Entry:
    """Record that they have it, and their reference. Refused: before it was sent, twice, and without who said so."""
    if again := told_already(request_key, by, referral=referral):
        return again
    referral = _held(referral, seen_version)
    _refuse_illegal(referral, State.ACKNOWLEDGED)
    _refuse_before_sending(referral, at)
    _refuse_nameless(by_whom)
    written(referral, state=State.ACKNOWLEDGED, acknowledged_at=at)
    facts = {"agency": referral.agency} | ({"their_reference": their_reference} if their_reference else {})
    said = {"contact_with": by_whom, "text": words, "facts": facts}
    return _tell(referral, "acknowledged", by=by, at=at, request_key=request_key, **said)


@transaction.atomic
def decide_referral(
    referral: Referral,
    *,
    at: datetime,
    outcome: str,
    words: str,
    by_whom: str,
    by: User,
    seen_version: int,
    request_key: uuid.UUID,
) -> Entry:
    """Record what they decided, with their words; open chases are done. The school has not accepted it by that.

    Where they change a decision that we challenge, the stopwatch keeps the time of their first answer.
    Refused: before it was sent, an answer that is there already, and one without its words or who gave it.
    """
    if again := told_already(request_key, by, referral=referral):
        return again
    referral = _held(referral, seen_version)
    _refuse_illegal(referral, State.DECIDED)
    _refuse_before_sending(referral, at)
    if referral.acknowledged_at is not None and at < referral.acknowledged_at:
        raise Refused("Enter a time after they acknowledged it.")
    if outcome not in Referral.Outcome.values:
        raise Refused("Choose what they decided.")
    if not words.strip():
        raise Refused("Write what they said, with their reasons.")
    _refuse_nameless(by_whom)
    first = referral.decided_at or at
    written(referral, state=State.DECIDED, decided_at=first, outcome=outcome, outcome_words=words)
    end_chases(referral, "They answered.", by=by)
    facts = {"agency": referral.agency, "outcome": outcome}
    said = {"contact_with": by_whom, "text": words, "facts": facts}
    return _tell(referral, "decided", by=by, at=at, request_key=request_key, **said)


@transaction.atomic
def accept_answer(
    referral: Referral, *, reason: str, by: User, seen_version: int | None, request_key: uuid.UUID
) -> Entry:
    """Say that the school accepts their decision, and why. Refused: without a reason, and before they decided."""
    if again := told_already(request_key, by, referral=referral):
        return again
    referral = _held(referral, seen_version)
    if not reason.strip():
        raise Refused("Say why the answer is accepted.")
    _refuse_illegal(referral, State.ACCEPTED)
    written(referral, state=State.ACCEPTED)
    facts = {"agency": referral.agency, "outcome": referral.outcome}
    return _tell(referral, "accepted", by=by, request_key=request_key, reason=reason, facts=facts)


@transaction.atomic
def withdraw_referral(
    referral: Referral, *, reason: str, by: User, seen_version: int, request_key: uuid.UUID
) -> Entry:
    """Decide not to send it after all. Refused: without a reason, and once it was sent."""
    if again := told_already(request_key, by, referral=referral):
        return again
    referral = _held(referral, seen_version)
    if not reason.strip():
        raise Refused("Say why it is not sent.")
    if referral.state in (State.SENT, State.ACKNOWLEDGED):
        raise Refused("This referral was sent and cannot be withdrawn. Record what they answer.")
    _refuse_illegal(referral, State.WITHDRAWN)
    written(referral, state=State.WITHDRAWN)
    facts = {"agency": referral.agency}
    return _tell(referral, "withdrawn", by=by, request_key=request_key, reason=reason, facts=facts)


@dataclass(frozen=True)
class Chase:
    """How the agency was asked for its answer, and when it is asked again."""

    at: datetime
    contact_kind: str
    contact_with: str
    said: str
    next_on: date | None = None
    next_owner: User | None = None


@transaction.atomic
def chase_referral(referral: Referral, chase: Chase, *, by: User, request_key: uuid.UUID) -> Entry:
    """Record a chase, end the action that asked for it, and plan the next one.

    Refused: where no answer is waited for, without how, with whom or what was said, before it was sent, and a next
    day that has passed.
    """
    if again := told_already(request_key, by, referral=referral):
        return again
    referral = _held(referral)
    if not referral.is_unanswered:
        raise Refused("No answer is waited for.")
    _refuse_before_sending(referral, chase.at)
    if chase.contact_kind not in Entry.ContactKind.values or not chase.contact_with.strip():
        raise Refused("Say how you were in touch, and with whom.")
    if not chase.said.strip():
        raise Refused("Say what was said.")
    if chase.next_on is not None and chase.next_on < timezone.localdate():
        raise Refused("Enter a next day that is today or later.")
    end_chases(referral, f"Chased, with {chase.contact_with}.", by=by)
    said = {"contact_kind": chase.contact_kind, "contact_with": chase.contact_with, "text": chase.said}
    facts = {"agency": referral.agency}
    entry = _tell(referral, "chased", by=by, at=chase.at, request_key=request_key, facts=facts, **said)
    if chase.next_on is not None:
        plan_action(
            what=f"Chase the answer of {referral.agency} to the referral",
            owner=chase.next_owner or referral.owner,
            due_on=chase.next_on,
            by=by,
            request_key=uuid.uuid5(request_key, "next"),
            referral=referral,
            **place_of(referral),
        )
    return entry


@transaction.atomic
def hand_referral(
    referral: Referral, *, owner: User, by: User, seen_version: int, request_key: uuid.UUID, reason: str = ""
) -> Entry:
    """Give it to another owner. Refused: one that is settled, and a person who could not open it."""
    if again := told_already(request_key, by, referral=referral):
        return again
    referral = _held(referral, seen_version)
    if referral.is_settled:
        raise Refused("This referral is settled. Nobody has to do anything for it.")
    _refuse_stranger(owner, referral.pupil, referral.concern)
    if owner.pk == referral.owner_id:
        raise Refused(f"{owner.name} has this referral already.")
    facts = {"from": referral.owner.name, "to": owner.name}
    written(referral, owner=owner)
    return _tell(referral, "handed", by=by, request_key=request_key, reason=reason, facts=facts)


def end_chases(referral: Referral, result: str, *, by: User) -> None:
    """Finish the open actions that asked to chase it."""
    for action in Action.objects.filter(entries__referral=referral, state=Action.State.OPEN).distinct():
        finish_action(action, result=result, by=by)


def _held(referral: Referral, seen_version: int | None = None) -> Referral:
    return held(referral, seen_version)


def _tell(
    referral: Referral, step: str, *, by: User, at: datetime | None = None, facts: dict, **words
) -> Entry:
    when = {}
    if at is not None:
        local = timezone.localtime(at)
        when = {"happened_on": local.date(), "happened_at": local.time()}
    facts = {"step": step} | facts
    return add_entry(
        Kind.REFERRAL, by=by, referral=referral, facts=facts, **place_of(referral), **when, **words
    )


def _refuse_unsaid(asking: Asking) -> None:
    if not asking.agency.strip():
        raise Refused("Say whom you refer to.")
    if not asking.what.strip():
        raise Refused("Write what you tell them.")
    for value, choices, ask in (
        (asking.route, Referral.Route, "Choose how you refer."),
        (asking.basis, Referral.Basis, "Choose on which ground you refer."),
        (asking.consent, Referral.Consent, "Say whether the family was asked."),
    ):
        if value not in choices.values:
            raise Refused(ask)
    if asking.consent != Referral.Consent.GIVEN and not asking.consent_why.strip():
        raise Refused("Say why you refer without the family’s consent.")


def _refuse_stranger(person: User, pupil: Pupil, concern: Concern | None) -> None:
    refuse_stranger(person, pupil.school, **seen_with(concern=concern, pupil=pupil))


def _refuse_illegal(referral: Referral, state: str) -> None:
    if not referral.can_move_to(state):
        raise Refused(f"This referral is {NOW[referral.state]}. Load the page again to see what changed.")


NOW = {
    State.DRAFTED: "not sent yet",
    State.SENT: "sent already",
    State.ACKNOWLEDGED: "acknowledged already",
    State.DECIDED: "answered already",
    State.ACCEPTED: "settled: the answer was accepted",
    State.CHALLENGED: "challenged",
    State.WITHDRAWN: "withdrawn",
}


def _refuse_future(at: datetime) -> None:
    if at > timezone.now():
        raise Refused("Enter a time that is not in the future.")


def _refuse_before_sending(referral: Referral, at: datetime) -> None:
    _refuse_future(at)
    if referral.sent_at is None:
        raise Refused("This referral is not sent yet.")
    if at < referral.sent_at:
        raise Refused("Enter a time after it was sent.")


def _refuse_nameless(by_whom: str) -> None:
    if not by_whom.strip():
        raise Refused("Say who told you.")
