"""The register of concerns about adults: receiving one, deciding its threshold, following it up, naming readers."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from concerns.models import AdultAccess, AdultConcern, AdultEntry, AdultStanding, Subcategory
from safeguarding.actions.events import record_event
from safeguarding.models import School, User
from safeguarding.refusals import Refused

State, Kind = AdultStanding.State, AdultEntry.Kind
FREE = (Kind.CONTACT, Kind.NOTE, Kind.CORRECTION)  # entries that move nothing
TRIES = 60


@dataclass(frozen=True)
class AdultAccount:
    """What somebody reports about an adult, in their own words. ``subject`` is a person who signs in here, if known."""

    what: str
    subject_name: str
    subject: User | None = None
    subject_role: str = ""
    unnamed: bool = False
    happened_on: date | None = None
    when_words: str = ""
    where_words: str = ""
    done_at_once: str = ""


@transaction.atomic
def report_adult(school: School, account: AdultAccount, *, by: User, request_key: uuid.UUID) -> AdultConcern:
    """Seal a report about an adult for the register. The same key gives the first again.

    Refused: one that says nothing, or a day to come. A reporter who asks not to be named is in no event.
    """
    if not account.what.strip():
        raise Refused("Say what happened or what worries you.")
    if account.happened_on and account.happened_on > timezone.localdate():
        raise Refused("Enter a date that is not in the future.")
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)  # one form at a time
    if again := AdultConcern.objects.filter(request_key=request_key, school=school, reporter=by).first():
        return again
    own = account.subject is not None and account.subject.pk == by.pk
    unnamed = account.unnamed and not own
    words = {name: value for name, value in vars(account).items() if name != "unnamed"}
    concern = _numbered(
        school,
        request_key=request_key,
        reporter=by,
        reporter_name=by.name,
        reporter_unnamed=unnamed,
        self_report=own,
        **words,
    )
    AdultStanding.objects.create(concern=concern, school=school)
    record_event("adult concern reported", by=None if unnamed else by, school=school, about=concern)
    return concern


def _numbered(school: School, **fields) -> AdultConcern:
    """Drawn by lot: numbers in a row would tell by their gaps how many there are that one may not see."""
    for _ in range(TRIES):
        number = 1000 + secrets.randbelow(9000)
        reference = f"{school.reference}-A-{number}"
        try:
            with transaction.atomic():
                return AdultConcern.objects.create(
                    school=school, number=number, reference=reference, **fields
                )
        except IntegrityError as error:
            if "one_adult_concern_per_number" not in str(error):
                raise
    raise Refused("We could not give this a number. Your words are still here. Try again.")


@transaction.atomic
def decide_threshold(
    concern: AdultConcern,
    *,
    state: str,
    subcategory: Subcategory | None,
    reason: str,
    by: User,
    seen_version: int,
    request_key: uuid.UUID,
) -> AdultStanding:
    """Say whether it is low level or goes to the designated officer, with a reason. It may be decided again.

    Refused: no reason, a category outside the register, what a colleague changed meanwhile, a closed concern.
    """
    _refuse_unreasoned(reason)
    if subcategory is not None and not subcategory.category.register:
        raise Refused("Choose a category of the register.")
    if _is_again(concern, request_key):
        return concern.standing
    standing = _held(concern, seen_version)
    if standing.state == State.CLOSED:
        raise Refused("This concern is closed. Reopen it to decide again.")
    if state not in (State.LOW_LEVEL, State.LADO):
        raise Refused("Choose low level, or the designated officer.")
    facts = {"from": standing.state, "to": str(state), "category": subcategory.title if subcategory else ""}
    _enter(concern, Kind.THRESHOLD, by=by, reason=reason, facts=facts, request_key=request_key)
    return _set(standing, state=state, subcategory=subcategory)


@transaction.atomic
def close_adult(
    concern: AdultConcern, *, text: str, reason: str, by: User, seen_version: int, request_key: uuid.UUID
) -> AdultStanding:
    """Record the outcome and close. Refused: before the threshold is decided, and without outcome or reason."""
    _refuse_unreasoned(reason)
    if not text.strip():
        raise Refused("Say what the outcome is.")
    if _is_again(concern, request_key):
        return concern.standing
    standing = _held(concern, seen_version)
    if not standing.can_move_to(State.CLOSED):
        raise Refused(
            "Decide the threshold first." if standing.state == State.RECEIVED else "This is closed already."
        )
    facts = {"from": standing.state}
    _enter(concern, Kind.OUTCOME, by=by, text=text, reason=reason, facts=facts, request_key=request_key)
    return _set(standing, state=State.CLOSED)


@transaction.atomic
def reopen_adult(
    concern: AdultConcern, *, state: str, reason: str, by: User, seen_version: int, request_key: uuid.UUID
) -> AdultStanding:
    """Open a closed concern again, with a reason: new facts, or a pattern that has come to light."""
    _refuse_unreasoned(reason)
    if _is_again(concern, request_key):
        return concern.standing
    standing = _held(concern, seen_version)
    if standing.state != State.CLOSED:
        raise Refused("This concern is not closed.")
    if state not in (State.LOW_LEVEL, State.LADO):
        raise Refused("Choose low level, or the designated officer.")
    facts = {"to": str(state)}
    _enter(concern, Kind.REOPENED, by=by, reason=reason, facts=facts, request_key=request_key)
    return _set(standing, state=state)


@transaction.atomic
def add_adult_entry(
    concern: AdultConcern,
    kind: str,
    *,
    text: str,
    by: User,
    request_key: uuid.UUID,
    happened_on: date | None = None,
    contact_with: str = "",
    corrects: str = "",
) -> AdultEntry:
    """Add a note, a contact or a correction; it can never be changed. The same key gives the first again.

    ``corrects`` is the public id of an entry, or ``report``. Refused: no words, a day to come, a contact with nobody.
    """
    if kind not in FREE:
        raise Refused("Choose a note, a contact or a correction.")
    if not text.strip():
        raise Refused("Write what you want to add.")
    if kind == Kind.CONTACT and not contact_with.strip():
        raise Refused("Say with whom.")
    if happened_on and happened_on > timezone.localdate():
        raise Refused("Enter a date that is not in the future.")
    facts = {"corrects": corrects} if kind == Kind.CORRECTION else {}
    more = {"text": text, "contact_with": contact_with, "facts": facts, "happened_on": happened_on}
    return _enter(concern, kind, by=by, request_key=request_key, **more)


@transaction.atomic
def show_reporter(concern: AdultConcern, *, reason: str, by: User, request_key: uuid.UUID) -> AdultEntry:
    """Show the keeper of the register who reported, though they asked not to be named. The reason stays beside it."""
    _refuse_unreasoned(reason)
    if not concern.reporter_unnamed:
        raise Refused("The reporter did not ask to stay unnamed.")
    return _enter(
        concern, Kind.NOTE, by=by, reason=reason, facts={"reporter": "shown"}, request_key=request_key
    )


@transaction.atomic
def name_person(concern: AdultConcern, person: User, *, reason: str, by: User) -> AdultAccess:
    """Let a person read this one concern. Refused: no reason, one whom it is about, one who is named already."""
    _refuse_unreasoned(reason)
    if concern.subject_id == person.pk:
        raise Refused("Choose somebody whom this is not about.")
    try:
        with transaction.atomic():
            named = AdultAccess.objects.create(
                concern=concern, school_id=concern.school_id, person=person, reason=reason, by=by
            )
    except IntegrityError:
        raise Refused(f"{person.name} is named already.") from None
    record_event("adult concern shared", by=by, school=concern.school, about=concern, person=person.public_id)
    return named


@transaction.atomic
def end_naming(named: AdultAccess, *, by: User) -> None:
    """Take the concern out of a person's sight again; who was named, when and why is kept."""
    done = AdultAccess.objects.filter(pk=named.pk, ended_at=None).update(ended_at=timezone.now())
    if done:
        record_event(
            "adult concern unshared",
            by=by,
            school=named.school,
            about=named.concern,
            person=named.person.public_id,
        )


