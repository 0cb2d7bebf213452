"""Pages of the action plan: who reads and writes what, downloads, clashes and errors."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.actions.planning import change_plan, note_progress, plan_action
from audits.models import Action, ActionUpdate, Audit
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    return factories.audit()


def planned(audit, *, owner=None, what="Train all staff", **fields):
    return plan_action(
        audit, what=what, owner_id=(owner or audit.lead_author).pk, by=audit.lead_author,
        **{"due_on": date(2026, 11, 1), "request_key": uuid.uuid4()} | fields,
    )  # fmt: skip


def release(audit):
    Audit.objects.filter(pk=audit.pk).update(
        state="submitted", submitted_at="2026-11-05T09:00Z", submitted_by=audit.lead_author
    )


def url(name, audit, *rest):
    return reverse(f"audits:{name}", args=[audit.school.slug, *rest])


def seen_by(client, user, address):
    client.force_login(user)
    return client.get(address)


def words(response):
    return response.content.decode()


def test_plan_is_read_by_writers_and_by_governors_once_submitted(client, audit):
    planned(audit)
    governor, staff = (
        factories.member(audit.school, Role.GOVERNOR),
        factories.member(audit.school, Role.STAFF),
    )
    address = url("plan", audit, audit.public_id)
    page = seen_by(client, audit.lead_author, address)
    assert "One action is open. One is late." in words(page)
    assert "Train all staff" in words(page)
    assert seen_by(client, governor, address).status_code == 404
    assert seen_by(client, staff, address).status_code == 403
    reopen_wall()
    release(audit)
    page = seen_by(client, governor, address)
    assert "Train all staff" in words(page)
    assert "Add an action" not in words(page)
    assert seen_by(client, factories.member(factories.school(), Role.LEAD), address).status_code == 404


def test_actions_shows_the_newest_plan_and_links_to_earlier_ones(client, audit):
    earlier = factories.audit(school=audit.school, lead=audit.lead_author, audit_date=date(2025, 11, 4))
    planned(audit)
    page = seen_by(client, audit.lead_author, url("actions", audit))
    assert "Train all staff" in words(page)
    assert url("plan", audit, earlier.public_id) in words(page)
    page = seen_by(client, factories.member(audit.school, Role.GOVERNOR), url("actions", audit))
    assert "There is no action plan yet." in words(page)


@pytest.mark.parametrize(("name", "start"), [("plan_csv", b"\xef\xbb\xbf"), ("plan_xlsx", b"PK")])
def test_plan_is_downloaded_and_the_download_is_on_record(client, audit, name, start):
    planned(audit)
    answer = seen_by(client, audit.lead_author, url(name, audit, audit.public_id))
    assert answer.content.startswith(start)
    assert "attachment" in answer["Content-Disposition"]
    assert Event.objects.filter(verb="plan downloaded", subject=audit.public_id).exists()


def test_queries_of_the_plan_do_not_grow(client, audit):
    client.force_login(audit.lead_author)
    address, counts = url("plan", audit, audit.public_id), []
    client.get(address)
    for more in (1, 2):
        for number in range(more):
            reopen_wall()
            action = planned(audit, owner=factories.member(audit.school, Role.STAFF), what=f"Do {number}")
            note_progress(action, note="Booked.", by=audit.lead_author)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_action_is_added_with_its_item(client, audit):
    client.force_login(audit.lead_author)
    factories.respond(audit, "item-2", "amber")
    address = url("action_add", audit, audit.public_id) + "?item=item-2"
    page = client.get(address)
    assert 'value="4 December 2026"' in words(page)
    sent = {
        "request_key": uuid.uuid4(), "item": "item-2", "what": "Train", "due_on": "4/12/26",
        "owner": audit.lead_author.public_id,
    }  # fmt: skip
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    reopen_wall()
    action = Action.objects.get()
    assert (action.basis, action.due_on) == ("amber", date(2026, 12, 4))


def test_refused_action_says_why_keeps_the_words_and_writes_nothing(client, audit):
    client.force_login(audit.lead_author)
    sent = {
        "request_key": uuid.uuid4(),
        "what": "<script>alert(1)</script>",
        "owner": "nobody",
        "due_on": "30 February",
    }
    page = words(client.post(url("action_add", audit, audit.public_id), sent))
    assert "<title>Error: Add an action" in page
    assert page.count("Enter a date that exists, such as 4 December 2026") == 2
    assert page.count("Choose who will do this") == 2
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'value="30 February"' in page
    reopen_wall()
    assert not Action.objects.exists()


def test_unknown_item_is_404(client, audit):
    client.force_login(audit.lead_author)
    assert client.get(url("action_add", audit, audit.public_id) + "?item=nothing").status_code == 404


def test_owner_notes_progress_on_their_own_and_no_other(client, audit):
    staff = factories.member(audit.school, Role.STAFF)
    mine, other = planned(audit, owner=staff), planned(audit)
    client.force_login(staff)
    page = words(client.get(url("action", audit, mine.public_id)))
    assert "Add progress" in page
    assert "Change the plan" not in page
    assert client.get(url("action", audit, other.public_id)).status_code == 404
    sent = {
        "progress": "1",
        "progress-version": 1,
        "progress-note": "Booked.",
        "progress-state": "in_progress",
    }
    assert client.post(url("action", audit, mine.public_id), sent).status_code == 302
    reopen_wall()
    assert Action.objects.get(pk=mine.pk).state == "in_progress"
    sent = {"change": "1", "plan-version": 2, "plan-what": "Less"}
    assert client.post(url("action", audit, mine.public_id), sent).status_code == 403


def test_governor_reads_an_action_and_writes_nothing(client, audit):
    governor, action = factories.member(audit.school, Role.GOVERNOR), planned(audit)
    assert seen_by(client, governor, url("action", audit, action.public_id)).status_code == 404
    reopen_wall()
    release(audit)
    page = client.get(url("action", audit, action.public_id))
    assert page.status_code == 200
    assert "<textarea" not in words(page)
    sent = {"progress": "1", "progress-version": 1, "progress-note": "Mine."}
    assert client.post(url("action", audit, action.public_id), sent).status_code == 403
    reopen_wall()
    assert ActionUpdate.objects.count() == 1


def test_governor_on_the_staff_notes_progress_on_their_own_alone(client, audit):
    both = factories.member(audit.school, Role.GOVERNOR)
    factories.member(audit.school, Role.STAFF, user=both)
    mine, other = planned(audit, owner=both), planned(audit)
    release(audit)
    client.force_login(both)
    sent = {"progress": "1", "progress-version": 1, "progress-note": "Booked."}
    assert client.post(url("action", audit, mine.public_id), sent).status_code == 302
    assert client.post(url("action", audit, other.public_id), sent).status_code == 403


def test_action_of_ones_other_school_is_404_here(client, audit):
    other = factories.audit()
    factories.member(other.school, Role.LEAD, user=audit.lead_author)
    assert (
        seen_by(client, audit.lead_author, url("action", audit, planned(other).public_id)).status_code == 404
    )


def test_only_legal_moves_are_offered(client, audit):
    action = planned(audit)
    note_progress(action, note="", state="done", by=audit.lead_author)
    page = words(seen_by(client, audit.lead_author, url("action", audit, action.public_id)))
    assert "Mark it as in progress" in page
    assert "Cancel it" not in page
    assert "Change the plan" not in page


def test_empty_progress_is_refused_beside_the_field_and_above(client, audit):
    action = planned(audit)
    client.force_login(audit.lead_author)
    page = words(
        client.post(url("action", audit, action.public_id), {"progress": "1", "progress-version": 1})
    )
    assert page.count("Say what was done, or choose a new state") == 2
    assert 'href="#id_progress-note"' in page
    reopen_wall()
    assert ActionUpdate.objects.count() == 1


def test_later_date_asks_why(client, audit):
    action = planned(audit)
    client.force_login(audit.lead_author)
    sent = {
        "change": "1", "plan-version": 1, "plan-what": "Train", "plan-owner": audit.lead_author.public_id,
        "plan-due_on": "8 January 2027",
    }  # fmt: skip
    address = url("action", audit, action.public_id)
    assert words(client.post(address, sent)).count("Say why the date moved") == 2
    assert client.post(address, sent | {"plan-due_reason": "The trainer is ill."}).status_code == 302
    assert "The trainer is ill." in words(client.get(address))


def test_clash_shows_both_and_starts_with_mine(client, audit):
    action, deputy = planned(audit), factories.member(audit.school, Role.DEPUTY)
    change_plan(action, action.plan() | {"what": "Words of theirs"}, seen_version=1, by=deputy)
    client.force_login(audit.lead_author)
    address = url("action", audit, action.public_id)
    sent = {
        "change": "1", "plan-version": 1, "plan-what": "Words of mine", "plan-due_on": "1 November 2026",
        "plan-owner": audit.lead_author.public_id,
    }  # fmt: skip
    page = words(client.post(address, sent, follow=True))
    assert f"{deputy.name} saved this" in page
    assert "You wrote this" in page
    assert "Words of mine</textarea>" in page
    assert 'name="plan-version" value="2"' in page
    client.post(address, sent | {"plan-version": 2})
    reopen_wall()
    assert Action.objects.get().what == "Words of mine"
    assert "You wrote this" not in words(client.get(address))


def test_markup_and_other_scripts_are_shown_harmless(client, audit):
    action = planned(audit, what="<script>alert(1)</script> 😀 עברית")
    note_progress(action, note="<img src=x onerror=alert(1)>", by=audit.lead_author)
    for address in (url("action", audit, action.public_id), url("plan", audit, audit.public_id)):
        page = words(seen_by(client, audit.lead_author, address))
        assert "&lt;script&gt;alert(1)&lt;/script&gt; 😀 עברית" in page
        assert "<img src=x" not in page


def test_words_survive_the_end_of_a_session(client, audit):
    action = planned(audit)
    pages = {
        url("action_add", audit, audit.public_id): {"what": "Words to keep"},
        url("action", audit, action.public_id): {"progress": "1", "progress-note": "Words to keep"},
        url("evidence_add", audit): {"kind": "note", "note": "Words to keep"},
    }
    for address, sent in pages.items():
        mark = seen_by(client, audit.lead_author, address).context["written_by"]
        client.logout()
        assert client.post(address, sent | {"written_by": mark}).status_code == 302
        page = words(seen_by(client, audit.lead_author, address))
        assert "Words to keep</textarea>" in page
        assert "You were signed out." in page
    reopen_wall()
    assert (Action.objects.count(), ActionUpdate.objects.count()) == (1, 1)
