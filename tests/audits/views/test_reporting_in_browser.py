"""The summary and all answers in a real browser: for everybody, and on the narrowest screen."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from safeguarding.access.roles import Role
from tests import factories
from tests.audits.reports.test_audit_report import released


@pytest.fixture
def visit(live):
    factories.edition(items=4)
    audit = factories.audit()
    for number, rating in enumerate(["red", "amber", "green"], start=1):
        factories.respond(audit, f"item-{number}", rating, evidence="Words. " * 30, marks={"b": "no"})
    factories.respond(audit, "item-4", "not_applicable", na_reason="w" * 400)
    released(audit)
    governor = factories.member(audit.school, Role.GOVERNOR)

    def visit(page, name):
        live.sign_in(page, governor)
        page.goto(reverse(f"audits:{name}", args=[audit.school.slug, audit.public_id]))
        return page

    return visit


@pytest.mark.parametrize("name", ["summary", "answers"])
def test_it_is_for_everybody(page, visit, axe, name):
    axe(visit(page, name))


@pytest.mark.parametrize("name", ["summary", "answers"])
def test_it_fits_a_narrow_phone(phone, visit, axe, name):
    visit(phone, name)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    axe(phone)


def test_a_section_leads_to_its_answers(scriptless, visit):
    visit(scriptless, "summary").get_by_role("link", name="1. Section main").click()
    expect(scriptless.get_by_role("heading", name="1. Section main")).to_be_visible()
