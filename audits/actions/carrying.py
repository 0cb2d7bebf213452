"""Bringing the answers of an earlier audit into a new one, each to be read again before it counts."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audits.models import Audit, Response, ResponseRevision
from audits.outline import outline_of
from audits.rating import Rating
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused


@dataclass(frozen=True)
class Carried:
    """How many answers came along, and how many items of this edition had nothing to bring."""

    answers: int
    without: int


@transaction.atomic
def carry_answers(audit: Audit, *, by: User) -> Carried:
    """Bring ratings and words of the audit before into every item that nobody has answered yet.

    Items are joined by their keys, which editions share. Actions, evidence and the case check stay where they are.
    Refused: no earlier audit that was sent, and an audit that is no draft.
    """
    earlier = audit.previous
    if earlier is None or not earlier.is_released:
        raise Refused("There is no earlier audit that was sent, so there is nothing to bring.")
    if not audit.is_open:
        raise Refused(f"This audit is {audit.get_state_display().lower()}. Nothing can be brought into it.")
    before = _said_before(earlier)
    outline, moment = outline_of(audit.edition), timezone.now()
    empty = list(audit.responses.filter(case=None, version=0).select_for_update(of=("self",)))
    found = [(row, before[key]) for row in empty if (key := outline.by_pk[row.item_id].key) in before]
    for row, old in found:
        _fill(row, old, outline.by_pk[row.item_id], by, moment)
    written = [row for row, _ in found]
    Response.objects.bulk_update(
        written, [*Response.FIELDS, "carried_from", "version", "rated_on", "updated_at", "updated_by"]
    )
    ResponseRevision.objects.bulk_create(_first_version(row, by) for row in written)
    if written:
        record_event(
            "answers carried", by=by, school=audit.school, about=audit, answers=len(written),
            earlier=earlier.public_id,
        )  # fmt: skip
    return Carried(len(written), len(empty) - len(written))


@transaction.atomic
def confirm_carried(response: Response, *, by: User) -> bool:
    """Say that a carried answer was read again and still holds; whether there was anything to say."""
    waiting = Response.objects.waiting_to_be_read().filter(pk=response.pk, audit__state=Audit.State.DRAFT)
    if not waiting.update(confirmed_at=timezone.now()):
        return False
    audit = response.audit
    record_event("answer confirmed", by=by, school=audit.school, about=audit, item=response.item_id)
    return True


def _said_before(earlier: Audit) -> dict[str, Response]:
    items = outline_of(earlier.edition).by_pk
    rows = earlier.responses.filter(case=None).exclude(rating=Rating.UNANSWERED)
    return {items[row.item_id].key: row for row in rows}


def _fill(row: Response, old: Response, item, by: User, moment) -> None:
    parts = {part.key for part in item.parts}
    for name, value in old.answer().items():
        setattr(row, name, value)
    row.marks = {part: mark for part, mark in old.marks.items() if part in parts}
    row.carried_from, row.version = old, 1
    row.rated_on, row.updated_at, row.updated_by = timezone.localdate(moment), moment, by


def _first_version(row: Response, by: User) -> ResponseRevision:
    return ResponseRevision(response=row, school_id=row.school_id, version=1, by=by, **row.answer())
