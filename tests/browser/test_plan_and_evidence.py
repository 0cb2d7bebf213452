"""The action plan and the evidence library in a real browser: whole journeys, without scripts, narrow, and axe."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from audits.actions.evidence import use_evidence
from audits.actions.planning import change_plan, note_progress, plan_action
from safeguarding.access.roles import Role
from tests import factories
from tests.browser.journeys import ERROR, FIELD_IN_FOCUS
from tests.factories import files
from tests.factories.evidence import evidence
from tests.factories.places import reopen_wall

LONG = "Train every member of staff, and keep a list of who was there, including agency and supply staff"


@pytest.fixture
def audit(live, settings, tmp_path):
    """An audit with a plan and a library that have some of everything."""
    settings.MEDIA_ROOT = tmp_path / "files"
    school = factories.school(name="Thornbeck Primary School")
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    deputy = factories.member(school, Role.DEPUTY, name="Tom Brannigan")
    audit = factories.audit(school=school, lead=lead, edition_=factories.edition(items=6))
    today = timezone.localdate()
    for number, (rating, days) in enumerate(
        [("red", -15), ("amber", 0), ("amber", 20), ("green", 3)], start=1
    ):
        response = factories.respond(audit, f"item-{number}", rating, evidence="Seen on a walk.")
        action = plan_action(
            audit, response=response, what=LONG if number == 1 else f"Look at {number} again",
            owner_id=(lead if number % 2 else deputy).pk, due_on=today + timedelta(days=days), by=lead,
            request_key=uuid.uuid4(),
        )  # fmt: skip
        note_progress(action, note="Booked with the trainer for Monday.", state="in_progress", by=deputy)
    note_progress(action, note="All done.", state="done", by=lead)
    first = audit.actions.order_by("id").first()
    change_plan(first, first.plan() | {"what": LONG + ", and governors"}, seen_version=2, by=deputy)
    change_plan(first, first.plan() | {"what": "Train staff twice a year"}, seen_version=2, by=lead)
    record = evidence(school, by=lead, file="Training record 2026.pdf", title="Staff training record")
    for key in ("item-1", "item-2"):
        use_evidence(audit.responses.get(item__key=key), record, by=lead)
    old = evidence(
        school, by=deputy, url="https://school.example/" + "a" * 150, title="Policy", dated_on="2024-03-01"
    )
    evidence(school, by=lead, title="Policy, newer", replaces=old)
    evidence(
        school,
        by=lead,
        title="Walk round the site",
        dated_on="2024-09-04",
        note="Gates were shut.\nAll of them.",
    )
    audit.pieces = {"file": record, "old": old}
    return audit


def pages_of(audit):
    """Address by name, of every page of the plan and the library."""
    slug, own = audit.school.slug, [audit.school.slug, audit.public_id]
    first = audit.actions.order_by("id").first()
    return {
        "plan": reverse("audits:plan", args=own),
        "actions": reverse("audits:actions", args=[slug]),
        "action": reverse("audits:action", args=[slug, first.public_id]),
        "action-done": reverse("audits:action", args=[slug, audit.actions.get(state="done").public_id]),
        "action-add": reverse("audits:action_add", args=own) + "?item=item-1",
        "library": reverse("audits:evidence_library", args=[slug]),
        "evidence-add": reverse("audits:evidence_add", args=[slug]),
        "piece": reverse("audits:evidence_piece", args=[slug, audit.pieces["file"].public_id]),
        "piece-old": reverse("audits:evidence_piece", args=[slug, audit.pieces["old"].public_id]),
        "item-evidence": reverse("audits:item_evidence", args=[*own, "item-1"]),
    }


def test_pages_are_accessible_and_fit_both_screens(audit, live, page, both_widths):
    live.sign_in(page, audit.lead_author)
    for address in pages_of(audit).values():
        page.goto(address)
        both_widths(page)


def test_refused_forms_are_accessible_and_focus_on_what_is_wrong(audit, live, page, axe):
    live.sign_in(page, audit.lead_author)
    for name, button in (
        ("evidence-add", "Add"),
        ("action-add", "Add the action"),
        ("action", "Add progress"),
    ):
        page.goto(pages_of(audit)[name])
        page.get_by_role("button", name=button, exact=True).click()
        expect(page).to_have_title(ERROR)
        axe(page)
        link = page.locator(".govuk-error-summary__list a").first
        link.click()
        expect(page.locator(FIELD_IN_FOCUS)).to_have_count(1)


@pytest.mark.parametrize("kind", ["page", "scriptless"])
def test_file_is_added_from_an_item_and_downloaded(kind, audit, live, request):
    page = request.getfixturevalue(kind)
    live.sign_in(page, audit.lead_author)
    page.goto(pages_of(audit)["item-evidence"])
    page.get_by_role("link", name="Add a new one").click()
    page.get_by_label("Title").fill("Induction list")
    upload = {"name": "Induction.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    page.get_by_label("File", exact=True).set_input_files(upload)
    page.get_by_label("Date it stands for").fill("4/9/2026")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="Induction list").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "Induction.pdf"


def test_clash_of_plans_is_settled_without_scripts(audit, live, scriptless):
    live.sign_in(scriptless, audit.lead_author)
    scriptless.goto(pages_of(audit)["action"])
    expect(scriptless.get_by_role("heading", name="You wrote this")).to_be_visible()
    scriptless.get_by_role("button", name="Save the plan").click()
    reopen_wall()
    assert audit.actions.order_by("id").first().what == "Train staff twice a year"


def test_progress_is_added_by_keyboard(audit, live, page):
    live.sign_in(page, audit.lead_author)
    page.goto(pages_of(audit)["action"])
    page.get_by_label("What was done").fill("Trained on Monday.")
    page.get_by_label("Mark it as done").check()
    page.get_by_role("button", name="Add progress").press("Enter")
    expect(page.get_by_text("Progress added.")).to_be_visible()
    expect(page.get_by_role("heading", name="Moved to done")).to_be_visible()
