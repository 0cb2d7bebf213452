"""The leads' telephone numbers: who sets them, what is refused, and that everybody who reports sees them."""

import pytest
from django.urls import reverse

from safeguarding.access.roles import Role
from safeguarding.models import Event, Membership
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD, name="Ruth Adeyemi")


def row_of(person) -> Membership:
    reopen_wall()
    return Membership.objects.get(user=person)


def sent(*rows, **phones) -> dict:
    return {f"version-{row.public_id}": row.version for row in rows} | {
        f"phone-{row.public_id}": phones.get(row.user.name.split()[0], row.phone) for row in rows
    }


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMINISTRATOR])
def test_leads_and_administrators_set_them_and_reporters_see_them(client, school, lead, role):
    deputy = factories.member(school, Role.DEPUTY, name="Tom Brannigan")
    client.force_login(lead if role == Role.LEAD else factories.member(school, role))
    url = reverse("lead_phones", args=[school.slug])
    rows = row_of(lead), row_of(deputy)
    answer = client.post(url, sent(*rows, Ruth="01632  960 001", Tom=""), follow=True)
    assert "Saved." in answer.content.decode()
    assert row_of(lead).phone == "01632 960 001"
    event = Event.objects.get(verb="telephone of a lead set")
    assert (event.subject, event.detail) == (rows[0].public_id, {"given": True})
    client.force_login(factories.member(school, Role.STAFF))
    card = client.get(reverse("concerns:report", args=[school.slug])).content.decode()
    assert 'href="tel:+441632960001">01632 960 001</a>' in card


def test_what_is_no_number_and_what_a_colleague_changed_are_refused(client, school, lead):
    client.force_login(lead)
    url, row = reverse("lead_phones", args=[school.slug]), row_of(lead)
    page = client.post(url, sent(row, Ruth="ask at the office")).content.decode()
    assert "Enter a telephone number, such as 01632 960 001" in page
    assert 'value="ask at the office"' in page
    Membership.objects.filter(pk=row.pk).update(version=9)
    page = client.post(url, sent(row, Ruth="01632 960 001")).content.decode()
    assert "Somebody changed this a moment ago" in page
    assert row_of(lead).phone == ""


def test_only_leads_and_deputies_of_this_school_are_asked_about(client, school, lead):
    factories.member(school, Role.STAFF, name="Bea Staff")
    factories.member(factories.school(), Role.LEAD, name="Nia Elsewhere")
    client.force_login(lead)
    page = client.get(reverse("lead_phones", args=[school.slug])).content.decode()
    assert "Ruth Adeyemi, designated safeguarding lead" in page
    assert "Bea Staff" not in page
    assert "Nia Elsewhere" not in page
