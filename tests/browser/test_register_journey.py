"""A concern about an adult from a member of staff to a closed record, and the list of categories, in a real browser."""

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from safeguarding.access.roles import Role
from safeguarding.models import LocalTerm
from tests import factories

SHIPPED = Path(__file__).resolve().parents[2] / "fixtures/categories/trust.yaml"


@pytest.fixture
def place(live):
    call_command("import_categories", str(SHIPPED))
    place = factories.school(
        slug="thornbeck", name="Thornbeck Primary School", trust=factories.trust(), reference="TB"
    )
    for key, text in (("lado", "Designated officer"), ("lado_phone", "01632 960 112")):
        LocalTerm.objects.create(authority=place.authority, key=key, text=text, checked_on="2026-09-01")
    factories.member(place, Role.STAFF, name="Alan Whitfield")
    return place


@pytest.fixture
def head(place):
    return factories.member(place, Role.HEAD, name="Helen Marsh")


def report(page, axe=None):
    page.goto("/s/thornbeck/adults/report/")
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    if axe:
        axe(page)
    page.get_by_label("Who is it about?").select_option(label="Alan Whitfield, member of staff")
    page.get_by_label("What happened, or what worries you?").fill("He was alone with a pupil in the store.")
    page.get_by_label("Where").fill("Sports store")
    page.get_by_label("Do not name me").check()
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("heading", name="What happens next").wait_for()


def test_from_a_report_to_a_closed_record(live, page, axe, place, head):
    live.sign_in(page, factories.member(place, Role.STAFF, name="Bea Quiet"))
    report(page, axe)
    axe(page)
    reference = page.locator(".govuk-panel strong").inner_text()
    live.sign_in(page, head)
    page.goto("/s/thornbeck/adults/")
    axe(page)
    page.get_by_role("link", name=reference).click()
    axe(page)
    expect(page.get_by_text("Bea Quiet")).to_have_count(0)
    page.get_by_role("link", name="Decide the threshold").click()
    axe(page)
    page.get_by_text("01632 960 112").wait_for()
    page.get_by_label("It is a low-level concern").check()
    page.get_by_label("Category").select_option(value="adults-secluded")
    page.get_by_label("Reason").fill("No child was harmed. The designated officer agrees.")
    page.get_by_role("button", name="Record").click()
    page.get_by_text("Recorded.", exact=True).wait_for()
    axe(page)
    page.get_by_role("link", name="A contact").click()
    page.get_by_label("With whom").fill("Alan Whitfield")
    page.get_by_label("What you want to add").fill("We talked about the code of conduct.")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Record the outcome and close").click()
    page.get_by_label("Outcome").fill("The store is locked now.")
    page.get_by_label("Reason").fill("The place made it easy.")
    page.get_by_role("button", name="Record").click()
    page.get_by_role("link", name="Reopen").wait_for()
    page.goto("/s/thornbeck/adults/patterns/")
    axe(page)
    page.get_by_role("rowheader", name="Sports store").wait_for()


def test_register_fits_a_phone(live, phone, axe, place, head):
    live.sign_in(phone, factories.member(place, Role.DEPUTY))
    report(phone, axe)
    live.sign_in(phone, head)
    phone.goto("/s/thornbeck/adults/")
    link = phone.get_by_role("link", name="TB-A-").get_attribute("href")
    pages = ["/s/thornbeck/adults/", "/s/thornbeck/adults/patterns/", link]
    for address in [*pages, f"{link}add/threshold/", f"{link}people/"]:
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, address
        axe(phone)


def test_register_without_scripts(live, scriptless, place, head):
    live.sign_in(scriptless, factories.member(place, Role.LEAD))
    report(scriptless)
    live.sign_in(scriptless, head)
    scriptless.goto("/s/thornbeck/adults/")
    scriptless.get_by_role("link", name="TB-A-").click()
    scriptless.get_by_role("heading", name="As reported").wait_for()


def test_a_category_is_asked_for_and_decided(live, page, axe, place):
    live.sign_in(page, factories.member(place, Role.LEAD))
    page.goto("/s/thornbeck/categories/")
    axe(page)
    page.get_by_role("link", name="Child-on-child abuse", exact=True).click()
    axe(page)
    page.goto("/s/thornbeck/categories/ask/")
    axe(page)
    page.get_by_label("Name of the category").fill("E-scooters")
    page.get_by_label("Why is it needed?").fill("There are many.")
    page.get_by_label("Examples").fill("Two this month, as unsafe place.")
    page.get_by_role("button", name="Ask for it").click()
    page.get_by_text("Waiting for a decision").wait_for()
    axe(page)
    live.sign_in(page, factories.member(place.trust, Role.OFFICER))
    page.goto("/s/thornbeck/categories/requests/")
    page.get_by_role("link", name="E-scooters").click()
    axe(page)
    page.get_by_label("Decline").check()
    page.get_by_label("Reason").fill("Use Unsafe place or group.")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Declined,").wait_for()
