"""What the database refuses of case work: moves that the table does not have, and changes of sealed words."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from concerns.models import Challenge, Exclusion, Meeting, Plan, Referral
from safeguarding.access.roles import Role
from tests import factories
from tests.factories import casework

pytestmark = pytest.mark.django_db

MAKE = {
    Referral: casework.referral,
    Challenge: casework.challenge,
    Plan: casework.plan,
    Meeting: casework.meeting,
}
# What each state needs besides its name.
NEEDS = {
    Referral: {
        "sent": {"sent_at": casework.SENT},
        "acknowledged": {"acknowledged_at": casework.SENT},
        "decided": {"decided_at": casework.SENT, "outcome": "no_action"},
    },
    Challenge: {
        "resolved": {"ended_at": casework.SENT, "outcome": "Agreed."},
        "withdrawn": {"ended_at": casework.SENT, "outcome": "No longer needed."},
    },
    Plan: {"ended": {"ended_on": date(2026, 11, 20), "ended_reason": "It did its work."}},
    Meeting: {
        "held": {"held_on": date(2026, 11, 20), "school_attended": True, "summary": "Met."},
        "cancelled": {"cancelled_reason": "The chair was ill."},
    },
}
WALKS = {  # by which states each is reached
    Referral: {"sent": [], "acknowledged": ["sent"], "decided": ["sent"], "accepted": ["sent", "decided"],
               "challenged": ["sent", "decided"], "withdrawn": [], "drafted": None},
    Challenge: {"raised": None, "resolved": [], "withdrawn": []},
    Plan: {"active": None, "ended": []},
    Meeting: {"planned": None, "held": [], "cancelled": []},
}  # fmt: skip


@pytest.fixture
def lead():
    return factories.member(factories.school(), Role.LEAD)


@pytest.fixture
def pupil(lead):
    return factories.pupil(school=lead.memberships.first().school)


def shut_out(person, **what):
    (row,) = what.values()
    head = factories.member(row.school, Role.HEAD)
    Exclusion.objects.create(school=row.school, person=person, reason="Aunt.", by=head, **what)


def reach(row, state):
    """Write the state past every action, with what its constraints ask."""
    casework.moved(row, {"state": state} | NEEDS[type(row)].get(state, {}))


@pytest.mark.parametrize(
    ("model", "state"), [(model, state) for model, walks in WALKS.items() for state in walks]
)
def test_the_database_knows_the_same_moves_as_the_model(model, state, lead, pupil):
    row = MAKE[model](pupil, by=lead)
    for step in [*(WALKS[model][state] or []), *([] if WALKS[model][state] is None else [state])]:
        reach(row, step)
    assert row.state == state
    for other in set(model.MOVES) - {state}:
        if row.can_move_to(other):
            continue
        with pytest.raises(DatabaseError, match=r"cannot move|violates check"), transaction.atomic():
            reach(row, other)
        row.refresh_from_db()
        assert row.state == state


def test_the_words_of_a_sent_referral_are_sealed(lead, pupil):
    referral = casework.referral(pupil, by=lead)
    casework.moved(referral, {"what": "He is alone until seven."})
    reach(referral, "sent")
    with pytest.raises(DatabaseError, match="sealed"):
        casework.moved(referral, {"what": "He is fine."})


def test_the_words_of_a_challenge_are_sealed(lead, pupil):
    with pytest.raises(DatabaseError, match="sealed"):
        casework.moved(casework.challenge(pupil, by=lead), {"why": "Never mind."})


def test_what_was_said_of_a_meeting_that_was_held_is_sealed(lead, pupil):
    meeting = casework.meeting(pupil, by=lead)
    reach(meeting, "held")
    casework.moved(meeting, {"minutes_on": date(2026, 11, 21)})
    with pytest.raises(DatabaseError, match="sealed"):
        casework.moved(meeting, {"summary": "Nothing was said."})


@pytest.mark.parametrize("hidden_by", ["pupil", "concern"])
def test_case_work_hides_with_what_it_is_about(hidden_by, lead, pupil):
    concern = factories.concern(school=pupil.school)
    made = [MAKE[model](pupil, by=lead, concern=concern) for model in (Referral, Challenge, Plan)]
    assert all(type(row).objects.visible_to(lead).filter(pk=row.pk).exists() for row in made)
    shut_out(lead, **{hidden_by: {"pupil": pupil, "concern": concern}[hidden_by]})
    assert not any(type(row).objects.visible_to(lead).filter(pk=row.pk).exists() for row in made)


def test_a_meeting_hides_with_its_child(lead, pupil):
    meeting = casework.meeting(pupil, by=lead)
    assert Meeting.objects.visible_to(lead).get() == meeting
    shut_out(lead, pupil=pupil)
    assert not Meeting.objects.visible_to(lead).exists()
