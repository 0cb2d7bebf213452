"""The clocks of many children at once: what counts, what is hidden, whose rules, and what the database is asked."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concerns.actions.entering import add_entry
from concerns.actions.excluding import shut_out
from concerns.actions.facts import add_fact, end_fact
from concerns.actions.moving import claim_entry_error, claim_error, confirm_entry_error, confirm_error
from concerns.actions.recording import NamedChild
from concerns.models import Pupil, Status
from concerns.reports.clocks import clocks_of
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from tests import factories
from tests.factories import casework
from tests.factories.rules import rules

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
START = date(2026, 9, 21)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000", tick=False)


@pytest.fixture
def school():
    made = factories.school()
    rules(made.authority)
    return made


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


@pytest.fixture
def deputy(school):
    return factories.member(school, Role.DEPUTY)


def child(school, by, kind="child_protection", since=START, **fields):
    made = factories.pupil(school=school, **fields)
    status(made, by, kind, since)
    return made


def status(pupil, by, kind, since, **words):
    return add_fact(Status, pupil, by=by, request_key=uuid.uuid4(), kind=kind, starts_on=since, **words)


def clocks(pupil, reader):
    rows = Pupil.objects.visible_to(reader).filter(pk=pupil.pk)
    return clocks_of(rows, school=pupil.school, reader=reader, today=TODAY).get(pupil.pk)


def held(pupil, by, on, kind="core_group"):
    return casework.meeting(
        pupil, by=by, kind=kind, state="held", held_on=on, school_attended=True, summary="Met."
    )


def contact(by, on, *, update=True, **about):
    return add_entry(
        "contact", by=by, happened_on=on, contact_kind="call", contact_with="The worker", text="All is well.",
        facts={"update": update}, **about,
    )  # fmt: skip


def since(pupil, reader):
    return clocks(pupil, reader).freshness.since


def test_a_meeting_held_a_review_and_an_update_count_and_nothing_else(school, lead):
    pupil = child(school, lead)
    assert since(pupil, lead) == START
    casework.meeting(pupil, by=lead, due_on=date(2026, 11, 19))
    casework.meeting(pupil, by=lead, state="cancelled", cancelled_reason="The chair was ill.")
    contact(lead, date(2026, 11, 18), pupil=pupil, update=False)
    add_entry("note", by=lead, pupil=pupil, text="Seen.", happened_on=date(2026, 11, 18))
    assert since(pupil, lead) == START
    held(pupil, lead, date(2026, 10, 5))
    assert clocks(pupil, lead).freshness.why == "Core group on 5 October 2026"
    casework.plan_review(casework.plan(pupil, by=lead), by=lead, held_on=date(2026, 10, 12))
    assert clocks(pupil, lead).freshness.why == "Review of a plan on 12 October 2026"
    contact(lead, date(2026, 10, 20), pupil=pupil)
    assert clocks(pupil, lead).freshness.why == "Update from a professional on 20 October 2026"


def test_an_update_about_all_children_of_a_concern_counts_for_each(school, lead):
    one, two = child(school, lead), child(school, lead)
    concern = factories.triaged(children=(NamedChild("harmed", one), NamedChild("harmed", two)), by=lead)
    contact(lead, date(2026, 11, 2), concern=concern)
    contact(lead, date(2026, 11, 9), concern=concern, pupil=two)
    assert (since(one, lead), since(two, lead)) == (date(2026, 11, 2), date(2026, 11, 9))


def test_what_was_struck_or_stands_on_a_concern_in_error_does_not_count(school, lead, deputy):
    pupil = child(school, lead)
    mistaken = contact(lead, date(2026, 11, 2), pupil=pupil)
    claim_entry_error(mistaken, reason="Another child.", by=lead)
    assert since(pupil, lead) == date(2026, 11, 2)
    confirm_entry_error(mistaken, reason="", by=deputy)
    assert since(pupil, lead) == START
    concern = factories.triaged(children=(NamedChild("harmed", pupil),), by=lead)
    contact(lead, date(2026, 11, 9), concern=concern)
    claim_error(concern, reason="Another child.", by=lead)
    confirm_error(concern, reason="", by=deputy)
    assert since(pupil, lead) == START


def test_what_a_person_is_shut_out_of_leaves_no_trace_in_a_clock(school, lead, deputy):
    pupil = child(school, lead)
    concern = factories.triaged(children=(NamedChild("harmed", pupil),), by=lead)
    contact(lead, date(2026, 11, 9), concern=concern)
    plan = casework.plan(pupil, by=lead, concern=concern)
    casework.plan_review(plan, by=lead, held_on=date(2026, 11, 16), next_review_on=date(2026, 12, 14))
    assert since(pupil, deputy) == date(2026, 11, 16)
    shut_out(deputy, reason="A neighbour.", by=lead, request_key=uuid.uuid4(), concern=concern)
    assert since(pupil, deputy) == START
    assert since(pupil, lead) == date(2026, 11, 16)


def test_the_rules_are_those_of_where_the_child_lives_if_it_has_any(school, lead):
    elsewhere = factories.authority()
    pupil = child(school, lead, authority=elsewhere)
    assert clocks(pupil, lead).freshness.limit.red_weeks == 4
    elsewhere.freshness_rules.create(status="child_protection", amber_weeks=2, red_weeks=3)
    assert clocks(pupil, lead).freshness.limit.red_weeks == 3


def test_a_school_without_rules_has_no_clock_and_no_fault(lead):
    school = factories.school()
    pupil = child(school, factories.member(school, Role.LEAD))
    found = clocks(pupil, factories.member(school, Role.LEAD))
    assert (found.freshness, found.meetings) == (None, ())
    assert [held.label for held in found.statuses] == ["Child protection"]


def test_the_clocks_switch_when_the_status_changes(school, lead):
    pupil = child(school, lead, "child_in_need", date(2026, 10, 1))
    first = clocks(pupil, lead)
    assert (first.freshness.state, {due.limit.kind for due in first.meetings}) == (
        "overdue",
        {"child_in_need"},
    )
    was = Status.objects.get(pupil=pupil)
    end_fact(was, last_day=date(2026, 11, 19), reason="Conference.", by=lead, request_key=uuid.uuid4())
    status(pupil, lead, "child_protection", date(2026, 11, 20))
    then = clocks(pupil, lead)
    assert (then.freshness.state, then.freshness.red_on) == ("fresh", date(2026, 12, 18))
    assert {due.limit.kind: due.due_on for due in then.meetings} == {
        "core_group": date(2026, 12, 4),
        "review_conference": date(2027, 2, 20),
    }


def test_three_children_cost_as_many_queries_as_one(school, lead):
    def asked():
        rows = Pupil.objects.visible_to(lead).filter(school=school)
        with CaptureQueriesContext(connection) as queries:
            found = clocks_of(rows, school=school, reader=lead, today=TODAY)
        return len(found), len(queries)

    open_wall(lead)  # as the door of a page does
    child(school, lead)
    assert asked() == (1, 2)
    for n in range(2):
        held(child(school, lead, since=date(2026, 10, 1 + n)), lead, date(2026, 11, 2))
    assert asked() == (3, 2)
