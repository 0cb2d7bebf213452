"""The trust's schedule: asking schools for an audit by a day, moving the day, taking a school out and back in."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from audits.models import DueAudit, DueAuditChange, Edition
from audits.models.audit import school_year
from safeguarding.actions.events import record_event
from safeguarding.models import School, User
from safeguarding.refusals import Refused

Kind = DueAuditChange.Kind


@transaction.atomic
def schedule_audits(
    edition: Edition, year: int, due: dict[School, date], *, by: User, request_key: uuid.UUID
) -> list[DueAudit]:
    """Ask each school for the audit of an edition and school year by its day; answers with those that are new.

    A school that is asked already keeps its day. The same ``request_key`` asks nobody twice. Refused: an edition
    that is not published, nobody to ask, and a day that is over or not in the school year or the year after it.
    """
    if edition.state != Edition.State.PUBLISHED:
        raise Refused("This edition is not published. Choose a published edition.")
    if any(edition.trust_id not in (None, school.trust_id) for school in due):
        raise Refused("This edition belongs to another trust. Choose one of your own.")
    for day in due.values():
        _refuse_day(day, year)
    known = DueAudit.objects.filter(edition=edition, year=year, school__in=due)
    asked = set(known.values_list("school_id", flat=True))
    new = {school: day for school, day in due.items() if school.pk not in asked}
    if not due:
        raise Refused("Choose at least one school.")
    return [
        _ask(school, edition, year, day, by, uuid.uuid5(request_key, school.slug))
        for school, day in new.items()
    ]


def _ask(school: School, edition: Edition, year: int, day: date, by: User, key: uuid.UUID) -> DueAudit:
    try:
        row, made = DueAudit.objects.create_once(key, school=school, edition=edition, year=year, due_on=day)
    except IntegrityError:
        raise Refused(f"{school} was asked by somebody else just now. Look at the schedule again.") from None
    if made:
        _log(row, Kind.ASKED, "", by)
    return row


@transaction.atomic
def move_due_audit(row: DueAudit, *, due_on: date, reason: str, seen_version: int, by: User) -> DueAudit:
    """Ask for it by another day, with the reason. Refused: the same day, a day that is over, no reason, a row that
    was taken out, or one that somebody changed since.
    """
    row = _standing(row, seen_version, reason)
    if not row.is_asked:
        raise Refused("This school was taken out of the schedule. Put it back first.")
    if due_on == row.due_on:
        raise Refused("Enter another day. This is the day that it has now.")
    _refuse_day(due_on, row.year)
    return _change(row, Kind.MOVED, reason, by, due_on=due_on)


@transaction.atomic
def take_out(row: DueAudit, *, reason: str, seen_version: int, by: User) -> DueAudit:
    """No longer ask this school, with the reason; what was asked stays on the record. Refused: taken out already."""
    row = _standing(row, seen_version, reason)
    if not row.is_asked:
        raise Refused("This school was taken out already.")
    return _change(row, Kind.TAKEN_OUT, reason, by, taken_out_at=timezone.now())


@transaction.atomic
def put_back(row: DueAudit, *, due_on: date, reason: str, seen_version: int, by: User) -> DueAudit:
    """Ask this school again, by a day, with the reason. Refused: a row that was not taken out, a day that is over."""
    row = _standing(row, seen_version, reason)
    if row.is_asked:
        raise Refused("This school is in the schedule already.")
    _refuse_day(due_on, row.year)
    return _change(row, Kind.PUT_BACK, reason, by, due_on=due_on, taken_out_at=None)


def _standing(row: DueAudit, seen_version: int, reason: str) -> DueAudit:
    row = DueAudit.objects.select_for_update(of=("self",)).select_related("school").get(pk=row.pk)
    if row.version != seen_version:
        raise Refused(
            "A colleague changed this since you opened it. Look at what stands now, then save again."
        )
    if not reason.strip():
        raise Refused("Give the reason. The school reads it.")
    return row


def _change(row: DueAudit, kind: str, reason: str, by: User, **fields) -> DueAudit:
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    _log(row, kind, reason, by)  # first: the database asks for the entry when the row changes
    row.save(update_fields=[*fields, "version"])
    return row


def _log(row: DueAudit, kind: str, reason: str, by: User) -> None:
    DueAuditChange.objects.create(
        school_id=row.school_id, due_audit=row, version=row.version, kind=kind, due_on=row.due_on, reason=reason,
        by=by, by_name=by.name,
    )  # fmt: skip
    verb = f"audit schedule {Kind(kind).label.lower()}"
    record_event(verb, by=by, school=row.school, about=row, due_on=row.due_on.isoformat())


def _refuse_day(day: date, year: int) -> None:
    if day < timezone.localdate():
        raise Refused("Enter a day that is today or later.")
    if school_year(day) not in (year, year + 1):
        raise Refused(f"Enter a day in the school year {year} to {year + 1}, or in the one after it.")


def years_to_schedule(today: date) -> Iterable[int]:
    """The school years that may be asked for: this one and the next."""
    return school_year(today), school_year(today) + 1
