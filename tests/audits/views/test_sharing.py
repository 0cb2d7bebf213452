"""Sharing out the sections, and saying that one is ready."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audits.actions.submitting import submit_audit
from audits.models import Audit
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.places import reopen_wall


@pytest.fixture
def audit(db, client):
    audit = factories.audit()
    client.force_login(audit.lead_author)
    return audit


@pytest.fixture
def deputy(audit):
    return factories.member(audit.school, Role.DEPUTY, name="Tom Brannigan")


def address(name, audit, *parts):
    return reverse(f"audits:{name}", args=[audit.school.slug, audit.public_id, *parts])


def owners(audit) -> set:
    reopen_wall()
    return set(audit.shares.values_list("owner__name", flat=True))


def everything_to(person):
    return {f"section-{key}": person.public_id for key in ("main", "case-record-check")} | {"version": 2}


def close(audit):
    for number in (1, 2, 3):
        factories.respond(audit, f"item-{number}", "green", evidence="Seen.")
    submit_audit(audit, by=audit.lead_author)


def test_sections_change_hands_with_one_event(audit, deputy, client):
    answer = client.post(address("share", audit), everything_to(deputy))
    assert answer.url == audit.get_absolute_url()
    assert owners(audit) == {"Tom Brannigan"}
    assert Event.objects.filter(verb="sections shared out").count() == 1


def days(audit) -> dict:
    reopen_wall()
    return dict(audit.shares.values_list("section__key", "due_on"))


def test_days_are_suggested_without_saving_and_saved_with_the_sections(audit, deputy, client):
    typed = everything_to(deputy) | {"day-case-record-check": "27 November 2026"}
    page = client.post(address("share", audit), typed | {"suggest": 1}).content.decode()
    assert f'value="{deputy.public_id}" selected' in page
    assert re.search(
        r'name="day-main"[^>]*value="27 November 2026"|value="27 November 2026"[^>]*name="day-main"', page
    )
    assert days(audit) == {"main": None, "case-record-check": None}
    client.post(address("share", audit), typed | {"day-main": "25/11/2026"})
    assert days(audit) == {"main": date(2026, 11, 25), "case-record-check": date(2026, 11, 27)}
    kept = Event.objects.get(verb="sections shared out").detail
    assert kept["days"] == {"main": "2026-11-25", "case-record-check": "2026-11-27"}


def test_a_day_after_the_audit_is_due_is_refused(audit, deputy, client):
    page = client.post(
        address("share", audit), everything_to(deputy) | {"day-main": "1 March 2031"}
    ).content.decode()
    assert "Enter a day up to 27 November 2026 for Section main" in page
    assert days(audit)["main"] is None and owners(audit) == {audit.lead_author.name}


def test_a_colleagues_days_are_not_lost(audit, deputy, client):
    client.post(address("share", audit), everything_to(deputy) | {"day-main": "25/11/2026"})
    late = everything_to(audit.lead_author) | {"day-main": "26/11/2026"}
    page = client.post(address("share", audit), late).content.decode()
    assert "A colleague changed this since you opened it." in page
    assert "Your colleague chose Tom Brannigan" in page and "Your colleague saved 25 November 2026" in page
    assert days(audit)["main"] == date(2026, 11, 25)
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    client.post(address("share", audit), late | {"version": version})
    assert days(audit)["main"] == date(2026, 11, 26)


def test_late_sections_come_first_and_wait_for_their_owner_at_home(audit, deputy, client):
    today = timezone.localdate()
    reopen_wall()
    Audit.objects.filter(pk=audit.pk).update(due_on=today + timedelta(days=30))
    audit.shares.filter(section__key="main").update(due_on=today - timedelta(days=2), owner=deputy)
    factories.respond(audit, "item-1", "green", evidence="Seen.")
    page = client.get(audit.get_absolute_url()).content.decode()
    assert re.search(r">Late</th>.*Section main.*2 days late", page, re.S)
    assert "Answer" not in client.get("/").content.decode()
    client.force_login(deputy)
    home = client.get("/").content.decode()
    assert re.search(r"2 days late.*Answer I2 by .*Section main: 2 items to answer", home, re.S)
    assert "One section of the audit is late." in home
    close_rest(audit)
    assert "Answer I" not in client.get("/").content.decode()


def close_rest(audit):
    reopen_wall()
    for number in (2, 3):
        factories.respond(audit, f"item-{number}", "green", evidence="Seen.")


def test_stranger_is_refused_and_nothing_changes_hands(audit, deputy, client):
    stranger = factories.member(factories.school(), Role.LEAD)
    given = everything_to(deputy) | {"section-main": stranger.public_id}
    page = client.post(address("share", audit), given).content.decode()
    assert "<title>Error: " in page
    assert page.count("Choose a person for Section main") == 2
    assert f'value="{deputy.public_id}" selected' in page
    assert owners(audit) == {audit.lead_author.name}


def test_sections_of_a_submitted_audit_stay(audit, deputy, client):
    close(audit)
    page = client.post(address("share", audit), everything_to(deputy)).content.decode()
    assert "Its sections can no longer be shared out." in page
    assert owners(audit) == {audit.lead_author.name}


def test_section_is_marked_ready_and_not_ready_again(audit, client):
    for ready in ("1", "0"):
        client.post(address("ready", audit, "main"), {"ready": ready})
        reopen_wall()
        assert (audit.shares.get(section__key="main").ready_at is not None) == (ready == "1")


def test_section_of_a_submitted_audit_is_not_marked(audit, client):
    close(audit)
    answer = client.post(address("ready", audit, "main"), {"ready": "1"}, follow=True)
    assert "This audit is submitted." in answer.content.decode()
    reopen_wall()
    assert audit.shares.get(section__key="main").ready_at is None


def test_unknown_section_is_not_found(audit, client):
    assert client.post(address("ready", audit, "nowhere")).status_code == 404
