"""Facts of the front sheet are added, replaced and ended, and never rewritten."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from concerns.actions.facts import add_fact, end_fact, mark_main_file, open_shield, replace_fact
from concerns.models import CourtOrder, Entry, KeyPerson, Shield, Status
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db
MOTHER = {"name": "Dana Whitlam", "relation": "mother", "responsibility": True, "may_share": "yes"}


@pytest.fixture
def pupil():
    return factories.pupil()


@pytest.fixture
def lead(pupil):
    return factories.member(pupil.school, Role.LEAD)


def add(model, pupil, by, **words):
    return add_fact(model, pupil, by=by, request_key=uuid.uuid4(), **words)


def test_the_same_key_gives_the_first_again(pupil, lead):
    key = uuid.uuid4()
    first, again = (add_fact(KeyPerson, pupil, by=lead, request_key=key, **MOTHER) for _ in range(2))
    assert first == again
    assert Event.objects.filter(verb="keyperson added", subject=pupil.public_id).count() == 1


def test_a_newer_row_replaces_and_the_older_stays(pupil, lead):
    first = add(KeyPerson, pupil, lead, **MOTHER)
    newer = replace_fact(first, by=lead, request_key=uuid.uuid4(), **MOTHER | {"may_share": "no"})
    assert list(KeyPerson.objects.current()) == [newer]
    first.refresh_from_db()
    assert first.may_share == "yes"
    with pytest.raises(Refused, match="colleague changed"):
        replace_fact(first, by=lead, request_key=uuid.uuid4(), **MOTHER)
    with pytest.raises(DatabaseError), transaction.atomic():
        KeyPerson.objects.update(name="Somebody else")


def test_an_ending_has_its_day_and_reason(pupil, lead):
    status = add(Status, pupil, lead, kind="child_in_need", starts_on=date(2026, 9, 21))
    key, day = uuid.uuid4(), date(2026, 11, 2)
    for _ in range(2):
        end_fact(status, last_day=day, reason="The plan worked.", by=lead, request_key=key)
    assert not Status.objects.current().exists()
    entry = Entry.objects.get()
    assert (entry.kind, entry.happened_on, entry.reason) == ("status", day, "The plan worked.")
    assert entry.pupil == pupil


def test_refused_endings_write_nothing(pupil, lead):
    order = add(CourtOrder, pupil, lead, title="Order", terms="No contact.", starts_on=date(2026, 9, 1))
    tomorrow = timezone.localdate() + timedelta(days=1)
    for day, reason in ((tomorrow, "Why."), (date(2026, 8, 1), "Why."), (date(2026, 10, 1), " ")):
        with pytest.raises(Refused):
            end_fact(order, last_day=day, reason=reason, by=lead, request_key=uuid.uuid4())
    assert CourtOrder.objects.current().get() == order
    assert not Entry.objects.exists()


def test_a_shield_opens_with_a_reason_that_is_kept(pupil, lead):
    shield = add(Shield, pupil, lead, kind="address", hidden_from="Carl Whitlam", text="14 Elm Road")
    with pytest.raises(Refused):
        open_shield(shield, reason="", by=lead, request_key=uuid.uuid4())
    assert not Event.objects.filter(verb="shield opened").exists()
    assert open_shield(shield, reason="Taxi home.", by=lead, request_key=uuid.uuid4()) == "14 Elm Road"
    event = Event.objects.get(verb="shield opened")
    entry = Entry.objects.get()
    assert (event.subject, event.detail["entry"]) == (pupil.public_id, entry.public_id)
    assert (entry.reason, entry.facts) == ("Taxi home.", {"shield_opened": shield.public_id})
    with pytest.raises(Refused, match="End this shield"):
        replace_fact(shield, by=lead, request_key=uuid.uuid4(), kind="address", hidden_from="X", text="Y")


def test_the_main_file_is_marked(pupil, lead):
    assert mark_main_file(pupil, on=date(2026, 9, 7), by=lead).main_file_marked_on == date(2026, 9, 7)
    with pytest.raises(Refused):
        mark_main_file(pupil, on=timezone.localdate() + timedelta(days=1), by=lead)
