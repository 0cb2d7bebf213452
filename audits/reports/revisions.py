"""The revisions of an audit, newest first: when each was sent, who signed what, and whether the check still fits."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from audits.models import Audit, Submission
from audits.models.review import ReviewStep
from audits.outline import outline_of
from audits.overlay import overlay_of
from audits.reports.differences import Differences, differences
from audits.reports.review import Review, StepLine, read_review
from audits.reports.snapshot import signed_content, snapshot_of


@dataclass(frozen=True)
class RevisionLine:
    """One revision. ``check_fits`` is None where nobody signed it."""

    number: int
    is_being_written: bool
    sent_by: str
    sent_on: date | None
    questions: int
    steps: tuple[StepLine, ...]
    check_fits: bool | None
    compares_with: int | None

    @property
    def is_signed(self) -> bool:
        """Whether two people signed it."""
        return len(self.signatures) == 2

    @property
    def signatures(self) -> tuple[StepLine, ...]:
        return tuple(step for step in self.steps if step.kind == ReviewStep.Kind.SIGNED)

    @property
    def other_steps(self) -> tuple[StepLine, ...]:
        return tuple(step for step in self.steps if step.kind != ReviewStep.Kind.SIGNED)

    @property
    def check_in_words(self) -> str:
        return self.signatures[0].check_in_words if self.signatures else ""


def revision_lines(audit: Audit, *, writes: bool) -> list[RevisionLine]:
    """Every revision that was sent; ``writes``: also the one that is being written, for those who write it."""
    sent = {row.revision: row for row in audit.submissions.defer("snapshot").select_related("by")}
    steps, questions = _said(read_review(audit))
    known = {*sent, *steps} - {0}
    if audit.is_released or (writes and audit.is_open):
        known.add(audit.revision)
    return [
        _line(audit, number, sent, steps[number], questions[number]) for number in sorted(known, reverse=True)
    ]


def _said(review: Review):
    """Steps and the number of questions, by revision."""
    steps, questions = defaultdict(list), defaultdict(int)
    for step in (*review.earlier_steps, *review.steps):
        steps[step.revision].append(step)
    for question in (*review.earlier_questions, *review.questions):
        questions[question.revision] += 1
    return steps, questions


def _line(audit: Audit, number: int, sent: dict, steps: list[StepLine], questions: int) -> RevisionLine:
    row = sent.get(number)
    signed = [step for step in steps if step.kind == ReviewStep.Kind.SIGNED]
    return RevisionLine(
        number=number,
        is_being_written=audit.is_open and number == audit.revision,
        sent_by=row.by.name if row else "",
        sent_on=_sent_on(audit, number, row),
        questions=questions,
        steps=tuple(steps),
        check_fits=_fits(audit, number, signed) if signed else None,
        compares_with=number - 1 if number - 1 in sent else None,
    )


def _sent_on(audit: Audit, number: int, row: Submission | None) -> date | None:
    at = audit.submitted_at if number == audit.revision else row.at if row else None
    return timezone.localdate(at) if at else None


def _fits(audit: Audit, number: int, signed: list[StepLine]) -> bool:
    """Whether what is kept still has the check that was signed, worked out anew."""
    return {step.content_hash for step in signed} == {signed_content(audit, number)}


def revision_differences(audit: Audit, number: int, *, writes: bool, cases: bool) -> Differences | None:
    """What this revision says otherwise than the one before; None where there is nothing to compare.

    ``writes``: whether the reader may see a revision that is being written.
    """
    before, after = _snapshot(audit, number - 1, writes=False), _snapshot(audit, number, writes=writes)
    if before is None or after is None:
        return None
    fill = overlay_of(audit.school).fill
    return differences(before, after, outline_of(audit.edition), cases=cases, fill=fill)


def _snapshot(audit: Audit, number: int, *, writes: bool) -> dict | None:
    if audit.is_open and number == audit.revision:
        return snapshot_of(audit) if writes else None
    return Submission.objects.filter(audit=audit, revision=number).values_list("snapshot", flat=True).first()
