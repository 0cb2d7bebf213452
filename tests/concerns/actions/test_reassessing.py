"""Answering whether our view of a child changes: what is written, what is refused, and who is asked."""

import uuid
from datetime import date

import pytest

from concerns.actions.excluding import shut_out
from concerns.actions.moving import claim_error, confirm_error
from concerns.actions.reassessing import answer_view
from concerns.models import Entry, Reassessment
from concerns.reports.views_asked import questions_about
from safeguarding.access.roles import Role
from safeguarding.refusals import Refused
from tests import factories
from tests.factories import casework
from tests.factories.past import moment, past_concern
from tests.factories.rules import rules

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000")


@pytest.fixture
def school():
    made = factories.school()
    rules(made.authority)
    return made


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


@pytest.fixture
def pupil(school):
    return factories.pupil(school=school, first_name="Rosa")


@pytest.fixture
def neglect():
    return factories.subcategory(marks="H")


def concerns(pupil, by, kind, many=3, day=2):
    """One a day in November, from that day on."""
    return [past_concern(pupil, at=moment(date(2026, 11, day + n)), kind=kind, by=by) for n in range(many)]


def asked(pupil, reader):
    return questions_about(pupil, reader=reader, today=TODAY)


def answer(pupil, question, by, **given):
    said = {"changes_view": True, "reason": "It is a pattern.", "request_key": uuid.uuid4()}
    return answer_view(pupil, question, by=by, **said | given)


def test_an_answer_is_a_record_and_an_entry_in_the_thread_of_the_concern(pupil, lead, neglect):
    last = concerns(pupil, lead, neglect)[-1]
    (question,) = asked(pupil, lead)
    made = answer(pupil, question, lead)
    assert (made.concern, made.changes_view, made.reason) == (last, True, "It is a pattern.")
    title = neglect.category.title.lower()
    assert made.asked == f"Three concerns about {title} since 3 September"
    entry = Entry.objects.get(kind="reassessed")
    assert (entry.concern, entry.pupil, entry.reason) == (last, pupil, "It is a pattern.")
    assert len(entry.facts["concerns"]) == 3
    assert asked(pupil, lead) == ()


def test_the_next_linked_concern_asks_anew(pupil, lead, neglect):
    concerns(pupil, lead, neglect)
    answer(pupil, asked(pupil, lead)[0], lead, changes_view=False)
    concerns(pupil, lead, factories.subcategory(marks="O"), many=1, day=9)
    assert asked(pupil, lead) == ()
    concerns(pupil, lead, factories.subcategory(marks="EH"), many=1, day=10)
    (question,) = asked(pupil, lead)
    assert question.words == "Four concerns about home and family since 3 September"


def test_a_plan_without_a_change_asks_and_is_answered(pupil, lead):
    plan = casework.plan(pupil, by=lead)
    for day in (9, 16):
        review = casework.plan_review(plan, by=lead, held_on=date(2026, 11, day))
    (question,) = asked(pupil, lead)
    made = answer(pupil, question, lead, changes_view=False)
    assert (made.rule, made.plan_review) == ("plan_unchanged", review)
    entry = Entry.objects.get(kind="reassessed")
    assert (entry.pupil, entry.plan, entry.concern) == (pupil, plan, None)
    assert asked(pupil, lead) == ()


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_answer_without_a_reason_is_refused_and_writes_nothing(pupil, lead, neglect, reason):
    concerns(pupil, lead, neglect)
    with pytest.raises(Refused, match="reason"):
        answer(pupil, asked(pupil, lead)[0], lead, reason=reason)
    assert not Reassessment.objects.exists()
    assert not Entry.objects.filter(kind="reassessed").exists()


def test_a_question_is_answered_once(pupil, lead, neglect):
    concerns(pupil, lead, neglect)
    (question,) = asked(pupil, lead)
    key = uuid.uuid4()
    first = answer(pupil, question, lead, request_key=key)
    assert answer(pupil, question, lead, request_key=key) == first
    with pytest.raises(Refused, match="colleague has answered"):
        answer(pupil, question, factories.member(pupil.school, Role.DEPUTY))
    assert Reassessment.objects.count() == Entry.objects.filter(kind="reassessed").count() == 1


def test_what_is_in_error_or_hidden_is_not_counted(pupil, lead, neglect):
    first, *_ = concerns(pupil, lead, neglect)
    deputy = factories.member(pupil.school, Role.DEPUTY)
    assert len(asked(pupil, deputy)) == 1
    shut_out(deputy, reason="A neighbour.", by=lead, request_key=uuid.uuid4(), concern=first)
    assert asked(pupil, deputy) == ()
    claim_error(first, reason="Another child.", by=lead)
    confirm_error(first, reason="", by=factories.member(pupil.school, Role.HEAD))
    assert asked(pupil, lead) == ()


def test_a_concern_that_nobody_has_sorted_is_not_counted(pupil, lead, neglect):
    concerns(pupil, lead, neglect, many=2)
    past_concern(pupil, at=moment(date(2026, 11, 9)), triaged_at=False)
    assert asked(pupil, lead) == ()
