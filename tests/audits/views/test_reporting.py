"""The summary, all answers, and the report as PDF: who reads what, and that page and paper agree."""

import re
from html import unescape
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse

from audits.models import Audit, KeptReport
from safeguarding import pdf_cage
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.pdf import PdfFailed
from tests import factories
from tests.audits.reports.test_audit_report import released, sample
from tests.factories.places import reopen_wall
from tests.factories.reviews import as_withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit(db):
    factories.edition(items=4)
    audit = factories.audit()
    factories.respond(audit, "item-1", "red", evidence="Older decisions lack a reason.")
    factories.respond(audit, "item-2", "green", evidence="All signed.")
    return audit


@pytest.fixture
def sent(audit):
    released(audit)
    audit.refresh_from_db()
    return audit


@pytest.fixture
def governor(audit):
    return factories.member(audit.school, Role.GOVERNOR)


def get(client, person, name, audit, **query):
    client.force_login(person)
    return client.get(reverse(f"audits:{name}", args=[audit.school.slug, audit.public_id]), query)


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def words_of(response):
    pages = pypdf.PdfReader(BytesIO(response.content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_a_governor_reads_what_was_sent(client, sent, governor):
    page = text_of(get(client, governor, "summary", sent))
    assert "The school rates itself green on 1 of 4 items that apply." in page
    assert "Older decisions lack a reason. No action yet." in page
    assert f"Sent by {sent.lead_author.name}" in page


def test_a_draft_shows_a_governor_only_its_state_and_date(client, audit, governor):
    response = get(client, governor, "summary", audit)
    page = text_of(response)
    assert response.status_code == 200
    assert "The school has not sent this audit yet. It is due on 27 November 2026." in page
    assert "Older decisions" not in page
    assert "green on" not in page


@pytest.mark.parametrize("name", ["answers", "report"])
def test_a_draft_is_not_read_by_a_governor_elsewhere(client, audit, governor, name):
    assert get(client, governor, name, audit).status_code == 404


def test_the_lead_reads_a_draft(client, audit):
    assert "1 of 4 items" in text_of(get(client, audit.lead_author, "summary", audit))


def test_an_adviser_reads_the_audit_that_invites_them_and_no_other(client, sent):
    adviser = factories.member(sent.school, Role.ADVISER)
    assert get(client, adviser, "summary", sent).status_code == 404
    reopen_wall()
    Audit.objects.filter(pk=sent.pk).update(adviser=adviser)
    assert get(client, adviser, "summary", sent).status_code == 200


def test_answers_can_be_filtered_by_rating(client, sent, governor):
    page = text_of(get(client, governor, "answers", sent, rating="red"))
    assert "Title of item 1" in page
    assert "Title of item 2" not in page
    assert "Title of item 2" in text_of(get(client, governor, "answers", sent, rating="none of them"))


def test_answers_are_escaped(client, audit):
    factories.respond(audit, "item-3", "green", evidence="<script>alert(1)</script>")
    response = get(client, audit.lead_author, "answers", audit)
    assert b"&lt;script&gt;alert(1)" in response.content
    assert b"<script>alert(1)" not in response.content


def test_page_and_paper_say_the_same(client, sent, governor):
    page = text_of(get(client, governor, "summary", sent))
    paper = words_of(get(client, governor, "report", sent))
    sentence = re.search(r"\d of \d items are not answered yet\..*? late\.", page)[0]
    assert sentence in paper
    row = re.search(r"1\. Section main ((?:\d )+)", page)[1].strip()
    assert f"1. Section main {row}" in paper
    assert re.search(r"All 4 items ((?:\d )+)", page)[1].strip() == row
    assert "Red now (1)" in page
    assert "Red now (1)" in paper


def test_the_report_is_a_file_without_names(client, sent, governor):
    response = get(client, governor, "report", sent)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="safeguarding-audit-2026-draft.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_each_printing_is_an_event(client, sent, governor):
    get(client, governor, "report", sent)
    get(client, governor, "report", sent)
    reopen_wall()
    events = Event.objects.filter(verb="report printed", subject=sent.public_id)
    assert [(event.actor_id, event.detail["profile"]) for event in events] == [(governor.pk, "governors")] * 2


def test_the_same_report_is_made_once(client, sent, governor, monkeypatch):
    first = get(client, governor, "report", sent).content
    monkeypatch.setattr(pdf_cage, "make_pdf", None)
    assert get(client, governor, "report", sent).content == first
    reopen_wall()
    assert KeptReport.objects.count() == 1


def test_a_changed_answer_makes_a_new_report(client, audit):
    get(client, audit.lead_author, "report", audit)
    reopen_wall()
    factories.respond(audit, "item-2", "amber", evidence="Not all signed.")
    assert "Not all signed." in words_of(get(client, audit.lead_author, "report", audit))
    reopen_wall()
    assert KeptReport.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "query", "profile"),
    [
        (Role.LEAD, {}, "cases"),
        (Role.DEPUTY, {}, "cases"),
        (Role.HEAD, {}, "full"),
        (Role.GOVERNOR, {}, "governors"),
        (Role.LEAD, {"profile": "governors"}, "governors"),
        (Role.HEAD, {"profile": "cases"}, "full"),
        (Role.GOVERNOR, {"profile": "full"}, "governors"),
    ],
)
def test_the_role_decides_how_much_is_in_it(client, audit, role, query, profile):
    sample(audit, "Case Alpha")
    released(audit)
    person = factories.member(audit.school, role)
    words = words_of(get(client, person, "report", audit, **query))
    reopen_wall()
    assert KeptReport.objects.get().profile == profile
    assert ("Case Alpha" in words) == (profile == "cases")


def test_a_report_that_cannot_be_made_says_so_and_leaves_no_mark(client, sent, governor, monkeypatch):
    def fail(*args, **kwargs):
        raise PdfFailed("the child took too long")

    monkeypatch.setattr(pdf_cage, "make_pdf", fail)
    response = get(client, governor, "report", sent)
    assert response.status_code == 503
    assert "We could not make the report Your answers are safe. Try again." in text_of(response)
    reopen_wall()
    assert not KeptReport.objects.exists()
    assert not Event.objects.filter(verb="report printed").exists()


def test_the_summary_says_when_nothing_is_late_and_nothing_was_before(client, sent, governor):
    page = text_of(get(client, governor, "summary", sent))
    assert "No action is late." in page
    assert "No earlier audit to compare with." in page


def test_a_withdrawn_audit_says_so(client, audit, governor):
    as_withdrawn(audit)
    assert "This audit was withdrawn." in text_of(get(client, governor, "summary", audit))
