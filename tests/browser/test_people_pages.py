"""The administrator's pages and the pages of words, in a real browser."""

import pytest
from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.models import Membership
from tests.factories import member, school
from tests.factories.places import reopen_wall


@pytest.fixture
def place(live):
    place = school(slug="thornbeck", name="Thornbeck Primary School")
    member(place, Role.ADMINISTRATOR, name="Joan Fairclough")
    member(place, Role.DEPUTY, name="Tom Brannigan")
    return place


@pytest.fixture
def administrator(place):
    return Membership.objects.get(role=Role.ADMINISTRATOR).user


@pytest.mark.parametrize("address", ["accessibility", "privacy", "help"])
def test_page_of_words_is_accessible(live, page, axe, address):
    page.goto(f"/{address}/")
    axe(page)


def test_administrator_invites_and_ends(live, page, axe, place, administrator):
    live.sign_in(page, administrator)
    page.goto("/s/thornbeck/people/")
    axe(page)
    page.get_by_role("link", name="Invite a person").click()
    page.get_by_label("Name").fill("Marta Castellano")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)
    page.get_by_label("Email address").fill("marta@school.example")
    page.get_by_label("Member of staff").check()
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text("Invitation sent to marta@school.example.").wait_for()
    page.get_by_role("link", name="Tom Brannigan").click()
    axe(page)
    page.get_by_label("Today is the last day").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Last day today").wait_for()
    reopen_wall()
    assert Membership.objects.get(role=Role.DEPUTY).ends_on == timezone.localdate()


def test_pages_fit_a_phone(live, phone, axe, place, administrator):
    live.sign_in(phone, administrator)
    for address in ("people/", "people/invite/"):
        phone.goto(f"/s/thornbeck/{address}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320
        axe(phone)


def test_end_now_without_scripts(live, scriptless, place, administrator):
    live.sign_in(scriptless, administrator)
    scriptless.goto("/s/thornbeck/people/")
    scriptless.get_by_role("link", name="Tom Brannigan").click()
    scriptless.get_by_label("End now, and sign the person out at once").check()
    scriptless.get_by_role("button", name="Save").click()
    scriptless.get_by_text("Dates of Tom Brannigan changed.").wait_for()
    scriptless.get_by_role("heading", name="Their time is over").wait_for()
