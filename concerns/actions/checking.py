"""Checking one record that was drawn: the blind category first, then the answers, each beside the one before."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from concerns.actions.drawing import held_open
from concerns.models import (
    Category,
    ChecklistQuestion,
    Concern,
    ConcernLink,
    QualityAnswer,
    QualityCode,
    QualityFinding,
    QualityItem,
)
from concerns.reports.concern_page import OPENED
from concerns.sampled import record_open
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused

FILE_OPENED = "opened for a quality check"
SHORT = (QualityAnswer.Answer.PARTLY, QualityAnswer.Answer.NO)
CHANGED = (
    "This record was answered in another window meanwhile. See how it stands, and save again if yours holds."
)


@dataclass(frozen=True)
class Given:
    """One answer as the checker gives it, with what the records said to it."""

    answer: str
    note: str = ""
    proposed: str = ""


def mark_opened(item: QualityItem, concern: Concern, *, by: User) -> None:
    """Write down that the record was read, with the concern and in the log of each child's file."""
    check = item.quality_check.public_id
    record_event(OPENED, by=by, school=item.school, about=concern, check=check)
    for link in concern.links.filter(pupil__isnull=False).select_related("pupil"):
        record_event(FILE_OPENED, by=by, school=item.school, about=link.pupil, check=check)


@transaction.atomic
def save_answers(item: QualityItem, given: Mapping[ChecklistQuestion, Given], *, seen: int, by: User) -> int:
    """Write the answers that are new or different; how many there were. ``seen`` is how many stood when it was shown.

    Refused: a check that has ended or is another's, "partly" or "no" without a note, answers written meanwhile, and
    a record whose category is to be chosen first.
    """
    check = held_open(item.quality_check, by)
    if check.blind and not item.codes.exists():
        raise Refused("Choose the category first.")
    rows = list(item.answers.order_by("number"))
    newest = {row.question_id: row for row in rows}
    fresh = [(question, each) for question, each in given.items() if _is_new(newest.get(question.pk), each)]
    if fresh and seen != len(rows):
        raise Refused(CHANGED)
    for question, each in fresh:
        if each.answer in SHORT and not each.note.strip():
            raise Refused(f"Say in a note what is missing: {question.text}")
        before = newest.get(question.pk)
        QualityAnswer.objects.create(
            school=item.school, item=item, question=question, number=before.number + 1 if before else 1,
            answer=each.answer, note=each.note, proposed=each.proposed, by=by, by_name=by.name,
        )  # fmt: skip
    if fresh:
        record_event("quality record answered", by=by, school=item.school, about=item, answers=len(fresh))
    return len(fresh)


def _is_new(before: QualityAnswer | None, given: Given) -> bool:
    return before is None or (before.answer, before.note) != (given.answer, given.note)


@transaction.atomic
def choose_categories(item: QualityItem, chosen: Mapping[ConcernLink, Category], *, by: User) -> None:
    """Keep the category that the checker gives to each child, before they see the school's; it is never changed.

    Refused: a check that has ended or is not blind, a child left out, and a record that has its categories.
    """
    check = held_open(item.quality_check, by)
    if not check.blind:
        raise Refused("This check does not ask for categories.")
    if QualityCode.objects.filter(
        item=item
    ).exists():  # asked anew, not what the page had read before the lock
        raise Refused("The category of this record was chosen already.")
    with record_open(item, to=by):
        links = ConcernLink.objects.filter(concern=item.concern_id).select_related("subcategory__category")
        by_key = {link.pk: link for link in links}
        if set(by_key) != {link.pk for link in chosen}:
            raise Refused("Choose a category for each child.")
        for link, category in chosen.items():
            own = by_key[link.pk].subcategory
            QualityCode.objects.create(
                school=item.school, item=item, link=link, category=category,
                schools_own=own.category if own else None, by=by,
            )  # fmt: skip
    record_event("quality categories chosen", by=by, school=item.school, about=item)


@transaction.atomic
def add_finding(
    check,
    *,
    what: str,
    weight: str,
    by: User,
    request_key: uuid.UUID,
    item: QualityItem | None = None,
    question: ChecklistQuestion | None = None,
) -> QualityFinding:
    """Write down what was found, of one record or of all. The same ``request_key`` gives the first again.

    Refused: a check that has ended or is another's, and a finding without words.
    """
    again = QualityFinding.objects.filter(request_key=request_key, quality_check=check, by=by).first()
    if again is not None:
        return again
    check = held_open(check, by)
    if not what.strip():
        raise Refused("Say what you found.")
    finding, made = QualityFinding.objects.create_once(
        request_key, school=check.school, quality_check=check, item=item, question=question, what=what,
        weight=weight, by=by, by_name=by.name,
    )  # fmt: skip
    if made:
        record_event("quality finding", by=by, school=check.school, about=finding, weight=weight)
    return finding