def _refuse_unreasoned(reason: str) -> None:
    if not reason.strip():
        raise Refused("Give the reason.")


def _is_again(concern: AdultConcern, request_key: uuid.UUID) -> bool:
    """A form that arrives twice has done its work."""
    return AdultEntry.objects.filter(concern=concern, request_key=request_key).exists()


def _held(concern: AdultConcern, seen_version: int) -> AdultStanding:
    standing = AdultStanding.objects.select_for_update(of=("self",)).get(concern=concern)
    if standing.version != seen_version:
        raise Refused("A colleague has changed this since you opened it. Load the page again and look.")
    return standing


def _set(standing: AdultStanding, **fields) -> AdultStanding:
    for name, value in fields.items():
        setattr(standing, name, value)
    standing.version += 1
    standing.save(update_fields=[*fields, "version"])
    return standing


def _enter(
    concern: AdultConcern, kind: str, *, by: User, request_key, happened_on=None, **fields
) -> AdultEntry:
    entry, made = AdultEntry.objects.create_once(
        request_key,
        school=concern.school,
        concern=concern,
        kind=kind,
        by=by,
        by_name=by.name,
        happened_on=happened_on or timezone.localdate(),
        **fields,
    )
    if made:
        record_event(
            f"adult entry: {kind}", by=by, school=concern.school, about=concern, entry=entry.public_id
        )
    return entry
