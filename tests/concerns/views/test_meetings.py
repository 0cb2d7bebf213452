"""Pages of meetings and papers, and what Today says of days that are late or due."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concerns.models import Action, Attachment, Exclusion, Meeting
from concerns.reports.naming import namer
from concerns.reports.today_plans import late_by_school, plan_parts, plan_work
from concerns.reports.together import read_together
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from tests import factories
from tests.concerns.actions.test_meetings import hold, planned
from tests.factories import casework as made
from tests.factories import files
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HELD = {"state": "held", "school_attended": True, "summary": "Met.", "attended": "Dana"}


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def lead(client):
    lead = factories.member(factories.school(), Role.LEAD, name="Ruth Adeyemi")
    client.force_login(lead)
    return lead


@pytest.fixture
def rosa(lead):
    return factories.pupil(school=lead.memberships.get().school, first_name="Rosa", last_name="Whitlam")


@pytest.fixture
def meeting(rosa, lead):
    return planned(rosa, lead)


@pytest.fixture
def today():
    return timezone.localdate()


def url(name, row) -> str:
    return reverse(f"concerns:{name}", args=[row.school.slug, row.public_id])


def page(client, name, row) -> str:
    response = client.get(url(name, row))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def key() -> dict:
    return {"request_key": str(uuid.uuid4())}


def said(lead, today, **more) -> dict:
    row = {"asked-0-what": "Ring the nurse", "asked-0-owner": lead.public_id, "asked-0-due_on": today}
    words = {
        "held_on": today, "attended": "Dana Whitlam", "school_attended": "yes", "summary": "The plan goes on.",
        "version": 1, "asked-count": 3, "asked-1-owner": lead.public_id, "asked-2-owner": lead.public_id,
    }  # fmt: skip
    return words | row | key() | more


def test_what_was_asked_of_the_school_becomes_actions(client, lead, rosa, meeting, today):
    address = url("meeting_held", meeting)
    assert client.get(address).content.decode().count("gt-asked__row") == 3
    more = client.post(address, said(lead, today, more=1, summary="Half a sent")).content.decode()
    assert more.count("gt-asked__row") == 6
    assert "Half a sent" in more and "Ring the nurse" in more and "There is a problem" not in more
    half = {"asked-1-what": "Tell the club", "school_attended": "no"}
    wrong = client.post(address, said(lead, today, **half)).content.decode()
    assert (
        "Enter by when, such as 4 December 2026" in wrong and "Say why nobody from school was there" in wrong
    )
    assert "Tell the club" in wrong and 'href="#id_asked-1-due_on"' in wrong
    reopen_wall()
    assert (Action.objects.count(), Meeting.objects.get().state) == (0, "planned")
    second = {"asked-1-what": "Tell the club", "asked-1-due_on": today + DAY}
    assert client.post(address, said(lead, today, **second)).url == url("meeting", meeting)
    reopen_wall()
    assert list(Action.objects.values_list("what", "meeting")) == [
        ("Ring the nurse", meeting.pk),
        ("Tell the club", meeting.pk),
    ]
    assert "The plan goes on." in page(client, "meeting", meeting)
    action = Action.objects.first()
    done = client.post(url("action", action), {"end": "done", "words": "She comes."})
    assert done.url == url("meeting", meeting)
    assert client.get(address).status_code == 302


def test_a_refusal_keeps_what_was_typed(client, lead, rosa, meeting, today):
    hold(meeting, lead)
    other = planned(rosa, lead)
    stale = client.post(url("meeting_held", other), said(lead, today, version=9)).content.decode()
    assert "A colleague changed this meeting" in stale and "The plan goes on." in stale
    assert 'name="version" value="1"' in stale
    twice = client.post(url("meeting_minutes", meeting), {"on": today - 9 * DAY} | key()).content.decode()
    assert "not before the meeting" in twice


def test_papers_and_minutes_are_kept_and_hide_with_their_plan(client, lead, rosa, meeting, today):
    concern = factories.concern(school=rosa.school)
    plan = made.plan(rosa, by=lead, concern=concern)
    hold(meeting, lead)
    file = lambda name: {"file": files.upload(name, files.pdf())}  # noqa: E731
    client.post(url("meeting_minutes", meeting), {"on": today} | key() | file("Minutes.pdf"))
    paper = {"what": "Outline plan", "way": "received", "with_whom": "Asif Rahman", "on": today}
    client.post(f"{url('paper_add', rosa)}?plan={plan.public_id}", paper | key() | file("Plan.pdf"))
    assert "Minutes.pdf" in page(client, "meeting", meeting)
    assert "Plan.pdf" in page(client, "plan", plan)
    everything = page(client, "child_plans", rosa)
    assert "Minutes.pdf" in everything and "Received from Asif Rahman" in everything
    reopen_wall()
    kept = {each.file_name: each.public_id for each in Attachment.objects.all()}
    address = lambda name: reverse(  # noqa: E731
        "concerns:child_attachment", args=[rosa.school.slug, rosa.public_id, kept[name]]
    )
    answer = client.get(address("Plan.pdf"))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "attachment" in answer["Content-Disposition"] and answer["X-Content-Type-Options"] == "nosniff"
    deputy = factories.member(rosa.school, Role.DEPUTY)
    Exclusion.objects.create(school=rosa.school, person=deputy, concern=concern, reason="Aunt.", by=lead)
    client.force_login(deputy)
    assert client.get(address("Plan.pdf")).status_code == 404
    assert client.get(address("Minutes.pdf")).status_code == 200
    other = factories.pupil(school=rosa.school)
    strange = reverse(
        "concerns:child_attachment", args=[rosa.school.slug, other.public_id, kept["Minutes.pdf"]]
    )
    assert client.get(strange).status_code == 404
    assert "Plan.pdf" not in page(client, "child_plans", rosa)


def test_a_correction_stands_beside_what_was_said(client, lead, meeting):
    hold(meeting, lead)
    client.post(url("meeting_correct", meeting), {"text": "It was Monday."} | key())
    shown = page(client, "meeting", meeting)
    assert "It was Monday." in shown and "Four weeks without a morning alone." in shown


def work(lead, rosa, today, keep=None):
    open_wall(lead)
    name = namer(lead, rosa.school)
    found = read_together(plan_parts(rosa.school, lead, today=today, nobodys=~Q(owner=lead)))
    return plan_work(found, lead, name=name, today=today, keep=keep)


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 12, 10), []),
        (date(2026, 12, 11), ["Meet: core group"]),  # a week ahead
        (date(2026, 12, 18), ["Review the safety plan", "Meet: core group"]),
        (date(2026, 12, 19), ["Review the safety plan", "Say whether the core group was held, 1 day late"]),
        (
            date(2027, 1, 6),  # the minutes of 18 December are in time until today: Christmas does not count
            ["Say whether the core group was held, 19 days late", "Review the safety plan, 14 days late"],
        ),
        (
            date(2027, 1, 7),
            [
                "Say whether the core group was held, 20 days late",
                "Review the safety plan, 15 days late",
                "Ask for the minutes: strategy discussion, 1 working day late",
            ],
        ),
    ],
)
def test_what_is_late_and_due_on_which_day(lead, rosa, today, told):
    made.plan(rosa, by=lead, starts_on=date(2026, 11, 2), review_on=date(2026, 12, 23))
    made.meeting(rosa, by=lead, due_on=date(2026, 12, 18))
    made.meeting(rosa, by=lead, kind="strategy", held_on=date(2026, 12, 18), **HELD)
    found = work(lead, rosa, today)
    lines = [", ".join(filter(None, [line.verb, line.lateness])) for line in found.lines]
    assert sorted(lines) == sorted(told)
    assert found.late == sum("late" in line for line in told)
    assert late_by_school(lead, today=today)[rosa.school_id] == found.late


def test_work_is_narrowed_to_whose_it_is(lead, rosa, today):
    deputy = factories.member(rosa.school, Role.DEPUTY)
    made.meeting(rosa, by=lead, due_on=today)
    made.meeting(rosa, by=deputy, due_on=today)
    everyones = work(lead, rosa, today)
    assert (everyones.everyone, everyones.mine, everyones.nobodys) == (2, 1, 1)
    mine = work(lead, rosa, today, keep=lambda line: line.is_mine)
    assert (len(mine.lines), mine.everyone) == (1, 2)


def test_today_leads_to_the_form_that_settles_each(client, lead, rosa, meeting):
    shown = client.get(reverse("concerns:today", args=[rosa.school.slug])).content.decode()
    assert url("meeting_held", meeting) in shown and "1 day late" in shown


def test_a_meeting_asks_as_often_for_three_as_for_one(client, lead, rosa, meeting, today):
    hold(meeting, lead)

    def counted():
        with CaptureQueriesContext(connection) as asked:
            page(client, "meeting", meeting)
        reopen_wall()
        return len([each for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]])

    client.post(url("meeting_correct", meeting), {"text": "One."} | key())
    counted()
    few = counted()
    for text in ("Two.", "Three."):
        client.post(url("meeting_correct", meeting), {"text": text} | key())
        reopen_wall()
    assert counted() == few <= 15
