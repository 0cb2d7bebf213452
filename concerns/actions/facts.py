"""Facts of a child's front sheet: adding, replacing and ending them; opening a shield; the main file's marker.

Rows are only added: a newer one names the one that it replaces, and one that says "ended" closes it.
"""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from concerns.actions.entering import add_entry
from concerns.models import CourtOrder, Entry, KeyPerson, Professional, Pupil, Shield, Status
from concerns.models.file import Fact
from safeguarding.actions.events import record_event
from safeguarding.models import LocalAuthority, User
from safeguarding.refusals import Refused

OWN = {"id", "public_id", "request_key", "school", "pupil", "replaces", "ended", "recorded_at", "recorded_by"}
CHANGED = "A colleague changed this meanwhile. Open the child’s file again to see how it stands."


def words_of(fact: Fact) -> dict:
    """What the fact says, by field, without who wrote it and when."""
    return {field.name: getattr(fact, field.name) for field in fact._meta.fields if field.name not in OWN}


def add_fact(model: type[Fact], pupil: Pupil, *, by: User, request_key: uuid.UUID, **words) -> Fact:
    """Add a fact. The same key gives the first row again. Refused: a last day before the first."""
    return _write(model, pupil, by=by, request_key=request_key, words=words, verb="added")


def replace_fact(fact: Fact, *, by: User, request_key: uuid.UUID, **words) -> Fact:
    """Say it anew: the older row stays and is no longer current. Refused: one that is not current, and a shield."""
    if isinstance(fact, Shield):
        raise Refused("End this shield and add another.")
    return _write(
        type(fact), fact.pupil, by=by, request_key=request_key, words=words, verb="replaced", replaces=fact
    )


@transaction.atomic
def end_fact(fact: Fact, *, last_day: date, reason: str, by: User, request_key: uuid.UUID) -> Fact:
    """Say that a fact no longer holds: a row that closes it, and an entry with the reason.

    Refused: without a reason, a last day that is to come or before the first, and a fact that is not current.
    """
    if not reason.strip():
        raise Refused("Say why it no longer holds.")
    if last_day > timezone.localdate():
        raise Refused("Enter a last day that is not in the future.")
    words = words_of(fact)
    if "ends_on" in words:
        words["ends_on"] = last_day
    made = _write(
        type(fact),
        fact.pupil,
        by=by,
        request_key=request_key,
        words=words,
        verb="ended",
        replaces=fact,
        ended=True,
    )
    add_entry(
        Entry.Kind.STATUS if isinstance(fact, Status) else Entry.Kind.NOTE,
        by=by, pupil=fact.pupil, request_key=uuid.uuid5(request_key, "entry"), happened_on=last_day,
        text=f"{fact} ended.", reason=reason, facts={"fact": fact._meta.model_name, "to": "ended"},
    )  # fmt: skip
    return made


@transaction.atomic
def open_shield(shield: Shield, *, reason: str, by: User, request_key: uuid.UUID) -> str:
    """The shielded words, once the reason is on record. Every opening is an event. Refused: without a reason."""
    if not reason.strip():
        raise Refused("Say why you need to see it.")
    entry = add_entry(
        Entry.Kind.NOTE,
        by=by,
        pupil=shield.pupil,
        request_key=request_key,
        text="A shield was opened.",
        reason=reason,
        facts={"shield_opened": shield.public_id},
    )
    record_event("shield opened", by=by, school=shield.school, about=shield.pupil, entry=entry.public_id)
    return shield.text


@transaction.atomic
def mark_main_file(pupil: Pupil, *, on: date, by: User) -> Pupil:
    """Note that the main pupil file says since when a separate file is kept. Refused: a day to come."""
    if on > timezone.localdate():
        raise Refused("Enter a date that is not in the future.")
    Pupil.objects.filter(pk=pupil.pk).update(main_file_marked_on=on, version=F("version") + 1)
    record_event("main file marked", by=by, school=pupil.school, about=pupil, on=on.isoformat())
    pupil.refresh_from_db(fields=["main_file_marked_on", "version"])
    return pupil


@transaction.atomic
def set_authority(pupil: Pupil, *, authority: LocalAuthority | None, seen_version: int, by: User) -> Pupil:
    """Say in which local authority the child lives, or that it is not known. The event keeps what was said before.

    Refused: a change that would go over a colleague's, or over a roll that was brought in meanwhile.
    """
    held = Pupil.objects.select_for_update(of=("self",)).select_related("authority").get(pk=pupil.pk)
    if held.version != seen_version:
        raise Refused(CHANGED)
    before = held.authority.key if held.authority else ""
    Pupil.objects.filter(pk=pupil.pk).update(authority=authority, version=F("version") + 1)
    now = authority.key if authority else ""
    record_event("authority set", by=by, school=pupil.school, about=pupil, before=before, now=now)
    pupil.refresh_from_db(fields=["authority", "version"])
    return pupil


@transaction.atomic
def mark_main_files(pupils: Iterable[Pupil], *, on: date, by: User) -> int:
    """Mark several at once, with an event for each; how many. One that a colleague marked meanwhile keeps its day.

    Refused: nobody chosen, and a day to come; then nothing is written.
    """
    keys = [pupil.pk for pupil in pupils]
    if not keys:
        raise Refused("Choose at least one pupil.")
    held = Pupil.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=keys, main_file_marked_on=None
    )
    found = list(held.select_related("school").order_by("pk"))
    for pupil in found:
        mark_main_file(pupil, on=on, by=by)
    return len(found)


@transaction.atomic
def _write(model, pupil, *, by, request_key, words, verb, replaces=None, ended=False) -> Fact:
    _refuse(words)
    school = pupil.school
    if again := model.objects.filter(request_key=request_key, school=school, pupil=pupil).first():
        return again
    if replaces is not None and not model.objects.current().filter(pk=replaces.pk).exists():
        raise Refused(CHANGED)
    try:
        made, new = model.objects.create_once(
            request_key, school=school, pupil=pupil, recorded_by=by, replaces=replaces, ended=ended, **words
        )
    except IntegrityError:  # a colleague's row replaced the same one at the same moment
        raise Refused(CHANGED) from None
    if new:
        kind = model._meta.model_name
        record_event(f"{kind} {verb}", by=by, school=school, about=pupil, fact=made.public_id)
    return made


def _refuse(words: dict) -> None:
    first, last = words.get("starts_on"), words.get("ends_on")
    if first and last and last < first:
        raise Refused("Enter a last day that comes after the first day.")


KINDS: dict[str, type[Fact]] = {
    "person": KeyPerson,
    "professional": Professional,
    "order": CourtOrder,
    "shield": Shield,
    "status": Status,
}
