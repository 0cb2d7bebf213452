"""The list of pupils with a separate file: who is on it, marking several, downloads, and what is on record."""

import csv
import io
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concerns.actions.entering import add_entry
from concerns.actions.excluding import shut_out
from concerns.actions.facts import add_fact, mark_main_files
from concerns.actions.moving import claim_error, confirm_error
from concerns.actions.recording import NamedChild
from concerns.models import KeyPerson, Pupil
from concerns.reports.marker_list import pupils_with_file
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.factories import casework
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school, client):
    lead = factories.member(school, Role.LEAD)
    client.force_login(lead)
    return lead


def child(school, name, **fields):
    return factories.pupil(school=school, first_name=name, last_name="Example", **fields)


def noted(pupil, by):
    add_entry("note", by=by, pupil=pupil, text="A secret of the file.")
    return pupil


def named(pupil, by):
    add_fact(KeyPerson, pupil, by=by, request_key=uuid.uuid4(), name="Aunt", relation="aunt", may_share="yes")


def reported(pupil):
    return factories.concern(children=(NamedChild("harmed", pupil),))


def names(school, user, **more):
    return [pupil.first_name for pupil in pupils_with_file(school, user=user, **more)]


@pytest.mark.parametrize(
    "make",
    [
        lambda pupil, by: reported(pupil), noted, named,
        lambda pupil, by: casework.plan(pupil, by=by), lambda pupil, by: casework.meeting(pupil, by=by),
        lambda pupil, by: casework.referral(pupil, by=by), lambda pupil, by: casework.challenge(pupil, by=by),
    ],
    ids=["concern", "entry", "fact", "plan", "meeting", "referral", "challenge"],
)  # fmt: skip
def test_any_record_makes_a_separate_file(school, lead, make):
    with_file, _ = child(school, "With"), child(school, "Without")
    make(with_file, lead)
    assert names(school, lead) == ["With"]


def test_what_is_in_error_or_hidden_makes_none(school, lead):
    deputy = factories.member(school, Role.DEPUTY)
    mistaken, hidden, own = (child(school, name) for name in ("Mistaken", "Hidden", "Own"))
    concern = reported(mistaken)
    claim_error(concern, reason="Another child.", by=lead)
    confirm_error(concern, reason="", by=deputy)
    kept_from = reported(hidden)
    noted(own, lead)
    assert names(school, deputy) == ["Hidden", "Own"]
    shut_out(deputy, reason="Aunt.", by=lead, request_key=uuid.uuid4(), concern=kept_from)
    shut_out(deputy, reason="Aunt.", by=lead, request_key=uuid.uuid4(), pupil=own)
    assert names(school, deputy) == []


def test_those_not_marked_come_first_and_leavers_only_when_asked(school, lead):
    noted(child(school, "Marked", main_file_marked_on=date(2026, 9, 4)), lead)
    noted(child(school, "Unmarked"), lead)
    noted(child(school, "Gone", left_on=date(2026, 7, 1)), lead)
    assert names(school, lead) == ["Unmarked", "Marked"]
    assert names(school, lead, everyone=True) == ["Gone", "Unmarked", "Marked"]


def test_several_are_marked_at_once_and_each_is_on_record(client, school, lead):
    first, second, third = (noted(child(school, name), lead) for name in ("One", "Two", "Three"))
    url = reverse("concerns:marker", args=[school.slug])
    page = client.get(url).content.decode()
    assert "3 of 3 main files do not say yet" in page
    assert "A secret of the file." not in page
    done = client.post(url, {"pupils": [first.public_id, second.public_id], "on": "4/9/2026"}, follow=True)
    assert "2 main files marked." in done.content.decode()
    reopen_wall()
    marked = set(Pupil.objects.filter(main_file_marked_on=date(2026, 9, 4)))
    assert marked == {first, second}
    assert third not in marked
    events = Event.objects.filter(verb="main file marked", actor_id=lead.pk)
    assert {event.subject for event in events} == {first.public_id, second.public_id}
    assert Event.objects.filter(verb="marker list read", actor_id=lead.pk).count() == 2


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"on": "4/9/2026"}, "Choose at least one pupil"),
        ({"pupils": "PUPIL", "on": "4/9/2126"}, "Enter a date that is not in the future"),
        ({"pupils": "PUPIL", "on": "soon"}, "Enter a date that exists"),
        ({"pupils": "STRANGER", "on": "4/9/2026"}, "Choose pupils of the list"),
    ],
)
def test_a_wrong_choice_says_so_and_marks_nobody(client, school, lead, posted, told):
    pupil, stranger = noted(child(school, "One"), lead), child(school, "Without")
    ids = {"PUPIL": pupil.public_id, "STRANGER": stranger.public_id}
    sent = {name: ids.get(value, value) for name, value in posted.items()}
    page = client.post(reverse("concerns:marker", args=[school.slug]), sent).content.decode()
    assert told in page
    assert "<title>Error: " in page
    reopen_wall()
    assert not Pupil.objects.exclude(main_file_marked_on=None).exists()


def test_the_day_that_a_colleague_set_stays_and_nobody_chosen_is_refused(school, lead):
    pupil = child(school, "One", main_file_marked_on=date(2026, 9, 4))
    assert mark_main_files([pupil], on=date(2026, 10, 1), by=lead) == 0
    pupil.refresh_from_db()
    assert pupil.main_file_marked_on == date(2026, 9, 4)
    with pytest.raises(Refused, match="at least one"):
        mark_main_files([], on=date(2026, 10, 1), by=lead)


def test_downloads_hold_no_content_no_formula_and_are_on_record(client, school, lead):
    noted(child(school, "=cmd()", form="@x"), lead)
    answer = client.get(reverse("concerns:marker_csv", args=[school.slug]))
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["First name"], row["Class"], row["Separate file"]) == ("'=cmd()", "'@x", "Yes")
    assert "secret" not in answer.content.decode()
    assert "cmd" not in answer["Content-Disposition"]
    assert client.get(reverse("concerns:marker_xlsx", args=[school.slug])).content[:2] == b"PK"
    reopen_wall()
    forms = Event.objects.filter(verb="marker list downloaded").values_list("detail__form", flat=True)
    assert set(forms) == {"csv", "xlsx"}


def test_today_counts_those_that_are_not_marked(client, school, lead):
    noted(child(school, "One"), lead)
    today = reverse("concerns:today", args=[school.slug])
    assert (
        "1 pupil has a separate file that the main file does not name yet"
        in client.get(today).content.decode()
    )
    reopen_wall()
    Pupil.objects.update(main_file_marked_on=date(2026, 9, 4))
    assert "a separate file" not in client.get(today).content.decode()


def test_the_list_asks_as_often_for_three_as_for_one(client, school, lead):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("concerns:marker", args=[school.slug]))
        reopen_wall()
        return len(queries)

    noted(child(school, "One"), lead)
    asked()
    before = asked()
    for name in ("Two", "Three"):
        noted(child(school, name), lead)
    assert asked() == before <= 15
