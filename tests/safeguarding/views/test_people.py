"""The administrator's pages, as the administrator and as others meet them."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.models import Membership, User
from tests.factories import member, person, school, trust
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return school(trust=trust())


@pytest.fixture
def administrator(place, client):
    found = member(place, Role.ADMINISTRATOR)
    client.force_login(found)
    return found


def address(name, place, *more):
    return reverse(name, args=[place.slug, *more])


def invitation(**fields):
    day = timezone.localdate()
    return {
        "name": "Marta Castellano",
        "email": "marta@school.example",
        "role": "staff",
        "starts_on": day.isoformat(),
        "ends_on": "",
    } | fields


def test_list_shows_those_of_now_above_those_who_left(place, administrator, client):
    member(place, Role.LEAD, name="Ruth Adeyemi")
    member(place, Role.DEPUTY, name="Carol Penhale", ends_on=timezone.localdate() - timedelta(days=3))
    member(place.trust, Role.OFFICER, name="Dev Kalra")
    member(school(), Role.LEAD, name="Nia Prosser")
    page = client.get(address("people", place)).content.decode()
    assert page.index("Ruth Adeyemi") < page.index("Their time is over") < page.index("Carol Penhale")
    assert "The trust manages this role" in page
    assert "Nia Prosser" not in page


def test_list_of_a_school_without_a_trust_shows_nobody_from_one(client):
    place = school()
    client.force_login(member(place, Role.ADMINISTRATOR))
    assert not client.get(address("people", place)).context["from_trust"]


def test_three_people_cost_no_more_queries_than_one(
    place, administrator, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as few:
        client.get(address("people", place))
    reopen_wall()
    for _ in range(3):
        member(place, Role.STAFF)
    with django_assert_max_num_queries(len(few)):
        client.get(address("people", place))


def test_new_person_is_invited_and_chooses_a_password(
    place, administrator, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address("invite", place), invitation())
    assert answer.status_code == 302
    (sent,) = mail.outbox
    assert "Marta Castellano" in sent.body
    client.logout()
    link = re.search(r"http://testserver(\S+)", sent.body)[1]
    page = client.get(link, follow=True)
    new = {"password1": "maple-otter-kettle-47", "password2": "maple-otter-kettle-47"}
    assert client.post(page.redirect_chain[-1][0], new).status_code == 302
    signed_in = client.post(
        reverse("account_login"), {"login": "marta@school.example", "password": new["password1"]}
    )
    assert signed_in.status_code == 302
    assert client.get(link, follow=True).context["token_fail"]


def test_known_person_is_sent_to_sign_in(place, administrator, client, django_capture_on_commit_callbacks):
    known = person(email="marta@school.example")
    known.set_password("maple-otter-kettle-47")
    known.save()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("invite", place), invitation())
    assert reverse("account_login") in mail.outbox[0].body
    assert "/key/" not in mail.outbox[0].body


def test_second_post_of_the_same_form_makes_nobody_twice(place, administrator, client):
    client.post(address("invite", place), invitation())
    answer = client.post(address("invite", place), invitation())
    assert answer.status_code == 200
    assert "here already" in answer.content.decode()
    assert "<title>Error: " in answer.content.decode()
    reopen_wall()
    assert Membership.objects.filter(user__email="marta@school.example").count() == 1


def test_refused_form_keeps_what_was_typed(place, administrator, client):
    answer = client.post(address("invite", place), invitation(name="", starts_on="31 February 2027"))
    page = answer.content.decode()
    assert "31 February 2027" in page
    assert "marta@school.example" in page
    assert not User.objects.filter(email="marta@school.example").exists()


def test_today_is_the_last_day_keeps_today(place, administrator, client):
    row = member(place, Role.DEPUTY).memberships.get()
    answer = client.post(
        address("membership", place, row.public_id), {"version": 1, "until": "today", "ends_on": ""}
    )
    assert answer.status_code == 302
    reopen_wall()
    row.refresh_from_db()
    assert row.ends_on == timezone.localdate()
    assert row.user.memberships.on(timezone.localdate()).exists()


def test_end_now_closes_the_door_at_once(place, administrator, client):
    row = member(place, Role.DEPUTY).memberships.get()
    client.post(address("membership", place, row.public_id), {"version": 1, "until": "now", "ends_on": ""})
    reopen_wall()
    row.refresh_from_db()
    assert row.is_over(timezone.localdate())
    client.force_login(row.user)
    assert client.get(address("audits:audits", place)).status_code == 404


def test_clash_is_said_and_the_choice_kept(place, administrator, client):
    row = member(place, Role.DEPUTY).memberships.get()
    answer = client.post(
        address("membership", place, row.public_id), {"version": 7, "until": "day", "ends_on": "4 May 2099"}
    )
    assert "Somebody changed" in answer.content.decode()
    assert "4 May 2099" in answer.content.decode()


def test_own_membership_has_no_form(place, administrator, client):
    reopen_wall()
    own = administrator.memberships.get()
    page = client.get(address("membership", place, own.public_id)).content.decode()
    assert "your own role" in page
    assert 'name="until"' not in page
    answer = client.post(address("membership", place, own.public_id), {"version": 1, "until": "now"})
    assert "your own membership" in answer.content.decode()


def test_invitation_can_be_sent_again(place, administrator, client, django_capture_on_commit_callbacks):
    invited = member(place, Role.DEPUTY)
    invited.set_unusable_password()  # as an invitation leaves it
    invited.save()
    row = invited.memberships.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("membership", place, row.public_id), {"again": "1"})
    assert "/key/" in mail.outbox[0].body


def test_memberships_of_elsewhere_are_not_there(place, administrator, client):
    elsewhere = member(school(), Role.LEAD).memberships.get()
    of_trust = member(place.trust, Role.OFFICER).memberships.get()
    for row in (elsewhere, of_trust):
        assert client.get(address("membership", place, row.public_id)).status_code == 404


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEAD, Role.HEAD, Role.GOVERNOR, Role.ADVISER])
def test_only_the_administrator_manages_people(place, client, role):
    client.force_login(member(place, role))
    for name in ("people", "invite"):
        assert client.get(address(name, place)).status_code == 403
    assert client.post(address("invite", place), invitation()).status_code == 403
    assert not User.objects.filter(email="marta@school.example").exists()


def test_administrator_of_another_school_finds_nothing(place, client):
    client.force_login(member(school(), Role.ADMINISTRATOR))
    assert client.get(address("people", place)).status_code == 404
