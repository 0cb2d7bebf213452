"""Bringing the answers of an earlier audit into a new one, each to be read again before it counts."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audits.crosswalk import Crosswalk, Line, carried_over
from audits.models import Audit, Response, ResponseRevision
from audits.outline import outline_of
from audits.rating import Rating
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused


@dataclass(frozen=True)
class Carried:
    """How many answers came along, how many items had nothing to bring, and how many answers stay behind."""

    answers: int
    without: int
    retired: int = 0


@transaction.atomic
def carry_answers(audit: Audit, *, by: User) -> Carried:
    """Bring ratings and words of the audit before into every item that nobody has answered yet.

    Between editions the crosswalk leads: an item that was split brings its answer to each, one that was merged
    brings all words and a rating where all had the same, and marks of parts come only where the parts ask the
    same. Whatever comes waits to be read. Actions, evidence and the case check stay where they are.
    Refused: no earlier audit that was sent, and an audit that is no draft.
    """
    earlier = audit.previous
    if earlier is None or not earlier.is_released:
        raise Refused("There is no earlier audit that was sent, so there is nothing to bring.")
    if not audit.is_open:
        raise Refused(f"This audit is {audit.get_state_display().lower()}. Nothing can be brought into it.")
    before, crosswalk = _said_before(earlier), carried_over(audit)
    outline, moment = outline_of(audit.edition), timezone.now()
    empty = list(audit.responses.filter(case=None, version=0).select_for_update(of=("self",)))
    written = []
    for row in empty:
        item = outline.by_pk[row.item_id]
        line = crosswalk.to(item.key)
        if line and (said := [(old, before[old.key]) for old in line.before if old.key in before]):
            _fill(row, said, item, line)
            row.version, row.rated_on = 1, timezone.localdate(moment)
            row.updated_at, row.updated_by = moment, by
            written.append(row)
    Response.objects.bulk_update(
        written, [*Response.FIELDS, "carried_from", "version", "rated_on", "updated_at", "updated_by"]
    )
    ResponseRevision.objects.bulk_create(_first_version(row, by) for row in written)
    carried = Carried(len(written), len(empty) - len(written), _left_behind(crosswalk, before))
    if written:
        record_event(
            "answers carried", by=by, school=audit.school, about=audit, answers=carried.answers,
            retired=carried.retired, earlier=earlier.public_id,
        )  # fmt: skip
    return carried


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


def _left_behind(crosswalk: Crosswalk, before: dict[str, Response]) -> int:
    return sum(item.key in before for _, item in crosswalk.retired)


def _fill(row: Response, said: list, item, line: Line) -> None:
    """Write what was said into the row: as it was, or the words of several one under the other."""
    answers = [old for _, old in said]
    ratings = {old.rating for old in answers}
    row.rating = ratings.pop() if len(ratings) == 1 else Rating.UNANSWERED
    row.na_reason = _together(said, "na_reason") if row.rating == Rating.NOT_APPLICABLE else ""
    row.evidence = _together(said, "evidence")
    parts = {part.key for part in item.parts} if line.keeps_parts else set()
    row.marks = {part: mark for part, mark in answers[0].marks.items() if part in parts}
    row.carried_from = answers[0]


def _together(said: list, field: str) -> str:
    texts = [(item, getattr(old, field)) for item, old in said if getattr(old, field)]
    if len(said) == 1:
        return texts[0][1] if texts else ""
    return "\n\n".join(f"From {item.ref} {item.title}:\n{text}" for item, text in texts)


def _first_version(row: Response, by: User) -> ResponseRevision:
    return ResponseRevision(response=row, school_id=row.school_id, version=1, by=by, **row.answer())
