"""Checklists and quality checks."""

import uuid
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from concerns.actions.checking import Given, add_finding, choose_categories, save_answers
from concerns.actions.checklists import save_checklist
from concerns.actions.drawing import draw_checks, finish_check
from concerns.checklist_file import ChecklistFile, GivenQuestion, read_checklist_file
from concerns.models import Category
from safeguarding.access.roles import Role
from tests.factories.people import member

SHIPPED = Path("fixtures/quality/records.yaml")
FIRST = GivenQuestion("first", "Is it clear?", "", "when", ("item-1",))
SECOND = GivenQuestion("second", "Is it done?", "", "", ())


def shipped_checklist():
    return save_checklist(read_checklist_file(SHIPPED.read_bytes()))[0]


def checklist(*questions, key: str = "short", trust=None):
    """A list of two questions, unless others are given."""
    file = ChecklistFile(key, "Short list", "", questions or (FIRST, SECOND))
    return save_checklist(file, trust=trust)[0]


def quality_check(school, *, by=None, checklist_=None, wanted: int = 5, **fields):
    """A sample drawn from what was reported up to today; the concerns must be there and triaged."""
    by = by or member(school, Role.LEAD)
    period = {"period_from": date(2020, 1, 1), "period_to": timezone.localdate() + timedelta(days=1)}
    plan = period | {"wanted": wanted, "request_key": uuid.uuid4(), "seed": "seed"} | fields
    return draw_checks([school], checklist=checklist_ or checklist(), by=by, **plan)[0]


def answered(item, *answers: str, by=None):
    """The record with these answers to its questions, in their order."""
    questions = item.quality_check.checklist.questions.all()
    given = {
        question: Given(answer, "Why." if answer in {"no", "partly"} else "")
        for question, answer in zip(questions, answers, strict=False)
    }
    save_answers(item, given, seen=item.answers.count(), by=by or item.quality_check.checker)
    return item


def coded(item, *keys: str, by=None):
    """The record with blind categories for its children in their order, by key; without any, the school’s own."""
    by = by or item.quality_check.checker
    links = list(item.concern.links.select_related("subcategory__category").order_by("pk"))
    chosen = [Category.objects.get(key=key) for key in keys] or [link.subcategory.category for link in links]
    choose_categories(item, dict(zip(links, chosen, strict=True)), by=by)
    return item


def finished(check, word: str = "Well kept."):
    """The check with every record answered with yes, one finding, and the feedback sent."""
    questions = check.checklist.questions.count()
    for item in check.items.all():
        if check.blind:
            coded(item)
        answered(item, *["yes"] * questions)
    add_finding(check, what=f"{word} finding", weight="mend", by=check.checker, request_key=uuid.uuid4())
    return finish_check(check, text=f"{word} feedback", by=check.checker)


def finished_as_it_is(check):
    """The check with the answers that it has."""
    return finish_check(check, text="Thank you.", by=check.checker)
