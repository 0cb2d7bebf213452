"""Moves of a concern: each legal one leaves an entry, each refused one writes nothing."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from concerns.actions.entering import add_entry
from concerns.actions.moving import (
    claim_error,
    confirm_error,
    move_on,
    reopen,
    resolve,
    what_is_missing,
)
from concerns.actions.planning import finish_action, plan_action
from concerns.models import Entry, Standing
from safeguarding.access.roles import Role
from safeguarding.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def concern():
    return factories.triaged()


@pytest.fixture
def lead(concern):
    return concern.standing.owner


def ready(concern, lead, **more):
    """All that the gate asks of an ordinary concern."""
    add_entry("decision", by=lead, concern=concern, route="signpost_inside", reason="She can talk to us.")
    add_entry("outcome", by=lead, concern=concern, text="Breakfast club each day.")
    add_entry("feedback", by=lead, concern=concern, text="Thank you. We are on it.")


def test_what_is_missing_names_all_of_the_gate(concern):
    assert [each.key for each in what_is_missing(concern)] == ["decision", "outcome", "feedback"]


def test_resolve_refuses_until_the_gate_is_open(concern, lead):
    before = Entry.objects.count()
    with pytest.raises(Refused, match="a decision with its reason"):
        resolve(concern, by=lead)
    assert Entry.objects.count() == before
    ready(concern, lead)
    assert resolve(concern, by=lead).state == "resolved"


def test_an_open_action_holds_the_gate(concern, lead):
    ready(concern, lead)
    action = plan_action(
        what="Ring home.",
        owner=lead,
        due_on=date(2026, 11, 20),
        by=lead,
        concern=concern,
        request_key=uuid.uuid4(),
    )
    with pytest.raises(Refused, match="1 open action"):
        resolve(concern, by=lead)
    finish_action(action, result="Rang at 3.", by=lead)
    resolve(concern, by=lead)


@pytest.mark.parametrize("marked", [{"marks": "C"}, {"statutory": True}])
def test_a_statutory_or_child_on_child_concern_needs_its_justification(marked):
    concern = factories.triaged(subcategory_=factories.subcategory(**marked))
    lead = concern.standing.owner
    ready(concern, lead)
    with pytest.raises(Refused, match="risk assessment"):
        resolve(concern, by=lead)
    add_entry(
        "justification",
        by=lead,
        concern=concern,
        reason="Both stay apart; assessed on Monday.",
        facts={"risk_assessment": "made"},
    )
    resolve(concern, by=lead)


def test_a_reopened_concern_wants_a_new_outcome(concern, lead):
    ready(concern, lead)
    resolve(concern, by=lead)
    reopen(concern, reason="It happened again.", by=lead)
    assert [each.key for each in what_is_missing(concern)] == ["outcome"]


@pytest.mark.parametrize("state", ["resolved", "submitted", "in_error"])
def test_the_database_refuses_a_move_round_the_back(concern, state):
    fields = {"resolved_at": "2026-11-20T10:00Z"} if state == "resolved" else {}
    with pytest.raises(DatabaseError), transaction.atomic():
        Standing.objects.filter(concern=concern).update(state=state, **fields)


def test_entered_in_error_needs_two_people(concern, lead):
    claim_error(concern, reason="Wrong child.", by=lead)
    with pytest.raises(Refused, match="second person"):
        confirm_error(concern, reason="", by=lead)
    confirm_error(concern, reason="I agree.", by=factories.member(concern.school, Role.DEPUTY))
    concern.standing.refresh_from_db()
    assert concern.standing.state == "in_error"
    with pytest.raises(Refused, match="entered in error"):
        add_entry("note", by=lead, concern=concern, text="More.")


def test_monitoring_and_back(concern, lead):
    move_on(concern, "monitoring", by=lead, reason="We watch.")
    assert move_on(concern, "open", by=lead, reason="It came back.").state == "open"


def test_sealed_words_cannot_be_changed_in_sql(concern):
    for rows in (concern.__class__.objects.filter(pk=concern.pk), concern.entries.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(school=concern.school)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
