"""The two clocks on the file, on Today and in the list of children."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concerns.actions.excluding import shut_out
from concerns.models import Entry
from safeguarding.access.roles import Role
from tests import factories
from tests.concerns.reports.test_clocks import child, held
from tests.factories import casework
from tests.factories.places import reopen_wall
from tests.factories.rules import rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000", tick=False)


@pytest.fixture
def school():
    made = factories.school()
    rules(made.authority)
    return made


@pytest.fixture
def lead(school, client):
    lead = factories.member(school, Role.LEAD)
    client.force_login(lead)
    return lead


def page_of(client, school, name, *more, query=""):
    response = client.get(reverse(f"concerns:{name}", args=[school.slug, *more]) + query)
    assert response.status_code == 200
    reopen_wall()
    return re.sub(r"\s+", " ", response.content.decode())


def part(page, heading):
    """The section under that heading."""
    return page.split(f'id="{heading}"')[1].split("</section>")[0]


def test_today_lists_files_and_meetings_late_first_and_nobody_who_is_shut_out(client, school, lead):
    child(school, lead, since=date(2026, 10, 1), first_name="Late")
    child(school, lead, since=date(2026, 9, 1), first_name="Later")
    child(school, lead, "child_in_need", date(2026, 10, 20), first_name="Soon")
    hidden = child(school, lead, since=date(2026, 9, 1), first_name="Hidden")
    child(school, lead, since=date(2026, 9, 1), first_name="Gone", left_on=date(2026, 11, 1))
    child(school, lead, "early_help", date(2026, 11, 2), first_name="Fresh")
    factories.member(school, Role.HEAD)
    shut_out(lead, reason="Her aunt.", by=lead, request_key=uuid.uuid4(), pupil=hidden)
    page = page_of(client, school, "today")
    stale = part(page, "stale")
    assert re.findall(r"#clocks\">(\w+) ", stale) == ["Later", "Late", "Soon"]
    assert "7 weeks late" in stale
    assert "(3)" in stale
    assert "Due soon" in stale
    assert "Two files are late for an update. Three statutory meetings are late." in page
    statutory = part(page, "statutory")
    assert "Was due by 15 September 2026. Not planned yet" in statutory
    assert "meetings/add/?kind=core_group" in statutory
    for name in ("Hidden", "Gone"):
        assert name not in page


def test_today_says_how_the_files_of_each_status_stand(client, school, lead):
    child(school, lead, since=date(2026, 10, 1))
    child(school, lead, "child_in_need", date(2026, 10, 20))
    child(school, lead, "early_help", date(2026, 11, 2))
    child(school, lead, "young_carer", date(2026, 11, 2))
    card = part(page_of(client, school, "today"), "statuses")
    said = re.findall(
        r"status=(\w+)\">[^<]+</a> (\d)</span>(?:<span class=\"gt-tags\"><strong[^>]*>([^<]+))?", card
    )
    assert said == [
        ("early_help", "1", "All fresh"),
        ("child_in_need", "1", "1 due soon"),
        ("child_protection", "1", "1 late"),
        ("young_carer", "1", ""),
    ]


def test_today_and_the_list_ask_as_often_for_three_as_for_one(client, school, lead):
    def asked(name, query=""):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"concerns:{name}", args=[school.slug]) + query)
        reopen_wall()
        return len(queries)

    child(school, lead, since=date(2026, 9, 1))
    asked("today")  # what is asked once for all
    before = [asked("today"), asked("children"), asked("children", "?order=fresh&fresh=overdue")]
    for _ in range(2):
        casework.meeting(child(school, lead, since=date(2026, 9, 1)), by=lead)
    assert [asked("today"), asked("children"), asked("children", "?order=fresh&fresh=overdue")] == before


def test_the_list_narrows_and_sorts_by_freshness(client, school, lead):
    child(school, lead, since=date(2026, 10, 1), first_name="Late", last_name="Zz")
    child(school, lead, "child_in_need", date(2026, 10, 20), first_name="Soon", last_name="Yy")
    child(school, lead, "early_help", date(2026, 11, 2), first_name="Fresh", last_name="Bb")
    factories.pupil(school=school, first_name="None", last_name="Aa")

    def names(query):
        return re.findall(r'rowheader"><a[^>]+>(\w+) ', page_of(client, school, "children", query=query))

    assert names("") == ["None", "Fresh", "Soon", "Late"]
    assert names("?order=fresh") == ["Late", "Soon", "Fresh", "None"]
    assert names("?fresh=soon") == ["Soon"]
    assert names("?fresh=overdue&order=fresh") == ["Late"]
    assert names("?fresh=nonsense&order=nonsense") == ["None", "Fresh", "Soon", "Late"]
    posted = client.post(
        reverse("concerns:children", args=[school.slug]), {"fresh": "soon", "order": "fresh"}
    )
    assert posted.url.endswith("?fresh=soon&roll=on&order=fresh")


def test_an_update_in_a_contact_starts_the_clock_of_the_file_anew(client, school, lead):
    pupil = child(school, lead, since=date(2026, 10, 1))
    clock = part(page_of(client, school, "child", pupil.public_id), "clocks")
    assert "3 weeks late" in clock
    assert "No meeting or update since it began on 1 October 2026" in clock
    url = reverse("concerns:child_entry_add", args=[school.slug, pupil.public_id]) + "?kind=contact"
    form = {
        "contact_kind": "call",
        "contact_with": "The worker",
        "text": "All is well.",
        "happened_on": "18/11/2026",
    }
    for update in ({}, {"update": "no"}):
        client.post(url, form | update | {"request_key": str(uuid.uuid4())})
    assert " late" in part(page_of(client, school, "child", pupil.public_id), "clocks").split("Core group")[0]
    client.post(url, form | {"update": "yes", "request_key": str(uuid.uuid4())})
    page = page_of(client, school, "child", pupil.public_id)
    assert "Update from a professional on 18 November 2026, 2 days ago" in part(page, "clocks")
    assert "with The worker, an update" in page
    assert Entry.objects.filter(facts__update=True).count() == 1
    assert Entry.objects.filter(facts__update=False).count() == 2


def test_the_file_shows_both_clocks_and_whose_rule_they_are(client, school, lead):
    pupil = child(school, lead)
    held(pupil, lead, date(2026, 11, 2))
    clocks = part(page_of(client, school, "child", pupil.public_id), "clocks")
    assert "Core group on 2 November 2026, 2 weeks and 4 days ago" in clocks
    assert "Within 4 weeks of the last one on 2 November 2026" in clocks
    assert "Due by 21 December 2026. Not planned yet" in clocks
    assert clocks.count("Local guidance") == 3


def test_a_file_without_a_status_or_of_a_child_who_left_has_no_clock(client, school, lead):
    without = factories.pupil(school=school)
    gone = child(school, lead, left_on=date(2026, 11, 1))
    for pupil in (without, gone):
        assert 'id="clocks"' not in page_of(client, school, "child", pupil.public_id)
