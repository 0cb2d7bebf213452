"""A report in a real browser: from the home page to a receipt, with scripts, without, narrow, and by keyboard."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from concerns.models import Concern, ReportDraft
from safeguarding.access.roles import Role
from safeguarding.models.authority import LocalTerm
from tests import factories
from tests.browser.journeys import ERROR
from tests.factories import files
from tests.factories.places import reopen_wall

SAID = "At registration Kofi Amponsah-Reed would not take off his coat.\nHe held his left arm."


@pytest.fixture
def staff(live, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    school = factories.school(name="Thornbeck Primary School", reference="TB")
    LocalTerm.objects.create(
        authority=school.authority, key="front_door", text="the Front Door", phone="01632 960141",
        checked_on=timezone.localdate(),
    )  # fmt: skip
    factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    factories.member(school, Role.DEPUTY, name="Tom Brannigan")
    for first, last in [("Kofi", "Amponsah-Reed"), ("Kolya", "Amber"), ("Rosa", "Whitlam")]:
        factories.pupil(school=school, first_name=first, last_name=last, year_group=6, form="6 Hazel")
    return factories.member(school, Role.STAFF, name="Marta Castellano")


def sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def start(page, live, staff):
    live.sign_in(page, staff)
    page.goto("/")
    page.locator("main").get_by_role("link", name="Report a concern").click()


def choose_first_step(page):
    for words in ("No, but it must be on record", "Today", "Classroom", "Yes, Ruth Adeyemi"):
        page.get_by_label(words, exact=True).check()


def press(page, name, role="button"):
    """Press and wait for the next page: a save in the background may hold it up for a moment."""
    with page.expect_navigation():
        page.get_by_role(role, name=name, exact=True).last.click()


def on(page):
    press(page, "Continue")


def write_account(page, *, injury):
    page.get_by_label("I saw or heard it").check()
    page.get_by_label("What did you see and hear?").fill(SAID)
    if injury:
        page.get_by_label("There is an injury or a mark").check()


def send(page):
    press(page, "Send report")
    expect(page.get_by_role("heading", name="Your report was sent")).to_be_visible()
    expect(page.get_by_text("TB-0001")).to_be_visible()
    reopen_wall()
    concern = Concern.objects.get()
    assert concern.seen_heard == SAID
    assert not ReportDraft.objects.exists()
    return concern


def test_a_concern_is_reported_with_scripts(live, staff, page, axe):
    start(page, live, staff)
    axe(page)
    page.get_by_label("Who is it about?").press_sequentially("kofi amp")
    page.get_by_role("option", name="Kofi Amponsah-Reed").wait_for()
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".gt-child__name", has_text="Kofi Amponsah-Reed").wait_for()
    expect(page.locator("[data-saved]")).to_contain_text("Only you can see it.")
    choose_first_step(page)
    on(page)
    write_account(page, injury=False)
    page.get_by_label("Files").set_input_files(
        {"name": "Letter.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    )
    axe(page)
    on(page)
    axe(page)
    expect(page.get_by_text("Letter.pdf")).to_be_visible()
    concern = send(page)
    axe(page)
    assert concern.attachments.count() == 1
    assert concern.reported_children.get().pupil.first_name == "Kofi"


def test_a_concern_is_reported_without_scripts_and_the_body_map_clicked(live, staff, scriptless, axe):
    page = scriptless
    start(page, live, staff)
    page.get_by_label("Who is it about?").fill("amponsa")
    page.get_by_label("Who is it about?").press("Enter")
    page.get_by_label("Kofi Amponsah-Reed, Year 6").check()
    press(page, "Add")
    choose_first_step(page)
    on(page)
    write_account(page, injury=True)
    on(page)
    page.get_by_role("button", name="Back: add a mark here").click(position={"x": 44, "y": 135})
    expect(page.get_by_label("Place")).to_have_value("back-left-upper-arm")
    page.get_by_label("What it looks like").select_option("Bruise")
    press(page, "Add a mark")
    page.get_by_label("Place").select_option("front-right-forearm")
    page.get_by_label("What it looks like").select_option("Red mark")
    press(page, "Continue to check")
    expect(page.get_by_text("Left upper arm, back. Bruise.")).to_be_visible()
    marks = send(page).marks.all()
    assert [mark.place for mark in marks] == ["back-left-upper-arm", "front-right-forearm"]


def test_a_concern_is_reported_on_a_narrow_telephone(live, staff, phone, axe):
    page = phone

    def fine():
        assert sideways(page) <= 0
        axe(page)

    start(page, live, staff)
    fine()
    on(page)
    expect(page).to_have_title(ERROR)
    fine()
    page.get_by_label("Describe the child").fill("A boy in red shoes, in the hall at lunch")
    press(page, "Add this child")
    choose_first_step(page)
    on(page)
    write_account(page, injury=True)
    fine()
    on(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Front: add a mark here").tap(position={"x": 26, "y": 81})
    expect(page.get_by_label("Place")).to_have_value("front-right-upper-arm")
    fine()
    page.get_by_label("What it looks like").select_option("Bruise")
    for closer in ("Hands", "Head and face"):
        press(page, closer)
        expect(page.get_by_label("What it looks like")).to_have_value("Bruise")
        fine()
    press(page, "Continue to check")
    fine()
    send(page)
    fine()
    press(page, "My reports", "link")
    fine()
    press(page, "TB-0001", "link")
    page.get_by_label("Add to this report").fill("His sister came to fetch him.")
    press(page, "Add")
    expect(page.get_by_text("His sister came to fetch him.")).to_be_visible()
    fine()


def test_a_practised_reporter_uses_the_keyboard_alone(live, staff, page):
    live.sign_in(page, staff)
    page.goto(reverse("concerns:report", args=[staff.memberships.get().school.slug]))
    page.get_by_label("No, but it must be on record").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("rosa")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".gt-child__name").wait_for()
    for group in ("Today", "Classroom", "No, not yet"):
        page.get_by_label(group, exact=True).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Continue", exact=True).press("Enter")
    page.get_by_label("I saw or heard it").focus()
    page.keyboard.press("Space")
    page.get_by_label("What did you see and hear?").focus()
    page.keyboard.type(SAID)
    page.get_by_role("button", name="Continue", exact=True).press("Enter")
    page.get_by_role("button", name="Send report").press("Enter")
    expect(page.get_by_text("TB-0001")).to_be_visible()


def test_words_are_saved_by_themselves_and_a_failure_is_said(live, staff, page, allowed_errors):
    allowed_errors += [r"Failed to load resource", r"ERR_FAILED"]
    start(page, live, staff)
    page.get_by_label("Over some time").check()
    page.get_by_label("Since when, and how often?").fill("Since half term")
    page.get_by_text("Draft saved").wait_for()
    assert "/report/" in page.url
    assert page.url.endswith("/who/")
    page.route(
        "**/who/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_label("Since when, and how often?").fill("Since half term, each Monday")
    page.get_by_text("Not saved since").wait_for()
    page.unroute("**/who/")
    page.get_by_text("Draft saved").wait_for()
    reopen_wall()
    assert ReportDraft.objects.get().answers["when_words"] == "Since half term, each Monday"
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_three_presses_of_shift_hide_the_screen(live, staff, page, axe):
    start(page, live, staff)
    page.wait_for_load_state("load")
    page.evaluate("HTMLFormElement.prototype.submit = () => {}")  # a line on which nothing arrives
    for _ in range(3):
        page.keyboard.press("Shift")
    assert not page.evaluate("document.body.checkVisibility()")
    page.reload()
    page.wait_for_load_state("load")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.get_by_role("button", name="Show again").wait_for()
    expect(page.get_by_text("Marta Castellano")).to_have_count(0)
    axe(page)
    page.go_back()
    press(page, "Show again")
    expect(page.get_by_role("heading", name="Who, when and where")).to_be_visible()
