"""Saving answers: versions, joins, clashes, refusals."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from audits.actions.answering import save_answer
from audits.models import Action, Audit, ResponseRevision
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def response():
    return factories.audit().responses.get(item__key="item-1")


def save(response, by=None, seen=0, **answer):
    return save_answer(response, answer, seen_version=seen, by=by or response.audit.lead_author)


def test_save_answer_writes_the_words_a_version_and_an_event(response):
    saved = save(response, evidence="We did it.", rating="green")
    response.refresh_from_db()
    assert (response.evidence, response.rating, response.version) == ("We did it.", "green", 1)
    assert response.updated_by == response.audit.lead_author and response.rated_on
    assert [(r.version, r.evidence) for r in response.revisions.all()] == [(1, "We did it.")]
    event = Event.objects.filter(verb="answer saved").get()
    assert event.detail["to"] == "green" and "We did it." not in str(event.detail)
    assert saved.changed and not saved.is_clash


def test_save_answer_writes_nothing_when_nothing_differs(response):
    save(response, evidence="Same.")
    before = Event.objects.count()
    assert not save(response, seen=1, evidence="Same.").changed
    assert ResponseRevision.objects.count() == 1
    assert Event.objects.count() == before


def test_two_people_who_change_different_fields_are_joined(response):
    save(response, evidence="Words.")
    deputy = factories.member(response.school, Role.DEPUTY)
    saved = save(response, by=deputy, seen=0, evidence="", rating="amber")
    assert not saved.is_clash
    assert (saved.response.evidence, saved.response.rating) == ("Words.", "amber")


def test_two_people_who_mark_different_parts_are_joined(response):
    save(response, marks={"b": "yes"})
    saved = save(response, seen=0, marks={"c": "no"})
    assert saved.response.marks == {"b": "yes", "c": "no"}


def test_a_clash_keeps_both_texts_and_lets_the_first_stand(response):
    save(response, evidence="First.")
    saved = save(response, seen=0, evidence="Second.")
    assert saved.clashes == {"evidence"}
    response.refresh_from_db()
    assert response.evidence == "First."
    assert saved.set_aside.evidence == "Second."
    assert ResponseRevision.objects.filter(set_aside=True).count() == 1


def test_save_answer_refuses_a_submitted_audit_and_writes_nothing(response):
    by = response.audit.lead_author
    Audit.objects.filter(pk=response.audit_id).update(
        state="submitted", submitted_by=by, submitted_at="2026-11-20T10:00Z"
    )
    with pytest.raises(Refused, match="submitted"):
        save(response, by=by, evidence="Too late.")
    assert not ResponseRevision.objects.exists()


def test_the_database_refuses_an_answer_to_a_submitted_audit(response):
    by = response.audit.lead_author
    Audit.objects.filter(pk=response.audit_id).update(
        state="submitted", submitted_by=by, submitted_at="2026-11-20T10:00Z"
    )
    with pytest.raises(DatabaseError, match="submitted"), transaction.atomic():
        type(response).objects.filter(pk=response.pk).update(evidence="Round the back.")


def test_a_red_with_an_action_and_no_date_takes_the_clocks_date(response):
    lead = response.audit.lead_author
    plan = {
        "what": "Write it down.",
        "owner_id": lead.pk,
        "due_on": None,
        "due_reason": "",
        "request_key": uuid.uuid4(),
    }
    saved = save_answer(response, {"rating": "amber"}, seen_version=0, by=lead, plan=plan)
    action = saved.plan.action
    assert (action.due_on.isoformat(), action.basis) == ("2026-12-04", "amber")


def test_the_card_saved_twice_makes_one_action_with_the_last_words(response):
    lead = response.audit.lead_author
    plan = {"what": "Wri", "owner_id": None, "due_on": None, "due_reason": "", "request_key": uuid.uuid4()}
    save_answer(response, {"rating": "red"}, seen_version=0, by=lead, plan=plan)
    save_answer(response, {"rating": "red"}, seen_version=1, by=lead, plan=plan | {"what": "Write it down."})
    assert [action.what for action in Action.objects.all()] == ["Write it down."]


@pytest.mark.parametrize(
    "words",
    ["x" * 100_000, "Zoë 👩🏽‍🏫 said", "مرحبا بالعالم", "<script>alert(1)</script>", "a\nb\n\n c ", "=1+1"],
)
def test_words_are_kept_exactly(response, words):
    save(response, evidence=words)
    response.refresh_from_db()
    assert response.evidence == words
