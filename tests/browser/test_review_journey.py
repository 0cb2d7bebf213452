"""A governor reviews and signs: a question, a reply, two signatures, and the final report read back."""

import re
from io import BytesIO

import pypdf
import pytest
from playwright.sync_api import expect

from audits.models import Audit
from safeguarding.access.roles import Role
from tests import factories
from tests.browser.accessibility import fits
from tests.browser.journeys import address
from tests.factories.places import reopen_wall
from tests.factories.reviews import submitted

QUESTION = "What stops us from chasing on the day?"
REPLY = "Nobody covered Fridays. We do now."


@pytest.fixture
def audit(live):
    school = factories.school(name="Thornbeck Primary School")
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    audit = submitted(school=school, lead=lead)
    audit.governor = factories.member(school, Role.GOVERNOR, name="Helen Marsh")
    audit.head = factories.member(school, Role.HEAD, name="Priya Nandakumar")
    return audit


def test_a_governor_reviews_and_signs(audit, live, page, phone, axe):
    live.sign_in(page, audit.governor)
    page.goto("/")
    page.get_by_role("link", name="Safeguarding audit 2026 to 2027").first.click()
    axe(page)
    page.get_by_label("About", exact=True).select_option("item-1")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Send question").click()
    expect(page.get_by_text("Question sent.")).to_be_visible()
    expect(page.locator(".gt-gate").get_by_role("link", name="A reply about I1")).to_be_visible()

    live.sign_in(phone, audit.lead_author)
    phone.goto(address("audit", audit))
    phone.get_by_role("link", name="A question about I1").click()
    phone.get_by_label("Reply now").check()
    phone.get_by_label("Your words").fill(REPLY)
    assert fits(phone)
    axe(phone)
    phone.get_by_role("button", name="Send the reply").click()
    expect(phone.get_by_text("Reply sent.")).to_be_visible()
    assert fits(phone)

    page.reload()
    page.get_by_role("link", name="Review and sign").click()
    check = page.locator(".gt-figures.gt-nowrap").inner_text()
    axe(page)
    page.get_by_label("Your statement").fill("I read every answer.")
    page.get_by_role("button", name="Sign for the governors").click()
    expect(page.get_by_text("You signed for the governors.")).to_be_visible()

    page.context.clear_cookies()
    live.sign_in(page, audit.head)
    page.goto(address("audit", audit))
    page.get_by_role("link", name="Sign for the school").click()
    assert page.locator(".gt-figures.gt-nowrap").inner_text() == check
    axe(page)
    page.get_by_label("Your statement").fill("It is a true picture.")
    page.get_by_role("button", name="Sign for the school").click()
    expect(page.get_by_text("signed by two people, and locked")).to_be_visible(timeout=30_000)
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Final report (PDF)").click()
    words = read(download.value.path())
    for said in (
        QUESTION,
        REPLY,
        "I read every answer.",
        "It is a true picture.",
        check,
        "Helen Marsh",
        "FINAL",
    ):
        assert said in words, said
    page.get_by_role("link", name="Revisions and signatures").first.click()
    expect(page.get_by_text("what is kept is what was signed")).to_be_visible()
    axe(page)
    reopen_wall()
    assert Audit.objects.get(pk=audit.pk).state == "signed"


def read(path) -> str:
    pages = pypdf.PdfReader(BytesIO(path.read_bytes())).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
