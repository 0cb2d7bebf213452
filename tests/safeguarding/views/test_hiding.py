"""Hide screen: everything is out of sight until Show again, and after five minutes only with the password."""

import time

import pytest
from django.urls import reverse

from safeguarding.access.roles import Role
from safeguarding.middleware.hidden import MARK
from tests import factories

pytestmark = pytest.mark.django_db
BACK = "/accessibility/"


@pytest.fixture
def person(client):
    who = factories.member(factories.school(), Role.STAFF)
    who.set_password("correct horse battery")
    who.save()
    client.force_login(who)
    return who


def hide(client, back=BACK):
    return client.post(reverse("hide_screen"), {"back": back})


def test_every_page_leads_to_the_blank_one(client, person):
    assert hide(client).url == reverse("hidden_screen")
    assert client.get(reverse("home")).url == reverse("hidden_screen")
    page = client.get(reverse("hidden_screen")).content.decode()
    assert "Show again" in page
    assert person.name not in page
    assert client.post(reverse("hidden_screen")).url == BACK
    assert client.get(reverse("home")).status_code == 200


def test_after_five_minutes_it_takes_the_password(client, person):
    hide(client)
    session = client.session
    session[MARK] |= {"at": time.time() - 301}
    session.save()
    asked = client.post(reverse("hidden_screen"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("home")).url == reverse("hidden_screen")
    assert client.post(asked.url, {"password": "wrong"}).status_code == 200
    shown = client.post(asked.url, {"password": "correct horse battery"})
    assert client.get(shown.url).url == BACK


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_it_never_leads_elsewhere(client, person, back):
    hide(client, back)
    assert client.post(reverse("hidden_screen")).url == "/"


def test_signing_out_is_always_there(client, person):
    hide(client)
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("home")).url.startswith("/sign-in/")


def test_a_blank_page_that_hides_nothing_leads_home(client, person):
    assert client.get(reverse("hidden_screen")).url == reverse("home")
