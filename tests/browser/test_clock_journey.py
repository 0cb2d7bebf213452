"""A child whose status changes: the clocks switch on the file, on Today and in figures; axe, narrow, no scripts."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concerns.actions.facts import add_fact
from concerns.models import Status
from safeguarding.access.roles import Role
from tests import factories
from tests.browser.accessibility import fits
from tests.factories import casework
from tests.factories.rules import rules


@pytest.fixture
def rosa(live):
    """Rosa has early help since five weeks: her file is fresh, and three concerns of one kind ask about her."""
    school = factories.school(name="Thornbeck Primary School", reference="TB")
    rules(school.authority)
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    rosa = factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")
    today = timezone.localdate()
    add_fact(
        Status, rosa, by=lead, request_key=uuid.uuid4(), kind="early_help", starts_on=today - timedelta(35)
    )
    plan = casework.plan(rosa, by=lead, starts_on=today - timedelta(30), review_on=today + timedelta(20))
    for days in (8, 1):
        casework.plan_review(
            plan, by=lead, held_on=today - timedelta(35 + days), next_review_on=today + timedelta(20)
        )
    rosa.lead = lead
    return rosa


def address(rosa, name, *more):
    return reverse(f"concerns:{name}", args=[rosa.school.slug, *more])


def change_status(page, rosa):
    """End early help and record child protection from ten days before today on, by the forms of the file."""
    today = timezone.localdate()
    page.goto(address(rosa, "child", rosa.public_id))
    page.get_by_role("link", name="End Early help").click()
    page.get_by_label("Last day on which it held").fill(f"{today - timedelta(31):%d/%m/%Y}")
    page.get_by_label("Why it no longer holds").fill("The conference decided.")
    page.get_by_role("button", name="End it").click()
    page.get_by_role("link", name="Add a status").click()
    page.get_by_label("Child protection", exact=True).check()
    page.get_by_label("First day").fill(f"{today - timedelta(30):%d/%m/%Y}")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Status added.").wait_for()


def test_the_clocks_switch_with_the_status_and_an_update_sets_them_right(rosa, live, page, axe):
    live.sign_in(page, rosa.lead)
    page.goto(address(rosa, "child", rosa.public_id))
    clocks = page.locator("section[aria-labelledby=clocks]")
    assert clocks.get_by_text("Early help: how fresh").is_visible()
    assert clocks.get_by_text("Fresh", exact=True).is_visible()
    axe(page)
    change_status(page, rosa)
    assert clocks.get_by_text("Child protection: how fresh").is_visible()
    assert clocks.get_by_text("2 days late", exact=True).is_visible()
    assert clocks.get_by_text("Core group", exact=True).is_visible()
    page.goto(address(rosa, "today"))
    stale = page.locator("section[aria-labelledby=stale]")
    assert stale.get_by_text("2 days late").is_visible()
    axe(page)
    page.goto(address(rosa, "figures"))
    axe(page)
    page.get_by_role("link", name=re.compile(r"1 of 1\s*: Child protection: late")).click()
    assert page.get_by_role("link", name="Rosa Whitlam").is_visible()
    assert "Rosa" not in page.title()
    axe(page)
    page.get_by_role("link", name="Rosa Whitlam").click()
    page.get_by_role("link", name="Record an update").click()
    axe(page)
    page.get_by_label("Call", exact=True).check()
    page.get_by_label("With whom").fill("Asif Rahman")
    page.get_by_label("What was said").fill("The core group is on Monday.")
    update = page.get_by_role("group", name="Was this an update from a professional")
    update.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Add to the file").click()
    assert clocks.get_by_text("Update from a professional on").is_visible()
    page.goto(address(rosa, "today"))
    assert not page.locator("section[aria-labelledby=stale]").is_visible()


def test_the_pages_of_clocks_fit_and_work_without_scripts(rosa, live, phone, scriptless, axe):
    live.sign_in(phone, rosa.lead)
    names = [("figures",), ("marker",), ("child", rosa.public_id), ("our_view", rosa.public_id)]
    names.append(("figure_list", "freshness", "early_help-fresh"))
    for name in names:
        phone.goto(address(rosa, *name))
        assert fits(phone), name
        axe(phone)
    live.sign_in(scriptless, rosa.lead)
    scriptless.goto(address(rosa, "today"))
    scriptless.get_by_role("link", name="Answer for Rosa Whitlam").click()
    scriptless.get_by_label("Yes", exact=True).check()
    scriptless.get_by_label("Why?").fill("Nothing moves. We ask for a conference.")
    scriptless.get_by_role("button", name="Save the answer").click()
    assert scriptless.get_by_role("link", name="Start a plan or a risk assessment").is_visible()
    scriptless.goto(address(rosa, "marker"))
    scriptless.get_by_label("Mark the main file of Rosa Whitlam").check()
    scriptless.get_by_role("button", name="Mark those chosen").click()
    assert scriptless.get_by_text("1 main file marked.").is_visible()
