"""Figures beside the claim: counted by hand, frozen when the audit is sent, and the same on page, paper and sheet."""

import io
import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from audits.actions.submitting import submit_audit
from audits.models import Edition, Item, Prompt, Section, Submission
from audits.reports.audit_report import Profile, audit_report
from audits.reports.figures import all_figures, from_data
from audits.reports.snapshot import signed_content
from concerns.models import ConcernLink, Exclusion
from safeguarding.access.roles import Role
from safeguarding.home.school_records import BESIDE
from safeguarding.pdf import render_pdf
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.practice import day, make_referrals, school_with_records, sent, statuses

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
YEAR = {"period_from": date(2026, 9, 1), "period_to": date(2027, 8, 31)}

BY_HAND = {
    "lead-available": {
        "Triaged in time": "5 of 8",
        "Urgent reports triaged the same school day": "1 of 2",
        "With a decision and its reason": "5 of 8",
    },
    "early-help-assessment": {
        "Decisions to refer that were followed by a referral": "1 of 3",
        "Reviews of plans held by the day that was set": "1 of 3",
        "Fresh": "1 of 1", "Due soon": "0 of 1", "Late": "0 of 1",
    },
    "chasing-referrals": {
        "With an answer": "3 of 7",
        "Answered in time": "2 of 5",
        "Late answers that were chased or challenged": "2 of 3",
    },
    "if-nothing-improves": {
        "Answered: it changes our view": "0 of 0",
        "Challenges that came to an end": "0 of 1",
        "Late answers that were chased or challenged": "2 of 3",
    },
    "decisions-and-reasons": {
        "With a decision and its reason": "5 of 8",
        "With the child’s own words or view": "3 of 11",  # the three statuses are events as well
        "Triaged in time": "5 of 8",
    },
    "lessons-from-reviews": {"Written down and triaged in time": "4 of 8"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000")


@pytest.fixture
def records():
    school, lead = school_with_records()
    statuses(school, lead)
    return school, lead


def edition_with_figures():
    """An edition whose items are those beside which figures stand."""
    made = factories.edition(f"figures-{uuid.uuid4().hex[:6]}", items=1, cases=1, published=False)
    section = Section.objects.get(edition=made, key="main")
    for place, key in enumerate(key for key in BESIDE if key != "case-record-check"):
        item = Item.objects.create(
            edition=made,
            section=section,
            order=150 + place,
            key=key,
            ref=str(55 + place),
            kind="rated",
            title=key,
        )
        Prompt.objects.create(
            edition=made, item=item, order=1, key="a", kind="question", text="How do you know?"
        )
    Edition.objects.filter(pk=made.pk).update(
        state="published", published_at=timezone.now(), content_hash=uuid.uuid4().hex * 2
    )
    made.refresh_from_db()
    return made


@pytest.fixture
def audit(records):
    school, lead = records
    made = factories.audit(school=school, lead=lead, edition_=edition_with_figures(), **YEAR)
    for response in made.responses.filter(case=None).select_related("item"):
        factories.respond(made, response.item.key, "green", evidence="The log.")
    return made


def said(report, key):
    figures = next(card.figures for card in report.cards if card.key == key)
    return {line.label: line.says for figure in figures for line in figure.lines}


def report_of(audit, profile=Profile.FULL):
    reopen_wall()
    return audit_report(audit, today=TODAY, profile=profile)


def test_every_figure_is_what_was_counted_by_hand(audit):
    report = report_of(audit)
    for key, expected in BY_HAND.items():
        assert said(report, key).items() >= expected.items(), key
    cases = {
        f"{figure.title} {line.label}".strip(): line.says
        for figure in report.case_figures
        for line in figure.lines
    }
    assert cases["Child protection: how fresh the files are Late"] == "1 of 1"
    assert cases["Child in need: how fresh the files are Due soon"] == "1 of 1"
    assert cases["Written down by the next school day"] == "6 of 7"
    assert report.figures.taken_on == TODAY
    assert (report.figures.since, report.figures.until) == (YEAR["period_from"], TODAY)


def test_figures_are_frozen_with_the_submission_and_stay(audit, records, monkeypatch):
    school, lead = records
    sent_audit = submit_audit(audit, by=lead)
    before = report_of(sent_audit)
    content = signed_content(sent_audit)
    make_referrals(school, lead)
    after = report_of(sent_audit)
    assert said(after, "chasing-referrals") == said(before, "chasing-referrals")
    assert said(after, "chasing-referrals") == BY_HAND["chasing-referrals"]
    kept = Submission.objects.get(audit=audit)
    assert (
        from_data(kept.figures).figures["answered"].means.startswith("Referrals that were sent in the period")
    )
    assert "/s/" not in str(kept.figures)  # no address, and so nothing that leads to a child
    assert signed_content(sent_audit) == content
    monkeypatch.setattr("audits.reports.snapshot.digest", lambda said: said)
    assert signed_content(sent_audit)["figures"] == kept.figures  # what is signed is signed with them


def test_a_submission_that_fails_freezes_nothing(audit, records, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("audits.actions.submitting.record_event", fails)
    with pytest.raises(RuntimeError):
        submit_audit(audit, by=records[1])
    audit.refresh_from_db()
    assert audit.is_open
    assert not Submission.objects.filter(audit=audit).exists()


def test_page_review_paper_and_sheet_say_the_same(client, audit, records):
    school, lead = records
    sent_audit = submit_audit(audit, by=lead)
    governor = factories.member(school, Role.GOVERNOR)
    for reader, profile in ((lead, Profile.CASES), (governor, Profile.GOVERNORS)):
        client.force_login(reader)
        expected = report_of(sent_audit, profile)
        counted = [each for _, _, figures in expected.beside_items for each in figures]
        lines = [line for figure in counted if not figure.is_empty for line in figure.lines]
        assert len(lines) > 20
        assert [figure.name for figure in counted if figure.is_empty] == ["When nothing improves"]
        pages = [
            text_of(client.get(reverse(f"audits:{name}", args=[school.slug, audit.public_id])))
            for name in ("figures", "answers")
        ]
        sheet = client.get(reverse("audits:figures_csv", args=[school.slug, audit.public_id])).content.decode(
            "utf-8-sig"
        )
        pdf = render_pdf("pdf/audit_report.html", {"report": expected})
        paper = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
        for line in lines:
            for page in pages:
                assert f"{line.label} {line.says}" in page, line
            assert f"{line.label}: {line.says}" in paper, line
            assert f'"{line.count}","{line.of}"' in sheet, line


def text_of(answer) -> str:
    assert answer.status_code == 200
    reopen_wall()
    return plain(re.sub(r"<[^>]+>", "", answer.content.decode()))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("&#x27;", "'"))


def test_a_governor_sees_no_small_count_and_no_way_to_one(client, audit, records):
    school, lead = records
    submit_audit(audit, by=lead)
    client.force_login(factories.member(school, Role.GOVERNOR))
    page = client.get(reverse("audits:figures", args=[school.slug, audit.public_id])).content.decode()
    reopen_wall()
    assert "1 to 5 of 7" in page  # answered: 3 of 7
    assert "Too few to say" in page
    assert not re.search(r"(?<!to )\b[1-5] of \d", page)
    assert "Middle length" not in page
    assert f"/s/{school.slug}/audits/{audit.public_id}/figures/" not in page
    governors = report_of(audit, Profile.GOVERNORS)
    shown = [
        line.count for _, _, figures in governors.beside_items for figure in figures for line in figure.lines
    ]
    assert not {1, 2, 3, 4, 5} & set(shown)


def test_a_head_who_may_not_open_files_reads_masked_figures(records, audit):
    school, _ = records
    school.head_reads_files = False
    assert not Profile.FULL.shows_small(school)
    assert Profile.CASES.shows_small(school)


def test_what_anybody_is_shut_out_of_is_counted_for_nobody(audit, records):
    school, lead = records
    link = ConcernLink.objects.get(concern__recorded_at__date=day(5), pupil__isnull=False)
    Exclusion.objects.create(
        school=school, person=factories.member(school, Role.DEPUTY), pupil=link.pupil, reason="A neighbour.", by=lead,
        request_key=uuid.uuid4(),
    )  # fmt: skip
    assert said(report_of(audit), "lead-available")["With a decision and its reason"] == "4 of 7"
    assert said(report_of(audit), "chasing-referrals")["With an answer"] == "2 of 6"


def test_the_card_links_each_figure_to_its_list_for_those_who_may_see_it(client, audit, records):
    school, lead = records
    client.force_login(lead)
    card = reverse("audits:section", args=[school.slug, audit.public_id, "main"]) + "?item=chasing-referrals"
    page = client.get(card).content.decode()
    behind = reverse("audit_figure", args=[school.slug, audit.public_id, "challenged"])
    assert behind in page
    listed = client.get(behind).content.decode()
    assert "Late answers that nobody chased or challenged" in listed
    assert listed.count("gt-work__row") == 1
    client.force_login(factories.member(school, Role.GOVERNOR))
    assert client.get(behind).status_code == 403
    client.force_login(factories.member(factories.school(), Role.LEAD))
    assert client.get(behind).status_code == 404


def test_more_records_cost_no_more_queries(audit, records):
    school, lead = records

    def asked():
        with CaptureQueriesContext(connection) as queries:
            all_figures(audit, today=TODAY)
        return len(queries)

    before = asked()
    statuses(school, lead)
    sent(factories.pupil(school=school), lead, day(2))
    assert asked() == before <= 14
