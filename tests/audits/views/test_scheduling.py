"""The trust's schedule: who is asked, how far each is, what changes and why, and what schools see of it."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.actions.scheduling import move_due_audit, put_back, schedule_audits, take_out
from audits.models import Audit, DueAudit, DueAuditChange
from audits.models.audit import school_year
from audits.reports.schedule import schedule
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def trust():
    return factories.trust()


@pytest.fixture
def schools(trust):
    return [factories.school(name=name, trust=trust) for name in ("Alder", "Birch", "Cedar", "Dogwood")]


@pytest.fixture
def officer(trust, schools):
    return factories.member(trust, Role.OFFICER)


@pytest.fixture
def edition():
    return factories.edition()


@pytest.fixture
def asked(schools, officer, edition, today):
    """Alder, Birch and Cedar are asked; Dogwood joined later."""
    due = dict.fromkeys(schools[:3], today + 10 * DAY)
    return schedule_audits(edition, school_year(today), due, by=officer, request_key=uuid.uuid4())


def this_year(school, edition, today, **fields):
    return factories.audit(
        school=school, edition_=edition, audit_date=today, period_from=today - 300 * DAY, period_to=today,
        due_on=today + 5 * DAY, **fields,
    )  # fmt: skip


def sent(audit, at):
    reopen_wall()
    Audit.objects.filter(pk=audit.pk).update(
        state="submitted", submitted_at=at, submitted_by=audit.lead_author
    )


def backdate(row, day, officer):
    """As if it had been moved there while that day was ahead."""
    reopen_wall()
    DueAuditChange.objects.create(
        school_id=row.school_id, due_audit=row, version=row.version + 1, kind="moved", due_on=day, reason="Test",
        by=officer, by_name="Test",
    )  # fmt: skip
    DueAudit.objects.filter(pk=row.pk).update(due_on=day, version=row.version + 1)


def test_each_school_is_where_it_is_and_late_ones_come_first(asked, schools, officer, edition, today):
    _, birch, cedar, dogwood = schools
    this_year(birch, edition, today)
    sent(this_year(cedar, edition, today), timezone.now())
    backdate(asked[1], today - 3 * DAY, officer)
    backdate(asked[2], today - 2 * DAY, officer)
    open_wall(officer)
    (found,) = schedule(schools, user=officer, today=today)
    assert [(each.due.school.name, each.how_far, each.days_late) for each in found.asked] == [
        ("Birch", "Under way", 3),
        ("Alder", "Not started", 0),
        ("Cedar", "Submitted", 0),
    ]
    assert found.sentence == "1 of 3 schools has sent it. 1 is late."
    assert found.asked[2].sent_words.endswith("2 days after it was due")
    assert found.missing == (dogwood,)


def test_an_audit_of_another_edition_answers_unless_that_one_is_asked_for_too(asked, schools, officer, today):
    other = factories.edition("other")
    this_year(schools[0], other, today)
    open_wall(officer)
    (found,) = schedule(schools, user=officer, today=today)
    assert [each.due.school.name for each in found.asked if each.audit] == ["Alder"]
    schedule_audits(other, school_year(today), {schools[0]: today}, by=officer, request_key=uuid.uuid4())
    newer, older = schedule(schools, user=officer, today=today)
    assert [each.how_far for each in newer.asked] == ["Under way"]
    assert {each.how_far for each in older.asked} == {"Not started"}


def test_asking_twice_asks_once_and_a_later_school_comes_in(asked, schools, officer, edition, today):
    year, later = school_year(today), today + 20 * DAY
    again = schedule_audits(
        edition, year, dict.fromkeys(schools, later), by=officer, request_key=uuid.uuid4()
    )
    assert [row.school.name for row in again] == ["Dogwood"]
    assert set(DueAudit.objects.filter(school__in=schools[:3]).values_list("due_on", flat=True)) == {
        today + 10 * DAY
    }


@pytest.mark.parametrize(
    ("days", "edition_is", "sentence"),
    [(-1, True, "today or later"), (900, True, "school year"), (3, False, "not published")],
)
def test_what_cannot_be_asked_writes_nothing(schools, officer, edition, today, days, edition_is, sentence):
    chosen = edition if edition_is else factories.edition("draft", published=False)
    due = {schools[0]: today + days * DAY}
    with pytest.raises(Refused, match=sentence):
        schedule_audits(chosen, school_year(today), due, by=officer, request_key=uuid.uuid4())
    assert not DueAudit.objects.exists() and not DueAuditChange.objects.exists()


def test_changes_say_why_and_stay(asked, officer, today):
    row, later = asked[0], today + 30 * DAY
    known = {"by": officer, "reason": "Inspection week"}
    move_due_audit(row, due_on=later, seen_version=1, **known)
    take_out(row, seen_version=2, **known)
    put_back(row, due_on=later + DAY, seen_version=3, **known)
    row.refresh_from_db()
    assert (row.due_on, row.is_asked, row.version) == (later + DAY, True, 4)
    assert [change.kind for change in row.changes.all()] == ["put_back", "taken_out", "moved", "asked"]
    assert Event.objects.filter(subject=row.public_id).count() == 4


@pytest.mark.parametrize(
    ("change", "fields", "sentence"),
    [
        (move_due_audit, {"due_on": 10}, "another day"),
        (move_due_audit, {"due_on": -1}, "today or later"),
        (move_due_audit, {"due_on": 20, "reason": " "}, "reason"),
        (move_due_audit, {"due_on": 20, "seen_version": 7}, "colleague changed"),
        (put_back, {"due_on": 20}, "in the schedule already"),
        (take_out, {"reason": ""}, "reason"),
    ],
)
def test_what_may_not_change_stays(asked, officer, today, change, fields, sentence):
    given = {"reason": "Because", "seen_version": 1, "by": officer} | fields
    if "due_on" in given:
        given["due_on"] = today + given["due_on"] * DAY
    with pytest.raises(Refused, match=sentence):
        change(asked[0], **given)
    row = DueAudit.objects.get(pk=asked[0].pk)
    assert (row.due_on, row.version, row.changes.count()) == (today + 10 * DAY, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        "due_on = due_on + 1",
        "taken_out_at = now(), version = 2",
        "due_on = due_on + 1, version = 2",
        "year = year + 1",
    ],
)
def test_the_database_asks_for_the_reason(asked, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audits_dueaudit SET {change} WHERE id = {asked[0].pk}")


def test_the_officer_asks_and_changes_in_the_browser(schools, trust, officer, edition, today, client):
    client.force_login(officer)
    form = {
        "request_key": uuid.uuid4(), "edition": edition.pk, "year": school_year(today),
        "due_on": f"{today + 9 * DAY:%d/%m/%Y}", "schools": [schools[0].slug, schools[1].slug],
        f"day-{schools[1].slug}": f"{today + 12 * DAY:%d/%m/%Y}", f"day-{schools[2].slug}": "",
    }  # fmt: skip
    address = reverse("trust:schedule_add", args=[trust.slug])
    for _ in range(2):  # sent twice, asked once
        assert client.post(address, form).url == reverse("trust:schedule", args=[trust.slug])
    reopen_wall()
    assert [(row.school, row.due_on) for row in DueAudit.objects.order_by("due_on")] == [
        (schools[0], today + 9 * DAY),
        (schools[1], today + 12 * DAY),
    ]
    row = DueAudit.objects.get(school=schools[0])
    change = reverse("trust:schedule_change", args=[trust.slug, row.public_id])
    typed = {"version": 1, "what": "move", "due_on": "", "reason": "Half term"}
    page = client.post(change, typed).content.decode()
    assert "Enter the day it is due" in page and "Half term" in page
    client.post(change, typed | {"what": "take_out"})
    page = client.get(reverse("trust:schedule", args=[trust.slug])).content.decode()
    assert "Taken out: " in page and "Not asked yet: Cedar, Dogwood." in page


def test_the_school_sees_what_is_asked_and_starts_with_it(asked, schools, officer, edition, today, client):
    lead = factories.member(schools[0], Role.LEAD)
    move_due_audit(asked[0], due_on=today + 15 * DAY, reason="Inspection week", seen_version=1, by=officer)
    client.force_login(lead)
    said = f"by {today + 15 * DAY:%A} {(today + 15 * DAY).day} {today + 15 * DAY:%B %Y}"
    for address in ("/", reverse("audits:audits", args=[schools[0].slug])):
        page = client.get(address).content.decode()
        assert said in page and "Inspection week" in page
    start = client.get(reverse("audits:start", args=[schools[0].slug])).content.decode()
    assert f"The trust asks for it {said}" in start
    assert f'value="{(today + 15 * DAY).day} {today + 15 * DAY:%B %Y}"' in start
    reopen_wall()
    client.force_login(factories.member(schools[3], Role.LEAD))
    assert "The trust asks" not in client.get("/").content.decode()


def test_another_trusts_schedule_is_not_there(asked, officer, client):
    rival_trust = factories.trust()
    factories.school(trust=rival_trust)
    client.force_login(factories.member(rival_trust, Role.OFFICER))
    mine = reverse("trust:schedule_change", args=[rival_trust.slug, asked[0].public_id])
    assert client.get(mine).status_code == 404
    assert client.post(mine, {"version": 1, "what": "take_out", "reason": "x"}).status_code == 404


def test_more_schools_cost_no_more_queries(asked, schools, trust, officer, edition, today, client):
    client.force_login(officer)
    pages = [reverse("trust:schedule", args=[trust.slug]), "/"]

    def queries():
        counted = []
        for address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            counted.append(len(captured))
        return counted

    before = queries()
    more = [factories.school(trust=trust) for _ in range(3)]
    schedule_audits(
        edition, school_year(today), dict.fromkeys(more, today), by=officer, request_key=uuid.uuid4()
    )
    this_year(more[0], edition, today)
    assert queries() == before
