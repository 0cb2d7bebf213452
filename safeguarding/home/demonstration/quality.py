"""The quality checks of the demonstration: one that is finished, answered and in the audit, and one that is open."""

import uuid
from datetime import timedelta

from django.urls import reverse

from audits.models import Audit
from concerns.actions.checking import (
    SHORT,
    Given,
    add_finding,
    choose_categories,
    mark_opened,
    save_answers,
)
from concerns.actions.drawing import draw_checks, finish_check
from concerns.actions.replying import answer_feedback
from concerns.models import (
    Action,
    Category,
    Checklist,
    Entry,
    QualityAnswer,
    QualityCheck,
    QualityFinding,
    QualityItem,
)
from concerns.reports.quality_record import CheckedRecord, checked_record, concern_of
from concerns.sampled import record_open
from safeguarding.home.check_evidence import put_as_evidence, rows_for
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.reading import told
from safeguarding.models import School, User

FINISHED, OPEN = "thornbeck", "aldermere-high"
WANTED = 8
LOOKED_AT = 2  # records of the open check that are done
PERIOD = timedelta(days=300)


def write_quality(schools: dict[str, School], people: dict, audit: Audit, days: Calendar) -> None:
    """Draw, check and answer as people would, with the actions that the pages use."""
    officer, lead = people["trust"]["officer"], people[FINISHED]["lead"]
    words = told("quality")
    check = _drawn(schools[FINISHED], officer, days, blind=True)
    for item in check.items.all():
        _check(item, officer, words["notes"])
    _finish(check, officer, lead, words, days)
    check.refresh_from_db()
    rows = [row.key for row in rows_for(check, audit)]
    link = reverse("concerns:quality_check", args=[check.school.slug, check.public_id])
    put_as_evidence(check, audit, rows, link=link, by=lead, request_key=uuid.uuid4())
    waiting = _drawn(schools[OPEN], officer, days, grouping=QualityCheck.Grouping.LEVEL, wanted=2)
    for item in waiting.items.all()[:LOOKED_AT]:
        _check(item, officer, words["notes"])


def _drawn(school: School, officer: User, days: Calendar, **fields) -> QualityCheck:
    checklist = Checklist.objects.offered_to(school.trust).first()
    period = {"period_from": days.today - PERIOD, "period_to": days.today}
    plan = period | {"wanted": WANTED, "request_key": uuid.uuid4()} | fields
    return draw_checks([school], checklist=checklist, by=officer, **plan)[0]


def _check(item: QualityItem, officer: User, notes: dict[str, str]) -> None:
    """Answer as the record suggests, with a note where something is missing."""
    item.school = item.quality_check.school
    if item.quality_check.blind:
        choose_categories(item, _by_the_report(item, _read(item, officer)), by=officer)
    record = _read(item, officer)
    given = {
        each.question: Given(answer, notes[each.question.key] if answer in SHORT else "", answer)
        for each in record.questions
        if (answer := each.proposal.answer if each.proposal else "not_applicable")
    }
    save_answers(item, given, seen=0, by=officer)


def _read(item: QualityItem, officer: User) -> CheckedRecord:
    with record_open(item, to=officer):
        concern = concern_of(item, reader=officer)
        mark_opened(item, concern, by=officer)
        return checked_record(item, concern, reader=officer, at=concern.recorded_at)


def _by_the_report(item: QualityItem, record: CheckedRecord) -> dict:
    """The school's own category, but for the third record: two people never agree on all."""
    other = Category.objects.get(key="mental-health")
    return {link: other if item.order == 3 else link.subcategory.category for link, _ in record.children}


def _finish(check: QualityCheck, officer: User, lead: User, words: dict, days: Calendar) -> None:
    questions = {each.key: each for each in check.checklist.questions.all()}
    findings = [
        add_finding(
            check, what=each["what"], weight=each["weight"], question=questions[each["question"]], by=officer,
            request_key=uuid.uuid4(),
        )
        for each in _fitting(check, words["findings"])
    ]  # fmt: skip
    check = finish_check(check, text=words["feedback"], by=officer)
    answer_feedback(check, text=words["answer"], by=lead, request_key=uuid.uuid4())
    for finding in findings:
        if finding.weight == QualityFinding.Weight.MEND:
            _act_on(finding, lead, words["action"], days)


def _act_on(finding: QualityFinding, lead: User, told: dict, days: Calendar) -> None:
    """As the action would have left it, at the moment of the demonstration."""
    school, due = finding.school, days.today + timedelta(days=told["days"])
    action = Action.objects.create(
        school=school, finding=finding, what=told["what"], owner=lead, due_on=due, planned_by=lead
    )
    Entry.objects.create(
        school=school, action=action, kind=Entry.Kind.ACTION, by=lead, by_name=lead.name, recorded_at=days.now,
        happened_on=days.today, text=told["what"], facts={"owner": lead.name, "due": due.isoformat()},
    )  # fmt: skip


def _fitting(check: QualityCheck, findings: list[dict]) -> list[dict]:
    """The first finding of each weight that fits what was answered."""
    answers = QualityAnswer.objects.filter(item__quality_check=check)
    short = set(answers.filter(answer__in=SHORT).values_list("question__key", flat=True))
    found = {}
    for each in findings:
        if (each["question"] in short) != (each["weight"] == QualityFinding.Weight.GOOD):
            found.setdefault(each["weight"], each)
    return list(found.values())
