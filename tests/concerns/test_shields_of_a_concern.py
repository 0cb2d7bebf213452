"""Shields on the page of a concern: left out of every text there, and opened from there with the reason and the log."""

import uuid

import pytest
from django.urls import reverse

from concerns.actions.entering import add_entry
from concerns.actions.recording import NamedChild
from concerns.models import Entry, Shield
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    person = factories.member(factories.school(), Role.LEAD)
    client.force_login(person)
    return person


@pytest.fixture
def shield(lead):
    school = lead.memberships.get().school
    return Shield.objects.create(
        school=school, pupil=factories.pupil(school=school), kind="address", hidden_from="Her father",
        text="12 Hidden Lane", recorded_by=lead,
    )  # fmt: skip


@pytest.fixture
def concern(lead, shield):
    made = factories.concern(
        school=shield.school,
        children=(NamedChild("harmed", shield.pupil),),
        seen_heard="She lives at 12 Hidden Lane.",
    )
    return factories.triaged(made, by=lead)


def page_of(client, concern):
    address = reverse("concerns:concern", args=[concern.school.slug, concern.public_id])
    return client.get(address).content.decode()


def test_no_text_of_the_page_holds_the_shielded_words(client, lead, concern):
    note = add_entry("note", by=lead, concern=concern, text="Went to 12 Hidden Lane.")
    add_entry("correction", by=lead, concern=concern, corrects=note, text="It was 12 Hidden Lane after all.")
    add_entry(
        "decision",
        by=lead,
        concern=concern,
        route="other",
        reason="12 Hidden Lane is safe.",
        advice="At 12 Hidden Lane",
    )
    page = page_of(client, concern)
    assert "12 Hidden Lane" not in page
    assert page.count("[Address shielded]") >= 5


def test_a_shield_is_opened_from_the_concern_with_the_same_reason_and_log(client, concern, shield):
    address = reverse(
        "concerns:child_shield", args=[shield.school.slug, shield.pupil.public_id, shield.public_id]
    )
    address += f"?concern={concern.public_id}"
    assert address in page_of(client, concern)
    asked = client.get(address).content.decode()
    assert f"Concern {concern.reference}</a>" in asked
    assert "12 Hidden Lane" not in asked
    told = client.post(
        address, {"reason": "The bus company asks.", "request_key": uuid.uuid4()}
    ).content.decode()
    assert "12 Hidden Lane" in told
    reopen_wall()
    assert Entry.objects.get(facts__shield_opened=shield.public_id).reason == "The bus company asks."
    assert Event.objects.filter(verb="shield opened", subject=shield.pupil.public_id).count() == 1


def test_another_concern_is_no_way_back(client, lead, shield):
    other = factories.concern(school=shield.school)
    address = reverse(
        "concerns:child_shield", args=[shield.school.slug, shield.pupil.public_id, shield.public_id]
    )
    assert other.reference not in client.get(f"{address}?concern={other.public_id}").content.decode()
