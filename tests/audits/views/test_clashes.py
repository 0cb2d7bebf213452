"""Choosing what to keep of two texts."""

import html

import pytest
from django.urls import reverse

from audits.actions.answering import save_answer
from audits.actions.submitting import submit_audit
from audits.models import ResponseRevision
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.places import reopen_wall

MINE, THEIRS = "<i>Mine</i>", "Theirs & ours"


@pytest.fixture
def audit(db, client):
    audit = factories.audit()
    client.force_login(audit.lead_author)
    return audit


def met(audit, key="item-1"):
    """An answer of the deputy's that stands, and one of the lead's that was set aside; the latter."""
    deputy = factories.member(audit.school, Role.DEPUTY, name="Tom Brannigan")
    response = factories.respond(audit, key, "green", evidence=THEIRS, by=deputy)
    mine = {"evidence": MINE, "rating": "amber", "marks": {"b": "no"}}
    return save_answer(response, mine, seen_version=0, by=audit.lead_author).set_aside


def address(audit, aside):
    return reverse("audits:clash", args=[audit.school.slug, audit.public_id, aside.public_id])


def test_page_shows_both_texts_and_a_box_that_starts_with_mine(audit, client):
    page = client.get(address(audit, met(audit))).content.decode()
    assert "Tom Brannigan saved this" in page
    assert html.escape(THEIRS) in page
    assert f"{html.escape(MINE)}</textarea>" in page
    assert MINE not in page


def test_chosen_words_become_the_answer_and_both_stay_in_its_history(audit, client):
    aside = met(audit)
    answer = client.post(address(audit, aside), {"version": "1", "evidence": "Both.", "rating": "red"})
    assert answer.status_code == 302
    reopen_wall()
    row = audit.responses.get(item__key="item-1")
    assert (row.evidence, row.rating, row.version) == ("Both.", "red", 2)
    kept = set(ResponseRevision.objects.values_list("evidence", flat=True))
    assert kept == {MINE, THEIRS, "Both."}


def test_parts_that_were_marked_differently_are_shown_and_chosen(audit, client):
    aside = met(audit)
    page = client.get(address(audit, aside)).content.decode()
    assert "Prompt b of item 1 <strong>No</strong>" in page
    assert "Prompt b of item 1 <strong>Not marked</strong>" in page
    assert "Prompt c of item 1" not in page
    client.post(
        address(audit, aside), {"version": "1", "evidence": "Both.", "rating": "red", "mark-b": "partly"}
    )
    reopen_wall()
    assert audit.responses.get(item__key="item-1").marks == {"b": "partly"}


def test_choice_that_meets_newer_words_is_asked_again(audit, client):
    aside = met(audit)
    factories.respond(audit, "item-1", "green", evidence="Newer still.")
    answer = client.post(address(audit, aside), {"version": "1", "evidence": "Both.", "rating": "red"})
    reopen_wall()
    newest = ResponseRevision.objects.filter(set_aside=True).first()
    assert answer.url == address(audit, newest)
    assert (newest.evidence, audit.responses.get(item__key="item-1").evidence) == ("Both.", "Newer still.")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"evidence": "x" * 200_001}, "Use 200000 characters or fewer. You have 200001"),
        ({"rating": "purple"}, "Choose red, amber, green or not applicable"),
    ],
)
def test_refused_choice_says_why_and_writes_nothing(audit, client, given, sentence):
    aside = met(audit)
    answer = client.post(address(audit, aside), {"version": "1", "evidence": "Typed."} | given)
    page = answer.content.decode()
    assert "<title>Error: " in page
    assert page.count(sentence) >= 2
    reopen_wall()
    assert ResponseRevision.objects.count() == 2


def test_choice_in_a_submitted_audit_says_why_and_keeps_the_words(audit, client):
    aside = met(audit)
    for number in (1, 2, 3):
        factories.respond(audit, f"item-{number}", "green", evidence=f"Seen on walk {number}.")
    submit_audit(audit, by=audit.lead_author)
    answer = client.post(address(audit, aside), {"version": "1", "evidence": "Typed."})
    page = answer.content.decode()
    assert "Its answers can no longer be changed." in page
    assert "Typed.</textarea>" in page


def test_words_of_another_audit_are_not_found(audit, client):
    other = factories.audit(school=factories.school())
    aside = met(other)
    assert client.get(address(audit, aside)).status_code == 404
