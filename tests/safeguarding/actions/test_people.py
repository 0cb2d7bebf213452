"""Inviting people and saying how long they stay: what is written, and what is refused."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.actions.people import change_last_day, end_now, invite_person, send_invitation
from safeguarding.models import Event, Membership, User
from safeguarding.refusals import Refused
from tests.factories import member, person, school, trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return school()


@pytest.fixture
def administrator(place):
    return member(place, Role.ADMINISTRATOR)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def deputy(place):
    return member(place, Role.DEPUTY).memberships.get()


def invite(place, by, **fields):
    usual = {
        "name": "Marta Castellano",
        "email": "marta@school.example",
        "role": Role.STAFF,
        "starts_on": timezone.localdate(),
        "ends_on": None,
    }
    return invite_person(place, by=by, **usual | fields)


def assert_nothing_written(action, *args, match, **fields):
    before = (User.objects.count(), Membership.objects.count(), Event.objects.count())
    rows = list(Membership.objects.order_by("pk").values())
    with pytest.raises(Refused, match=match):
        action(*args, **fields)
    assert (User.objects.count(), Membership.objects.count(), Event.objects.count()) == before
    assert list(Membership.objects.order_by("pk").values()) == rows


def test_invite_makes_person_and_membership_and_event(place, administrator, today):
    membership, is_new = invite(place, administrator, ends_on=today + timedelta(days=5))
    assert is_new
    assert membership.user.email == "marta@school.example"
    assert not membership.user.has_usable_password()
    assert (membership.school, membership.role, membership.starts_on) == (place, Role.STAFF, today)
    event = Event.objects.first()
    assert (event.verb, event.subject, event.actor_id) == (
        "person invited",
        membership.public_id,
        administrator.pk,
    )
    assert event.detail["role"] == "staff"
    assert "marta" not in str(event.detail)


def test_invite_keeps_a_known_person_whatever_the_case_of_the_address(place, administrator):
    known = person(name="Tom Brannigan", email="tom@school.example")
    membership, is_new = invite(place, administrator, name="Thomas", email="TOM@School.example")
    assert (membership.user, is_new) == (known, False)
    known.refresh_from_db()
    assert known.name == "Tom Brannigan"


def test_second_equal_invitation_is_refused(place, administrator):
    invite(place, administrator)
    assert_nothing_written(invite, place, administrator, match="is member of staff here already")


def test_another_role_for_the_same_person_is_allowed(place, administrator):
    invite(place, administrator)
    assert invite(place, administrator, role=Role.GOVERNOR).membership.role == Role.GOVERNOR


def test_invitation_after_the_membership_is_over_is_allowed(place, administrator, today):
    member(place, Role.STAFF, user=person(email="marta@school.example"), ends_on=today - timedelta(days=1))
    assert invite(place, administrator).membership.starts_on == today


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"role": Role.OFFICER}, "given by the trust"),
        ({"starts_on": timezone.localdate() - timedelta(days=1)}, "today or later"),
        ({"ends_on": timezone.localdate() - timedelta(days=1)}, "on or after the first day"),
        ({"role": Role.ADVISER}, "last day for an adviser"),
        ({"role": Role.ADVISER, "ends_on": timezone.localdate() + timedelta(days=31)}, "at most 30 days"),
    ],
)
def test_invite_refuses(place, administrator, fields, match):
    assert_nothing_written(invite, place, administrator, match=match, **fields)


def test_invite_lets_an_adviser_in_for_thirty_days(place, administrator, today):
    assert invite(place, administrator, role=Role.ADVISER, ends_on=today + timedelta(days=30)).is_new


def test_nobody_invites_themselves(place, administrator):
    email = administrator.email.upper()
    assert_nothing_written(invite, place, administrator, match="yourself", email=email, role=Role.LEAD)


def test_closed_account_is_not_opened(place, administrator):
    person(email="marta@school.example", is_active=False)
    assert_nothing_written(invite, place, administrator, match="closed")


def test_change_last_day_writes_and_records(deputy, administrator, today):
    last = today + timedelta(days=10)
    changed = change_last_day(deputy, ends_on=last, seen_version=1, by=administrator)
    assert (changed.ends_on, changed.version) == (last, 2)
    event = Event.objects.first()
    assert event.verb == "membership changed"
    assert (event.detail["last_day_before"], event.detail["last_day"]) == (None, last.isoformat())
    assert change_last_day(changed, ends_on=None, seen_version=2, by=administrator).ends_on is None


@pytest.mark.parametrize("action", [change_last_day, end_now])
def test_nobody_changes_their_own_membership(administrator, action):
    own = administrator.memberships.get()
    days = {} if action is end_now else {"ends_on": None}
    assert_nothing_written(action, own, match="your own membership", seen_version=1, by=administrator, **days)


def test_change_seen_in_an_older_version_is_refused(deputy, administrator, today):
    change_last_day(deputy, ends_on=today, seen_version=1, by=administrator)
    assert_nothing_written(
        change_last_day, deputy, match="Somebody changed", ends_on=None, seen_version=1, by=administrator
    )


def test_change_refuses_past_days_and_what_is_over(place, deputy, administrator, today):
    yesterday = today - timedelta(days=1)
    assert_nothing_written(
        change_last_day, deputy, match="today or later", ends_on=yesterday, seen_version=1, by=administrator
    )
    over = member(place, Role.STAFF, ends_on=yesterday).memberships.get()
    assert_nothing_written(
        change_last_day, over, match="is over", ends_on=today, seen_version=1, by=administrator
    )


def test_adviser_is_extended_by_thirty_days_at_most(place, administrator, today):
    adviser = member(place, Role.ADVISER, ends_on=today).memberships.get()
    month = today + timedelta(days=30)
    assert change_last_day(adviser, ends_on=month, seen_version=1, by=administrator).ends_on == month
    for day in (None, month + timedelta(days=1)):
        assert_nothing_written(
            change_last_day, adviser, match="30 days", ends_on=day, seen_version=2, by=administrator
        )


def test_end_now_ends_with_yesterday_and_signs_out(deputy, administrator, today, client):
    client.force_login(deputy.user)
    ended = end_now(deputy, seen_version=1, by=administrator)
    assert ended.ends_on == today - timedelta(days=1)
    assert not deputy.user.memberships.on(today).exists()
    assert Event.objects.first().verb == "membership ended"
    assert client.get("/").status_code == 302


def test_end_now_leaves_others_signed_in(deputy, administrator, client):
    client.force_login(administrator)
    end_now(deputy, seen_version=1, by=administrator)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("days", [0, 20])
def test_end_now_undoes_what_begins_today_or_later(place, administrator, today, days):
    late = member(place, Role.STAFF, starts_on=today + timedelta(days=days)).memberships.get()
    ended = end_now(late, seen_version=1, by=administrator)
    assert ended.is_over(today)
    assert Event.objects.first().detail["first_day_before"] == (today + timedelta(days=days)).isoformat()


def test_membership_in_the_trust_is_out_of_reach(administrator):
    parent = trust()
    school(trust=parent)
    officer = member(parent, Role.OFFICER).memberships.get()
    with pytest.raises(Membership.DoesNotExist):
        end_now(officer, seen_version=1, by=administrator)


def test_invitation_is_sent_when_all_is_written(place, administrator, django_capture_on_commit_callbacks):
    membership, is_new = invite(place, administrator)
    with django_capture_on_commit_callbacks(execute=True):
        send_invitation(membership, link="https://example.test/key/", is_new=is_new, by=administrator)
        assert not mail.outbox
    (sent,) = mail.outbox
    assert sent.to == ["marta@school.example"]
    assert "https://example.test/key/" in sent.body
    assert sent.subject == f"Your account for {place.name}"


def test_mail_that_fails_undoes_nothing(place, administrator, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "no.such.Backend"
    membership, is_new = invite(place, administrator)
    with django_capture_on_commit_callbacks(execute=True):
        send_invitation(membership, link="https://example.test/", is_new=is_new, by=administrator)
    assert Membership.objects.filter(pk=membership.pk).exists()
