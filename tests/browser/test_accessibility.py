"""No page breaks WCAG 2.2 AA by axe-core, or scrolls sideways, on a desktop and on the narrowest phone.

Pages are taken from the resolver, so that none can be forgotten; each is visited by somebody who may see it.
"""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from audits.models import Audit
from audits.rating import Rating
from tests import factories
from tests.access.addresses import address, all_names
from tests.access.test_matrix import MATRIX
from tests.access.world import PEOPLE, make_world
from tests.browser.journeys import FIELD_IN_FOCUS
from tests.factories.places import reopen_wall

VISITORS = ("nobody", "lead", "administrator", "governor", "staff", "head", "officer")


@pytest.fixture
def world(live):
    return make_world()


@pytest.fixture
def visit(live, page, both_widths):
    """``visit(person, *addresses)``: looks at each address as that person, in both widths."""

    def look(person, *addresses):
        page.context.clear_cookies()
        if person is not None:
            live.sign_in(page, person)
        for each in addresses:
            page.goto(each)
            both_widths(page)

    return look


def pages_for(world, who: str, *, but=()) -> list[str]:
    """Names of the addresses that answer the person with a page."""
    client = Client()
    if person := world.person(who):
        client.force_login(person)
    return [name for name in all_names() if name not in but and _is_page(client.get(_address(world, name)))]


def _address(world, name) -> str:
    return address(name, world.own.parts)


def _is_page(answer) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def release(audit):
    reopen_wall()
    Audit.objects.filter(pk=audit.pk).update(
        state="submitted", submitted_at="2026-11-05T09:00Z", submitted_by=audit.lead_author
    )


def test_every_page_has_a_visitor():
    columns = [PEOPLE.index(who) for who in VISITORS]
    unseen = [name for name, line in MATRIX.items() if 200 in line and 200 not in [line[c] for c in columns]]
    assert unseen == []


def test_pages_of_nobody(world, visit):
    visit(None, *(_address(world, name) for name in pages_for(world, "nobody")))


def test_pages_of_the_lead(world, visit):
    names = pages_for(world, "lead", but=pages_for(world, "nobody"))
    assert "audits:section" in names
    visit(world.person("lead"), *(_address(world, name) for name in names))


def test_pages_of_the_administrator(world, visit):
    names = [name for name in pages_for(world, "administrator") if MATRIX[name][PEOPLE.index("lead")] != 200]
    visit(world.person("administrator"), "/", *(_address(world, name) for name in names))


@pytest.mark.parametrize("who", ["staff", "head", "officer"])
def test_pages_that_others_do_not_see(world, visit, who):
    names = [name for name in pages_for(world, who) if MATRIX[name][PEOPLE.index("lead")] != 200]
    visit(world.person(who), "/", *(_address(world, name) for name in names))


def test_pages_of_a_submitted_audit(world, visit):
    visit(world.person("governor"), _address(world, "audits:summary"))
    release(world.own.audit)
    for who in ("governor", "lead"):
        names = [name for name in pages_for(world, who) if "audit" in all_names()[name]]
        visit(world.person(who), "/", *(_address(world, name) for name in names))


def test_open_card_in_each_rating(world, visit):
    audit = world.own.audit
    section = _address(world, "audits:section")
    for rating in Rating:
        reopen_wall()
        marks = {"a": "yes", "b": "no", "c": "partly"}
        factories.respond(audit, "item-2", rating, evidence="Yes.", na_reason="Not here.", marks=marks)
        visit(world.person("lead"), f"{section}?item=item-2")
    case = _address(world, "audits:case")
    visit(world.person("lead"), f"{case}?item=case-1")


def test_refused_forms(world, live, page, both_widths):
    live.sign_in(page, world.person("lead"))
    for rating in ("Red", "Green", "Not applicable"):
        page.goto(_address(world, "audits:section") + "?item=item-3")
        page.locator(".gt-choice__label", has_text=rating).click()
        page.get_by_role("button", name="Save and").first.click()
        refused(page, both_widths)
    for name, button in (
        ("audits:start", "Start the audit"),
        ("audits:particulars", "Save"),
        ("audits:case_add", "Add the case"),
    ):
        page.goto(_address(world, name))
        for box in page.locator("main input[type=text]").all():
            box.fill("")
        page.get_by_role("button", name=button, exact=True).click()
        refused(page, both_widths)
    live.sign_in(page, world.person("administrator"))
    page.goto(_address(world, "invite"))
    page.get_by_role("button", name="Send the invitation").click()
    refused(page, both_widths)


def test_refused_sign_in(world, page, both_widths):
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in").click()
    refused(page, both_widths)


def refused(page, both_widths):
    """The page is one with errors, each of which leads to its field."""
    expect(page).to_have_title(re.compile("^Error: "))
    both_widths(page)
    page.locator(".govuk-error-summary__list a").first.click()
    expect(page.locator(FIELD_IN_FOCUS)).to_have_count(1)
