"""One drawn record as its checker sees it: no child's name, no shielded words, and what the record suggests.

Before the blind category is chosen there is the report alone: nothing that was decided since.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from concerns.models import (
    Category,
    ChecklistQuestion,
    Concern,
    ConcernLink,
    Entry,
    QualityAnswer,
    QualityItem,
)
from concerns.reports.concern_print import NOBODYS, PrintedConcern, printed_concern
from concerns.reports.masking import labels_of
from concerns.reports.quality_known import Proposal, Record, proposals
from safeguarding.models import User
from safeguarding.reports.term_dates import terms_of


@dataclass(frozen=True)
class Answered:
    """A question with its newest answer, if it has one, and what the record suggests."""

    question: ChecklistQuestion
    answer: str = ""
    note: str = ""
    proposal: Proposal | None = None


@dataclass(frozen=True)
class CheckedRecord:
    """What the page shows of one record."""

    item: QualityItem
    record: PrintedConcern
    questions: tuple[Answered, ...]
    seen: int  # how many answers stand, changed ones counted each time
    children: tuple[tuple[ConcernLink, str], ...]  # each as the checker is told of them

    @property
    def waits_for_category(self) -> bool:
        return self.item.quality_check.blind and not self.item.codes.all()

    @property
    def left(self) -> int:
        return sum(not each.answer for each in self.questions)


def concern_of(item: QualityItem, *, reader: User) -> Concern | None:
    """The concern that was drawn, or None for a person who is shut out of it; asked while the record is open."""
    rows = Concern.objects.filter(pk=item.concern_id).not_shut_out(reader)
    concern = rows.select_related("standing__owner", "reporter").first()
    if concern is not None:
        concern.school = item.school
    return concern


def checked_record(item: QualityItem, concern: Concern, *, reader: User, at: datetime) -> CheckedRecord:
    """All of it, read while the record is open: nothing is asked of the database later."""
    links = tuple(concern.links.select_related("pupil", "subcategory__category", "reported").order_by("pk"))
    questions = list(item.quality_check.checklist.questions.all())
    answers = list(item.answers.order_by("number"))
    newest = {answer.question_id: answer for answer in answers}
    known = proposals(questions, _record(item, concern, links))
    labels = labels_of([link.pupil for link in links if link.pupil], NOBODYS)
    return CheckedRecord(
        item=item,
        record=printed_concern(concern, link=None, reader=reader, at=at, nameless=True),
        questions=tuple(_answered(each, newest.get(each.pk), known.get(each.key)) for each in questions),
        seen=len(answers),
        children=tuple((link, labels.get(link.pupil_id, NOBODYS)) for link in links),
    )


def _record(item: QualityItem, concern: Concern, links) -> Record:
    entries = list(concern.entries.select_related("action").order_by("recorded_at", "pk"))
    struck = {entry.corrects_id for entry in entries if entry.kind == Entry.Kind.ERROR_CONFIRMED}
    return Record(
        concern=concern,
        links=links,
        entries=tuple(entry for entry in entries if entry.pk not in struck),
        actions=tuple(concern.actions.all()),
        referrals=tuple(concern.referrals.all()),
        today=timezone.localdate(),
        codes=tuple(item.codes.select_related("category", "schools_own")),
        terms=tuple(terms_of(item.school)),
    )


def _answered(question: ChecklistQuestion, row: QualityAnswer | None, proposal: Proposal | None) -> Answered:
    if row is None:
        return Answered(question, proposal=proposal)
    return Answered(question, row.answer, row.note, proposal)


def categories_on(day):
    """What a concern about a child may be put under."""
    return Category.objects.on(day).filter(register=False)
