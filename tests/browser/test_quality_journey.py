"""A quality check from the draw to the audit: two records, a finding, feedback, an action, and the evidence."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from audits.models import EvidenceUse
from concerns.actions.recording import NamedChild
from concerns.models import Action
from safeguarding.access.roles import Role
from tests import factories
from tests.browser.accessibility import fits
from tests.factories import quality
from tests.factories.places import reopen_wall

FINDING = "Times of day are missing."


@pytest.fixture
def school(live):
    school = factories.school(name="Thornbeck Primary School", trust=factories.trust(name="Aldermere Trust"))
    school.lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    school.officer = factories.member(school.trust, Role.OFFICER, name="Dev Kalra")
    for first in ("Rosalind", "Kofi"):
        child = factories.pupil(school=school, first_name=first, last_name="Whitlam")
        told = factories.concern(
            school=school, children=(NamedChild("harmed", child),), seen_heard=f"{first} was cold."
        )
        factories.triaged(told, by=school.lead)
    factories.audit(school=school, lead=school.lead)
    quality.checklist()
    return school


def test_a_check_ends_as_an_action_and_as_evidence(school, live, page, phone, axe):
    live.sign_in(page, school.officer)
    page.goto(reverse("trust_quality:quality", args=[school.trust.slug]))
    axe(page)
    page.get_by_role("link", name="Draw a sample").click()
    page.get_by_label("Concerns reported from").fill(f"{timezone.localdate() - timedelta(days=9):%d/%m/%Y}")
    page.get_by_label("Up to").fill(f"{timezone.localdate():%d/%m/%Y}")
    page.get_by_label("How many records").fill("2")
    axe(page)
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.get_by_text("2 of 2 records are still to be checked.")).to_be_visible()
    page.locator(".gt-work__link").first.click()
    for _ in range(2):
        expect(page.get_by_text("The child (Year 4) was cold.")).to_be_visible()
        page.get_by_role("group", name="Is it clear?").get_by_label("Partly").check()
        page.get_by_label("Note").first.fill("No time.")
        page.get_by_role("group", name="Is it done?").get_by_label("Yes").check()
        axe(page)
        page.get_by_role("button", name="Save the answers").click()
    expect(page.get_by_text("Every record is checked.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Add a finding").click()
    page.get_by_label("What did you find?").fill(FINDING)
    page.get_by_label("To be put right").check()
    page.get_by_role("button", name="Add the finding").click()
    page.get_by_role("link", name="Finish and send feedback").click()
    page.get_by_label("Feedback to the school").fill("Clear records. Please add times.")
    page.get_by_role("button", name="Finish and send").click()
    expect(page.get_by_text("Feedback sent.")).to_be_visible()
    axe(page)

    live.sign_in(phone, school.lead)
    phone.goto(reverse("concerns:quality", args=[school.slug]))
    assert fits(phone)
    phone.locator("tbody a").click()
    axe(phone)
    assert fits(phone)
    phone.get_by_role("button", name="I have read it").click()
    phone.get_by_role("link", name="Make it an action").click()
    phone.get_by_label("What will be done?").fill("Ask for the time at triage")
    phone.get_by_label("Who does it?").select_option(label="Ruth Adeyemi")
    phone.get_by_label("By when").fill(f"{timezone.localdate() + timedelta(days=3):%d/%m/%Y}")
    phone.get_by_role("button", name="Add the action").click()
    expect(phone.get_by_text("Action added.")).to_be_visible()
    phone.get_by_role("link", name="Use as evidence").click()
    axe(phone)
    assert fits(phone)
    phone.get_by_role("button", name="Use as evidence").click()
    expect(phone.get_by_text("The check stands behind 1 row of the audit.")).to_be_visible()
    phone.goto(reverse("concerns:today", args=[school.slug]))
    expect(phone.get_by_role("link", name="Ask for the time at triage")).to_be_visible()

    reopen_wall()
    assert Action.objects.get().finding.what == FINDING
    assert "2 records drawn" in EvidenceUse.objects.get().evidence.note
