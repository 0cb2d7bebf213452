"""Today in parts: each fails alone; what one opened last; how far the audit is; and what that costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concerns.actions.excluding import shut_out
from concerns.actions.recording import NamedChild
from concerns.reports import today as report
from safeguarding.access.roles import Role
from safeguarding.home import frame
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
NOT_LOADED = "This part could not be loaded."
MAKERS = {
    "New reports": "_new_part",
    "Late and due": "_work_part",
    "Waiting on others": "_waiting",
    "Children with a status": "today_files",
    "To re-code": "to_recode",
    "Plans and meetings": "plan_work",
    "Opened last, and what is read with it": "read_kept",
    "Referrals and challenges": "agency_work",
    "Opened last": "opened_last",
}


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school, client):
    person = factories.member(school, Role.LEAD)
    client.force_login(person)
    return person


def today(client, school) -> str:
    answer = client.get(reverse("concerns:today", args=[school.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def broken(*args, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Zanzibarquartz' FROM no_such_table")


@pytest.mark.parametrize("part", MAKERS)
def test_a_part_that_breaks_leaves_the_others_standing(client, school, lead, monkeypatch, caplog, part):
    made = factories.concern(school=school, children=(NamedChild("harmed", factories.pupil(school=school)),))
    monkeypatch.setattr(report, MAKERS[part], broken)
    page = today(client, school)
    together = MAKERS[part] == "read_kept"
    assert page.count(NOT_LOADED) == (4 if together else 1)
    assert f">{part.partition(',')[0]}</h2>" in page
    assert (reverse("concerns:concern", args=[school.slug, made.public_id]) in page) is (
        part != "New reports"
    )
    assert "Nothing is waiting for you" not in page
    told = [record.getMessage() for record in caplog.records if record.name == "concerns.reports.alone"]
    assert len(told) == 1 and "ProgrammingError" in told[0]
    assert "Zanzibarquartz" not in told[0]


def test_five_things_opened_last_each_once_and_only_what_may_still_be_opened(client, school, lead):
    pupils = [factories.pupil(school=school) for _ in range(6)]
    for pupil in pupils:
        client.get(reverse("concerns:child", args=[school.slug, pupil.public_id]))
        reopen_wall()
    concern = factories.triaged(children=(NamedChild("harmed", pupils[5]),), school=school, by=lead)
    for _ in range(2):
        client.get(reverse("concerns:concern", args=[school.slug, concern.public_id]))
        reopen_wall()
    side = today(client, school).split('id="opened"')[1]
    order = [
        side.index(words) for words in (concern.reference, pupils[5].name, pupils[4].name, pupils[2].name)
    ]
    assert order == sorted(order)
    assert side.count(concern.reference) == 1
    assert pupils[1].name not in side
    reopen_wall()
    deputy = factories.member(school, Role.DEPUTY)
    shut_out(
        lead,
        reason="Her aunt.",
        by=deputy,
        request_key=concern.request_key,
        pupil=pupils[5],
        new_owner=deputy,
    )
    side = today(client, school).split('id="opened"')[1]
    assert concern.reference not in side
    assert pupils[5].name not in side
    assert pupils[4].name in side
    client.force_login(deputy)
    assert 'id="opened"' not in today(client, school)


def test_one_line_of_the_audit_for_who_answers_it(client, school, lead):
    audit = factories.audit(school=school, lead=lead)
    factories.respond(audit, "item-1", "green", evidence="Done.")
    reopen_wall()
    assert "1 of 3 items answered" in today(client, school)


def test_both_cost_two_queries_at_most(client, school, lead, monkeypatch):
    factories.audit(school=school, lead=lead)
    reopen_wall()
    counts = []
    for without in (False, True):
        if without:
            monkeypatch.setattr(report, "opened_parts", lambda *args: {})
            monkeypatch.setattr(frame, "_progress", lambda *args: None)
        today(client, school)
        with CaptureQueriesContext(connection) as captured:
            today(client, school)
        counts.append(len([each for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]]))
    assert counts[0] - counts[1] <= 2
