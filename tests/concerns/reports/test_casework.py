"""All case work of a child: in one query, as plain rows, and nothing of what is hidden."""

from datetime import date

import pytest

from concerns.actions.entering import add_entry
from concerns.actions.recording import NamedChild
from concerns.models import Entry, Exclusion, Plan
from concerns.prompts import Came
from concerns.reports.casework import casework_by_child, casework_of, must_be_written_anew
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from tests import factories
from tests.factories import casework as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return factories.member(factories.school(), Role.LEAD, name="Ruth Adeyemi")


@pytest.fixture
def pupil(lead):
    return factories.pupil(school=lead.memberships.get().school)


def shut_out(person, by, **what):
    row = next(iter(what.values()))
    Exclusion.objects.create(school=row.school, person=person, reason="Aunt.", by=by, **what)


def everything(pupil, lead, concern):
    plan = made.plan(pupil, by=lead, concern=concern)
    review = made.plan_review(plan, by=lead, trigger="concern", concern=concern)
    meeting = made.meeting(pupil, by=lead, plan=plan)
    referral = made.referral(pupil, by=lead)
    challenge = made.challenge(pupil, by=lead)
    answer = made.reassessment(pupil, by=lead, concern=concern)
    return plan, review, meeting, referral, challenge, answer


def test_rows_come_as_they_are_in_one_query(lead, pupil, django_assert_num_queries):
    concern = factories.concern(children=(NamedChild("harmed", pupil),))
    rows = everything(pupil, lead, concern)
    other = factories.pupil(school=pupil.school)
    open_wall(lead)
    with django_assert_num_queries(1):
        found = casework_by_child([pupil, other], reader=lead, words=True)
        work, nothing = found[pupil.pk], found[other.pk]
        assert nothing == type(work)()
        (plan,), (version,), (review,) = work.plans, work.versions, work.reviews
        assert (plan.pupil, plan.owner_name, plan.review_on) == (pupil, "Ruth Adeyemi", date(2026, 11, 30))
        assert (version.risks, version.by_name) == ("Alone after school.", "Ruth Adeyemi")
        assert (review.reference, review.risk) == (concern.reference, "same")
        assert plan.answered_to == concern.recorded_at
        kept = (*work.plans, *work.reviews, *work.meetings, *work.referrals, *work.challenges)
        assert (*kept, *work.reassessments) == rows
    for row in rows:
        row.refresh_from_db()
        same = next(each for each in (*kept, *work.reassessments) if each == row)
        for field in row._meta.concrete_fields:
            assert getattr(same, field.attname) == getattr(row, field.attname), field


def test_without_words_the_long_texts_are_left(lead, pupil):
    made.plan(pupil, by=lead)
    (version,) = casework_by_child([pupil], reader=lead)[pupil.pk].versions
    assert "risks" in version.get_deferred_fields()


@pytest.mark.parametrize("hidden", ["concern", "other"])
def test_what_is_hidden_is_in_nothing(lead, pupil, hidden):
    """Shut out of the concern, or of another child in it: the plan, and all that hangs on it, is not there."""
    other = factories.pupil(school=pupil.school)
    concern = factories.concern(children=(NamedChild("harmed", pupil), NamedChild("alleged", other)))
    everything(pupil, lead, concern)
    deputy = factories.member(pupil.school, Role.DEPUTY)
    before = casework_of(pupil, reader=deputy)
    assert before.plans and before.versions and before.reviews and before.meetings
    shut_out(deputy, lead, **({"concern": concern} if hidden == "concern" else {"pupil": other}))
    after = casework_of(pupil, reader=deputy)
    assert (after.plans, after.versions, after.reviews, after.meetings) == ((), (), (), ())


def test_a_review_hides_with_the_concern_that_it_names(lead, pupil):
    concern = factories.concern(children=(NamedChild("harmed", pupil),))
    plan = made.plan(pupil, by=lead)
    made.plan_review(plan, by=lead, trigger="concern", concern=concern)
    deputy = factories.member(pupil.school, Role.DEPUTY)
    shut_out(deputy, lead, concern=concern)
    work = casework_of(pupil, reader=deputy)
    assert (work.plans, work.reviews) == ((plan,), ())


def test_entries_of_a_hidden_plan_hide(lead, pupil):
    concern = factories.concern(children=(NamedChild("harmed", pupil),))
    plan = made.plan(pupil, by=lead, concern=concern)
    add_entry("plan", by=lead, pupil=pupil, plan=plan, text="Reviewed.")
    deputy = factories.member(pupil.school, Role.DEPUTY)
    assert Entry.objects.without_hidden_plans(deputy).count() == 1
    shut_out(deputy, lead, concern=concern)
    assert not Entry.objects.without_hidden_plans(deputy).exists()
    assert Entry.objects.without_hidden_plans(lead).count() == 1


def test_what_a_plan_is_asked(lead, pupil):
    plan = made.plan(pupil, by=lead, starts_on=date(2026, 11, 2))
    add_entry("plan", by=lead, pupil=pupil, plan=plan, facts={"step": "in_force"})
    concern = factories.concern(children=(NamedChild("harmed", pupil),))
    came = [Came(concern.public_id, concern.reference, concern.recorded_at)]
    (held,) = casework_of(pupil, reader=lead).plans
    assert held.in_force_at == Entry.objects.get(plan=plan).recorded_at
    assert casework_of(pupil, reader=lead).asked_of(held, came) == tuple(came)
    made.plan_review(plan, by=lead)
    work = casework_of(pupil, reader=lead)
    assert work.asked_of(work.plans[0], came) == tuple(came)
    made.plan_review(plan, by=lead, trigger="concern", concern=concern, still_holds=False)
    work = casework_of(pupil, reader=lead)
    assert work.asked_of(work.plans[0], came) == ()
    assert must_be_written_anew(work.plans[0])
    Plan.objects.filter(pk=plan.pk).update(state="ended", ended_on=date(2026, 12, 1), ended_reason="Done.")
    work = casework_of(pupil, reader=lead)
    assert not must_be_written_anew(work.plans[0])


def test_meetings_in_their_order_and_minutes_that_did_not_come(lead, pupil):
    held = {"state": "held", "school_attended": True, "summary": "Met."}
    first = made.meeting(pupil, by=lead, **held, held_on=date(2026, 10, 5))
    second = made.meeting(pupil, by=lead, **held, held_on=date(2026, 10, 12), minutes_on=date(2026, 10, 14))
    late = made.meeting(pupil, by=lead, due_on=date(2026, 11, 2))
    soon = made.meeting(pupil, by=lead, due_on=date(2026, 11, 20))
    work = casework_of(pupil, reader=lead)
    assert work.meetings_planned == (late, soon)
    assert work.meetings_held == (second, first)
    assert work.without_minutes(date(2026, 10, 19)) == ()
    assert work.without_minutes(date(2026, 10, 20)) == (first,)
