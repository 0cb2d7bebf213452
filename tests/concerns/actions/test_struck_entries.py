"""Entries that two people strike out: they stay, and open no gate."""

import pytest
from django.db import DatabaseError, transaction

from concerns.actions.entering import add_entry
from concerns.actions.moving import claim_entry_error, confirm_entry_error, resolve, what_is_missing
from concerns.models import Entry, Standing
from safeguarding.access.roles import Role
from safeguarding.refusals import Refused
from tests import factories
from tests.concerns.actions.test_moving import ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def concern():
    concern = factories.triaged()
    ready(concern, concern.standing.owner)
    return concern


@pytest.fixture
def lead(concern):
    return concern.standing.owner


@pytest.fixture
def deputy(concern):
    return factories.member(concern.school, Role.DEPUTY)


@pytest.mark.parametrize("kind", ["decision", "outcome", "feedback"])
def test_a_struck_entry_opens_no_gate(concern, lead, deputy, kind):
    entry = concern.entries.get(kind=kind)
    claim_entry_error(entry, reason="Wrong child.", by=lead)
    assert not what_is_missing(concern)
    confirm_entry_error(entry, reason="", by=deputy)
    assert [each.key for each in what_is_missing(concern)] == [kind]
    with pytest.raises(Refused, match="Still missing"):
        resolve(concern, by=lead)
    with pytest.raises(DatabaseError, match="there is no"), transaction.atomic():
        Standing.objects.filter(concern=concern).update(state="resolved", resolved_at="2026-11-20T10:00Z")
    assert concern.entries.filter(pk=entry.pk).exists()


def test_striking_entries_never_strikes_the_concern(concern, lead, deputy):
    entry = concern.entries.get(kind="outcome")
    claim_entry_error(entry, reason="Wrong child.", by=lead)
    confirm_entry_error(entry, reason="Yes.", by=deputy)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        Standing.objects.filter(concern=concern).update(state="in_error")


@pytest.mark.parametrize(("who", "match"), [("lead", "second person"), ("again", "struck through already")])
def test_a_second_person_strikes_once(concern, lead, deputy, who, match):
    entry = concern.entries.get(kind="outcome")
    with pytest.raises(Refused, match="Nobody has said"):
        confirm_entry_error(entry, reason="", by=deputy)
    claim_entry_error(entry, reason="Wrong child.", by=lead)
    if who == "again":
        confirm_entry_error(entry, reason="", by=deputy)
    before = Entry.objects.count()
    with pytest.raises(Refused, match=match):
        confirm_entry_error(entry, reason="", by=lead if who == "lead" else deputy)
    assert Entry.objects.count() == before


def test_an_entry_of_a_move_stands(concern, lead):
    with pytest.raises(Refused, match="tells of a move"):
        claim_entry_error(concern.entries.get(kind="triage"), reason="No.", by=lead)


def test_a_claim_is_made_once_and_with_a_reason(concern, lead, deputy):
    note = add_entry("note", by=lead, concern=concern, text="Wrong file.")
    with pytest.raises(Refused, match="what was wrong"):
        claim_entry_error(note, reason=" ", by=lead)
    claim_entry_error(note, reason="Not this child.", by=lead)
    with pytest.raises(Refused, match="said so already"):
        claim_entry_error(note, reason="Not this child.", by=deputy)
