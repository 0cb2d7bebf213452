"""The governor brief and the trust report read back from paper: the page's own figures, and exactly two pages."""

import re
import uuid
from datetime import date
from io import BytesIO

import pypdf
import pytest

from audits.actions.keeping import render_brief
from audits.actions.pack_making import TRUST_TEMPLATE
from audits.reports.audit_report import Profile, audit_report
from audits.reports.trust_board import trust_board
from audits.reports.trust_report import trust_report
from safeguarding.access.roles import Role
from safeguarding.pdf import render_pdf
from tests import factories
from tests.factories.reviews import asked, signed, submitted

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 3)


def read(pdf) -> tuple[int, str]:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return len(pages), re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_brief_says_what_the_summary_says(client):
    audit = signed()
    report = audit_report(audit, today=TODAY, profile=Profile.GOVERNORS)
    pages, words = read(render_brief(report))
    assert pages == 2
    governor = factories.member(audit.school, Role.GOVERNOR)
    client.force_login(governor)
    page = client.get(f"/s/{audit.school.slug}/audits/{audit.public_id}/summary/").content.decode()
    assert report.sentence in page
    assert report.sentence in words
    assert audit.school.name in words
    assert f"Red {report.counts.red}" in words
    assert f"Green {report.counts.green}" in words


def test_it_has_two_pages_whatever_people_wrote():
    edition = factories.edition("long", items=30, cases=0)
    audit = factories.audit(edition_=edition)
    long = "A very long and tiring sentence that people write when they have much to say of it all " * 12
    wide = "W" * 159 + "."
    for number in range(1, 31):
        words = long if number % 3 else wide
        plan = {
            "what": words[:900],
            "owner_id": audit.lead_author_id,
            "due_on": date(2026, 11, 4),
            "due_reason": "",
            "request_key": uuid.uuid4(),
        }
        factories.respond(audit, f"item-{number}", "red", evidence=words, plan=plan)
    report = audit_report(audit, today=TODAY, profile=Profile.GOVERNORS)
    assert read(render_brief(report))[0] == 2


def test_a_small_brief_has_two_pages_too():
    audit = factories.audit(edition_=factories.edition("tiny", items=1, cases=0))
    assert read(render_brief(audit_report(audit, today=TODAY, profile=Profile.GOVERNORS)))[0] == 2


def test_the_trust_report_says_what_the_board_says():
    trust = factories.trust(name="Aldermere Learning Trust")
    schools = [factories.school(trust=trust, name=f"{name} School") for name in ("Ash", "Beech", "Cedar")]
    officer = factories.member(trust, Role.OFFICER)
    sent = submitted(school=schools[0])
    asked(sent)
    signed(school=schools[1])
    board = trust_board(trust, schools, user=officer, today=TODAY)
    pages, words = read(render_pdf(TRUST_TEMPLATE, {"report": trust_report(board)}))
    assert pages == 2
    assert board.sentence in words
    for column in board.columns:
        assert column.school in words
        assert column.state in words
        if column.counts:
            figures = [
                column.counts.red,
                column.counts.amber,
                column.counts.green,
                column.counts.not_applicable,
            ]
            assert " ".join(map(str, [*figures, column.late])) in words
