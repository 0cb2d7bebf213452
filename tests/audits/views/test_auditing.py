"""The list of audits, starting one, its page, its dates, the check and the submission."""

import html
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.models import Audit
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.places import reopen_wall


@pytest.fixture
def audit(db, client):
    audit = factories.audit(participants="The lead.")
    client.force_login(audit.lead_author)
    return audit


def address(name, audit, *parts):
    return reverse(f"audits:{name}", args=[audit.school.slug, audit.public_id, *parts])


def particulars(**given):
    return {
        "audit_date": "4 November 2026",
        "period_from": "1 September 2025",
        "period_to": "31 August 2026",
        "due_on": "27/11/2026",
        "participants": "The lead and the deputies",
    } | given


def filled(audit):
    for number in (1, 2, 3):
        factories.respond(audit, f"item-{number}", "green", evidence=f"Seen on walk {number}.")
    return audit


def latest_event() -> str:
    reopen_wall()
    return Event.objects.latest("id").verb


def queries(client, url) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_list_shows_each_audit_with_its_counts(audit, client):
    factories.respond(audit, "item-1", "red")
    page = client.get(reverse("audits:audits", args=[audit.school.slug])).content.decode()
    assert "Safeguarding audit 2026 to 2027" in page
    assert "1 of 3 answered. 1 red" in page


def test_list_takes_the_same_queries_for_one_and_three(audit, client):
    url = reverse("audits:audits", args=[audit.school.slug])
    client.get(url)
    one = queries(client, url)
    for year in (2024, 2025):
        factories.audit(school=audit.school, lead=audit.lead_author, audit_date=date(year, 11, 4))
    assert queries(client, url) == one


def test_list_of_a_governor_does_not_say_how_far_a_draft_is(audit, client):
    factories.respond(audit, "item-1", "red")
    client.force_login(factories.member(audit.school, Role.GOVERNOR))
    page = client.get(reverse("audits:audits", args=[audit.school.slug])).content.decode()
    assert "Not sent yet" in page
    assert "1 red" not in page


def test_start_opens_a_draft_once_however_often_it_is_sent(db, client):
    school, edition = factories.school(), factories.edition()
    client.force_login(factories.member(school, Role.LEAD))
    url = reverse("audits:start", args=[school.slug])
    given = particulars(edition=edition.pk, request_key=str(uuid.uuid4()))
    for _ in range(2):
        answer = client.post(url, given)
        reopen_wall()
        audit = Audit.objects.get()
        assert answer.url == audit.get_absolute_url()
    assert (audit.audit_date, audit.due_on, audit.year) == (date(2026, 11, 4), date(2026, 11, 27), 2026)
    assert audit.responses.count() == 3


def test_start_offers_the_only_form_already_chosen(db, client):
    school = factories.school()
    factories.edition()
    client.force_login(factories.member(school, Role.LEAD))
    page = client.get(reverse("audits:start", args=[school.slug])).content.decode()
    assert page.count(" checked") == 1


STARTS_REFUSED = [
    ({"edition": ""}, "Choose a form"),
    ({"edition": "999"}, "Choose a form"),
    ({"audit_date": ""}, "Enter the date of the audit, such as 4 November 2026"),
    ({"audit_date": "30 February 2026"}, "Enter a date that exists, such as 4 December 2026"),
    ({"period_to": "1 August 2025"}, "Enter a last day that comes after the first day"),
    ({"due_on": "3 November 2026"}, "Enter a day on or after the date of the audit"),
    ({"participants": "x" * 2001}, "Use 2000 characters or fewer. You have 2001"),
]


@pytest.mark.parametrize(("given", "sentence"), STARTS_REFUSED)
def test_start_refused_says_why_and_writes_nothing(db, client, given, sentence):
    school, edition = factories.school(), factories.edition()
    client.force_login(factories.member(school, Role.LEAD))
    typed = particulars(edition=edition.pk, request_key=str(uuid.uuid4())) | given
    answer = client.post(reverse("audits:start", args=[school.slug]), typed)
    page = answer.content.decode()
    assert "<title>Error: " in page
    assert html.unescape(page).count(sentence) >= 2
    for name in ("audit_date", "period_from", "period_to", "due_on", "participants"):
        assert html.escape(typed[name]) in page
    reopen_wall()
    assert not Audit.objects.exists()


def test_second_audit_of_a_year_is_refused_in_words(audit, client):
    typed = particulars(edition=audit.edition_id, request_key=str(uuid.uuid4()))
    page = client.post(reverse("audits:start", args=[audit.school.slug]), typed).content.decode()
    assert "for 2026 to 2027 already" in page
    assert "The lead and the deputies" in page


