"""A finished quality check as evidence in the school's audit: the one place where records and audit meet in this.

The piece is a note of counts and a link, without a child. Governors read it, so small counts are masked in it.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audits.actions.evidence import add_evidence, use_evidence
from audits.models import Audit, Evidence, Response
from concerns.models import QualityCheck
from concerns.reports.quality_check import coding_of, results_of, with_answers
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused


@dataclass(frozen=True)
class EvidenceRow:
    """A row of the audit behind which the check may stand; a row of the case check stands once for each case."""

    key: str
    label: str
    responses: tuple[Response, ...]


def open_audits(check: QualityCheck, *, by: User):
    """The school's audits that are being written, the newest first."""
    rows = Audit.objects.live().readable_by(by).filter(school=check.school, state=Audit.State.DRAFT)
    return rows.order_by("-year", "-pk")


def rows_for(check: QualityCheck, audit: Audit) -> tuple[EvidenceRow, ...]:
    """The rows of the audit to which a question of the check's list speaks."""
    wanted = {key for question in check.checklist.questions.all() for key in question.rows}
    responses = (
        audit.responses.filter(item__key__in=wanted).select_related("item", "case").order_by("item__order")
    )
    found: dict[str, list[Response]] = {}
    for response in responses:
        found.setdefault(response.item.key, []).append(response)
    return tuple(
        EvidenceRow(key, f"{several[0].item.ref} {several[0].item.title}", tuple(several))
        for key, several in found.items()
    )


def note_of(check: QualityCheck, *, by: User, link: str) -> str:
    """What the evidence says: day, sample, counts, findings by weight, and where to read more."""
    check = with_answers(QualityCheck.objects.filter(pk=check.pk), by).get()
    spread = f", spread over: {check.get_grouping_display().lower()}" if check.grouping else ", by chance"
    lines = [
        f"Checked by {check.checker.name}, finished on {_day(timezone.localdate(check.ended_at))}.",
        f"Concerns reported from {_day(check.period_from)} to {_day(check.period_to)}; "
        f"{len(check.drawn)} record{'' if len(check.drawn) == 1 else 's'} drawn{spread}. Checklist: {check.checklist}.",
        "",
        *(f"{counts.question} {counts.in_words.capitalize()}." for counts in results_of(check, True)),
    ]
    if check.blind:
        coding = coding_of([check], True)
        lines += ["", f"Categories chosen blind: {coding.count} {coding.words}"]
    return "\n".join([*lines, "", f"Findings: {len(check.found)}. The check: {link}"])


@transaction.atomic
def put_as_evidence(
    check: QualityCheck, audit: Audit, keys: Collection[str], *, link: str, by: User, request_key: uuid.UUID
) -> Evidence:
    """Add the check to the evidence library, and put it behind these rows of the audit.

    The same ``request_key`` gives the first piece again. Refused: a check that is not finished, no row or one of
    another audit, and an audit that is no longer a draft.
    """
    if not check.is_finished:
        raise Refused("Finish the check first.")
    rows = [row for row in rows_for(check, audit) if row.key in keys]
    if not rows or len(rows) != len(set(keys)):
        raise Refused("Choose at least one row of the audit.")
    day = timezone.localdate(check.ended_at)
    piece = add_evidence(
        check.school, title=f"Quality check of concern records, {_day(day)}", dated_on=day, by=by,
        request_key=request_key, note=note_of(check, by=by, link=link),
    )  # fmt: skip
    for row in rows:
        for response in row.responses:
            use_evidence(response, piece, by=by)
    record_event(
        "quality check used as evidence", by=by, school=check.school, about=check, evidence=piece.public_id
    )
    return piece


def _day(day) -> str:
    return f"{day.day} {day:%B %Y}"
