"""Plans: what each step writes, what it refuses, and that a refusal writes nothing."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from concerns.actions.moving import claim_error, confirm_error
from concerns.actions.plans import (
    Overtaken,
    end_plan,
    hand_over_plan,
    put_in_force,
    review_plan,
    start_plan,
    write_version,
)
from concerns.actions.recording import NamedChild
from concerns.models import Entry, Exclusion, Plan, PlanReview
from concerns.reports.concern_page import concern_report
from concerns.reports.plans_to_look_at import concerns_asking
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.concerns.actions.refusing import refused
from tests.factories import casework as made

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORDS = {"risks": "Alone after school.", "measures": "Met at the gate."}


@pytest.fixture
def lead():
    return factories.member(factories.school(), Role.LEAD, name="Ruth Adeyemi")


@pytest.fixture
def pupil(lead):
    return factories.pupil(school=lead.memberships.get().school)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def plan(pupil, lead, today):
    """In force since a week ago; the next review is in three weeks."""
    return in_force(pupil, lead, starts_on=today - 7 * DAY, review_on=today + 21 * DAY)


def in_force(pupil, lead, *, kind="safety", starts_on, review_on, **fields):
    plan = start(pupil, lead, kind=kind, **fields)
    write(plan, lead)
    return put_in_force(plan, starts_on=starts_on, review_on=review_on, by=lead)


def start(pupil, by, *, kind="safety", owner=None, **fields):
    return start_plan(pupil, kind=kind, owner=owner or by, by=by, request_key=uuid.uuid4(), **fields)


def write(plan, by, **fields):
    return write_version(plan, by=by, **{"request_key": uuid.uuid4()} | WORDS | fields)


def review(plan, by, **fields):
    usual = {
        "held_on": timezone.localdate(),
        "trigger": "due",
        "risk": "same",
        "still_holds": True,
        "reason": "Nothing new.",
        "next_review_on": timezone.localdate() + 28 * DAY,
        "request_key": uuid.uuid4(),
    }
    return review_plan(plan, by=by, **usual | fields)


def about(pupil, *others):
    children = tuple(NamedChild("harmed", each) for each in (pupil, *others))
    return factories.triaged(children=children)


def shut_out(person, by, **what):
    row = next(iter(what.values()))
    Exclusion.objects.create(school=row.school, person=person, reason="Aunt.", by=by, **what)


def steps(plan) -> list[str]:
    return list(plan.entries.order_by("recorded_at", "pk").values_list("facts__step", flat=True))


def test_a_plan_from_first_words_to_its_end(pupil, lead, today):
    plan = start(pupil, lead, kind="risk_adult", about_adult=" His uncle ")
    assert (plan.state, plan.about_adult, plan.owner) == ("draft", "His uncle", lead)
    first = write(plan, lead, child_view="He likes the walk.", why="Not kept on a first version.")
    assert (first.number, first.why) == (1, "")
    put_in_force(plan, starts_on=today - 7 * DAY, review_on=today + 21 * DAY, by=lead)
    second = write(plan, lead, measures="Met at the door.", why="The gate is closed.")
    looked = review(plan, lead, risk="down", child_view="I go with Ada.", impact="He laughs again.")
    plan = end_plan(plan, ended_on=today, reason="His uncle has moved away.", by=lead)
    assert steps(plan) == ["started", "written", "in_force", "rewritten", "reviewed", "ended"]
    assert (plan.state, plan.review_on, plan.version) == ("ended", today + 28 * DAY, 6)
    assert [each.measures for each in plan.versions.all()] == ["Met at the door.", "Met at the gate."]
    assert second.why == "The gate is closed."
    entry = plan.entries.get(facts__step="reviewed")
    assert (entry.significant, entry.impact, entry.child_view) == (
        True,
        "He laughs again.",
        looked.child_view,
    )
    assert (entry.pupil, entry.concern, entry.happened_on) == (pupil, None, looked.held_on)
    begun = plan.entries.get(facts__step="in_force")
    assert (begun.happened_on, begun.significant, begun.child_view) == (
        today - 7 * DAY,
        True,
        "He likes the walk.",
    )
    assert Event.objects.filter(verb="entry: plan", subject=pupil.public_id).count() == 6


def test_a_review_without_a_change_is_not_significant(plan, lead):
    review(plan, lead)
    review(plan, lead, still_holds=False)
    marks = plan.entries.filter(facts__step="reviewed").order_by("pk").values_list("significant", flat=True)
    assert list(marks) == [False, True]


def test_the_same_post_twice_writes_once(pupil, lead, plan):
    key, count = uuid.uuid4(), Entry.objects.count()
    two = [start_plan(pupil, kind="safety", owner=lead, by=lead, request_key=key) for _ in range(2)]
    assert two[0] == two[1]
    assert write(two[0], lead, request_key=key) == write(two[0], lead, request_key=key)
    assert review(plan, lead, request_key=key) == review(plan, lead, request_key=key)
    assert Entry.objects.count() == count + 3


def test_starting_refuses(pupil, lead):
    concern, other = about(pupil), factories.concern(school=pupil.school)
    deputy = factories.member(pupil.school, Role.DEPUTY)
    shut_out(deputy, lead, concern=concern)
    for match, fields in [
        ("Choose what kind", {"kind": "nothing"}),
        ("Say which adult", {"kind": "risk_adult", "about_adult": "  "}),
        ("Choose a concern about this child", {"concern": other}),
        ("Choose a colleague", {"owner": factories.member(pupil.school, Role.GOVERNOR)}),
        ("Choose a colleague", {"owner": deputy, "concern": concern}),
    ]:
        with refused(match):
            start(pupil, lead, **fields)
    with refused("Choose a concern about this child"):
        start(pupil, deputy, concern=concern)
    wrong = in_error(concern, lead)
    with refused("Choose a concern about this child"):
        start(pupil, lead, concern=wrong)


def in_error(concern, lead):
    claim_error(concern, reason="Wrong child.", by=lead)
    confirm_error(concern, reason="", by=factories.member(concern.school, Role.HEAD))
    return concern


def test_writing_refuses(pupil, lead, plan, today):
    for match, fields in [
        ("Say what the risks are", {"risks": " "}),
        ("Say what is done", {"measures": "\n"}),
        ("Say why the plan is written anew", {"measures": "Other."}),
        ("Nothing is different from version 1", {"why": "To be sure."}),
        ("A colleague changed this plan", {"measures": "Other.", "why": "More.", "seen_version": 1}),
    ]:
        with refused(match) as refusal:
            write(plan, lead, **fields)
    assert refusal.type is Overtaken
    end_plan(plan, ended_on=today, reason="Over.", by=lead)
    with refused("has ended"):
        write(plan, lead, measures="Other.", why="More.")


def test_putting_in_force_refuses(pupil, lead, today):
    plan = start(pupil, lead)

    def go(**days):
        usual = {"starts_on": today, "review_on": today + 7 * DAY}
        return put_in_force(plan, by=lead, **usual | days)

    with refused("Write the plan first"):
        go()
    write(plan, lead)
    with refused("first day that is today or earlier"):
        go(starts_on=today + DAY, review_on=today + 7 * DAY)
    with refused("review day that is after the first day"):
        go(review_on=today)
    with refused("review day that is today or later"):
        go(starts_on=today - 9 * DAY, review_on=today - DAY)
    with refused("A colleague changed"):
        go(seen_version=1)
    go()
    with refused("in force already"):
        go()


def test_a_child_has_one_plan_of_an_agency_at_a_time(pupil, lead, today):
    days = {"starts_on": today, "review_on": today + 7 * DAY}
    first = in_force(pupil, lead, kind="child_in_need", **days)
    second = start(pupil, lead, kind="child_in_need")
    write(second, lead)
    with refused("Another child in need plan is in force"):
        put_in_force(second, by=lead, **days)
    end_plan(first, ended_on=today, reason="Stepped up.", by=lead)
    put_in_force(second, by=lead, **days)
    for _ in range(2):
        in_force(pupil, lead, kind="risk_child", **days)


def test_reviewing_refuses(pupil, lead, plan, today):
    review(plan, lead, held_on=today - 2 * DAY)
    concern = about(factories.pupil(school=pupil.school))
    for match, fields in [
        ("Give the reason", {"reason": " "}),
        ("Choose what set the review off", {"trigger": "boredom"}),
        ("Choose what set the review off", {"risk": "sideways"}),
        ("not in the future", {"held_on": today + DAY}),
        ("before the plan began", {"held_on": today - 8 * DAY}),
        ("A later review is on record", {"held_on": today - 3 * DAY}),
        ("after this review", {"next_review_on": today}),
        ("Choose the concern", {"trigger": "concern"}),
        ("Choose a concern about this child", {"trigger": "concern", "concern": concern}),
        ("A colleague changed", {"seen_version": 1}),
    ]:
        with refused(match):
            review(plan, lead, **fields)
    draft = start(pupil, lead)
    with refused("still being written"):
        review(draft, lead)
    end_plan(plan, ended_on=today, reason="Over.", by=lead)
    with refused("has ended"):
        review(plan, lead)


def test_a_new_concern_is_answered_by_a_review_that_names_it(pupil, lead, plan):
    first, second = about(pupil), about(pupil)
    assert [each.public_id for each in concerns_asking(plan, reader=lead)] == [
        first.public_id,
        second.public_id,
    ]
    assert [each.public_id for each in concern_report(first, reader=lead).plans] == [plan.public_id]
    with refused(f"{second.reference} has come since"):
        review(plan, lead)
    with refused(f"{second.reference} has come since"):
        review(plan, lead, trigger="concern", concern=first)
    named = review(plan, lead, trigger="concern", concern=second, still_holds=True)
    assert concerns_asking(plan, reader=lead) == ()
    assert concern_report(first, reader=lead).plans == ()
    entry = named.concern.entries.get(kind="plan")
    assert (entry.pupil, entry.facts["still_holds"]) == (pupil, True)
    review(plan, lead)
    about(pupil, factories.pupil(school=pupil.school))
    assert len(concerns_asking(plan, reader=lead)) == 1


def test_what_does_not_ask(pupil, lead, today):
    """A concern before the plan, one about another child, one entered in error, and a plan that is not in force."""
    before = about(pupil)
    plan = in_force(pupil, lead, starts_on=today, review_on=today + DAY, concern=before)
    about(factories.pupil(school=pupil.school))
    assert concerns_asking(plan, reader=lead) == ()
    wrong = about(pupil)
    assert len(concerns_asking(plan, reader=lead)) == 1
    in_error(wrong, lead)
    assert concerns_asking(plan, reader=lead) == ()
    about(pupil)
    assert len(concerns_asking(plan, reader=lead)) == 1
    end_plan(plan, ended_on=today, reason="Over.", by=lead)
    assert concerns_asking(plan, reader=lead) == ()


def test_nobody_is_asked_about_what_they_may_not_know_and_nobody_answers_it_unseen(pupil, lead, plan):
    """A colleague who is shut out of the concern reviews the plan; for the others the question stays."""
    concern = about(pupil)
    deputy = factories.member(pupil.school, Role.DEPUTY)
    shut_out(deputy, lead, concern=concern)
    assert concerns_asking(plan, reader=deputy) == ()
    review(plan, deputy)
    assert [each.public_id for each in concerns_asking(plan, reader=lead)] == [concern.public_id]
    with refused("Choose a concern about this child"):
        review(plan, deputy, trigger="concern", concern=concern)


def test_a_plan_of_a_concern_hangs_on_it_until_it_is_struck(pupil, lead, today):
    concern = about(pupil)
    plan = in_force(pupil, lead, starts_on=today, review_on=today + DAY, concern=concern)
    assert set(plan.entries.values_list("concern", flat=True)) == {concern.pk}
    in_error(concern, lead)
    end_plan(plan, ended_on=today, reason="Wrong child.", by=lead)
    assert plan.entries.get(facts__step="ended").concern is None


def test_ending_and_handing_over_refuse(pupil, lead, plan, today):
    end = lambda **fields: end_plan(plan, by=lead, **{"ended_on": today, "reason": "Over."} | fields)  # noqa: E731
    with refused("Say why the plan ends"):
        end(reason=" ")
    with refused("not in the future"):
        end(ended_on=today + DAY)
    with refused("before the plan began"):
        end(ended_on=today - 8 * DAY)
    with refused("A colleague changed"):
        end(seen_version=1)
    with refused("has this plan already"):
        hand_over_plan(plan, owner=lead, by=lead)
    with refused("Choose a colleague"):
        hand_over_plan(plan, owner=factories.member(pupil.school, Role.STAFF), by=lead)
    deputy = factories.member(pupil.school, Role.DEPUTY)
    assert hand_over_plan(plan, owner=deputy, by=lead).owner == deputy
    end()
    with refused("has ended"):
        end()
    with refused("has ended"):
        hand_over_plan(plan, owner=lead, by=lead)


def test_a_draft_is_given_up_and_tells_nothing_significant(pupil, lead, today):
    plan = end_plan(start(pupil, lead), ended_on=today, reason="Social care writes it.", by=lead)
    assert (plan.state, plan.entries.get(facts__step="dropped").significant) == ("ended", False)


def test_reviews_are_due_from_their_day_on(pupil, lead, today):
    plan = made.plan(pupil, by=lead, review_on=today)
    assert [plan.is_review_due(today + n * DAY) for n in (-1, 0, 1)] == [False, True, True]
    assert PlanReview.objects.count() == 0
    assert Plan.objects.filter(state="active").count() == 1