def test_page_says_what_is_missing_and_what_is_thin(audit, client):
    factories.respond(audit, "item-1", "green", evidence="Yes.")
    page = client.get(address("audit", audit)).content.decode()
    assert "1 of 3" in page
    assert "items to answer" in page
    assert "item is answered in one word" in page


def test_section_is_ready_only_when_nothing_of_it_is_missing(audit, client):
    filled(audit)
    factories.respond(audit, "item-1", "red", evidence="Not at all.")
    ready = 'gt-sections__state">Ready'
    assert ready not in client.get(address("audit", audit)).content.decode()
    reopen_wall()
    factories.respond(audit, "item-1", "green", evidence="Seen since.")
    assert ready in client.get(address("audit", audit)).content.decode()


def test_page_takes_the_same_queries_for_one_answer_and_three(audit, client):
    url = address("audit", audit)
    factories.respond(audit, "item-1", "green", evidence="Seen.")
    client.get(url)
    one = queries(client, url)
    filled(audit)
    assert queries(client, url) == one


def test_particulars_are_changed_with_an_event(audit, client):
    answer = client.post(address("particulars", audit), particulars(version="1"))
    assert answer.url == audit.get_absolute_url()
    assert latest_event() == "audit particulars changed"
    audit.refresh_from_db()
    assert audit.participants == "The lead and the deputies"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"due_on": "31/11/2026"}, "Enter a date that exists, such as 4 December 2026"),
        ({"audit_date": "4 November 2027", "due_on": "4 December 2027"}, "in the school year 2026 to 2027"),
        ({"version": "7"}, "A colleague changed this since you opened it"),
    ],
)
def test_particulars_refused_say_why_and_write_nothing(audit, client, given, sentence):
    typed = particulars(version="1", participants="<b>Typed</b>") | given
    page = client.post(address("particulars", audit), typed).content.decode()
    assert "<title>Error: " in page
    assert sentence in page
    assert "&lt;b&gt;Typed&lt;/b&gt;" in page
    reopen_wall()
    audit.refresh_from_db()
    assert (audit.participants, audit.version) == ("The lead.", 1)


def test_particulars_that_met_a_colleague_s_are_shown_and_then_saved(audit, client):
    client.post(address("particulars", audit), particulars(version="1", participants="Theirs"))
    page = client.post(address("particulars", audit), particulars(version="1", participants="Mine")).content
    assert b"Your colleague saved: Theirs" in page
    assert b'name="version" value="2"' in page
    client.post(address("particulars", audit), particulars(version="2", participants="Mine and theirs"))
    reopen_wall()
    audit.refresh_from_db()
    assert audit.participants == "Mine and theirs"


def test_particulars_of_a_submitted_audit_keep_what_was_typed(audit, client):
    client.post(address("submit", filled(audit)))
    page = client.post(address("particulars", audit), particulars(version="2")).content.decode()
    assert "Its particulars can no longer be changed." in page
    assert "The lead and the deputies" in page


def test_check_links_to_each_place(audit, client):
    factories.respond(audit, "item-1", "red", evidence="As above.")
    page = client.get(address("check", audit)).content.decode()
    for words in ("2 items to answer", "needs an action, an owner and a date", "1 item says “as above”"):
        assert words in page
    assert f"{address('section', audit, 'main')}?item=item-2#item-item-2" in page


def test_rated_lists_the_items_of_a_rating(audit, client):
    factories.respond(audit, "item-2", "amber")
    page = client.get(address("rated", audit, "amber")).content.decode()
    assert "Title of item 2" in page
    assert "Title of item 1" not in page
    assert client.get(address("rated", audit, "purple")).status_code == 404


def test_submit_closes_the_audit_once(audit, client):
    filled(audit)
    assert client.get(address("submit", audit)).status_code == 200
    answer = client.post(address("submit", audit))
    assert answer.url == audit.get_absolute_url()
    assert latest_event() == "audit submitted"
    answer = client.post(address("submit", audit), follow=True)
    assert "This audit is submitted already." in answer.content.decode()


def test_submit_with_something_missing_says_what_and_writes_nothing(audit, client):
    factories.respond(audit, "item-1", "green", evidence="Seen.")
    assert client.get(address("submit", audit)).url == address("check", audit)
    answer = client.post(address("submit", audit), follow=True)
    assert "Not yet: 2 items to answer." in answer.content.decode()
    reopen_wall()
    audit.refresh_from_db()
    assert audit.is_open
