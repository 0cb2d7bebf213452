"""An officer corrects a number, looks at it as a school would, and publishes the edition."""

from django.urls import reverse
from playwright.sync_api import expect

from audits.models import Edition
from safeguarding.access.roles import Role
from tests import factories


def test_an_officer_corrects_a_number_previews_and_publishes(live, page, both_widths):
    school = factories.school(trust=factories.trust())
    factories.edition("small")
    officer = factories.member(school.trust, Role.OFFICER)
    live.sign_in(page, officer)
    page.goto(reverse("trust:editions", args=[school.trust.slug]))
    page.get_by_role("link", name="Make a draft from Edition small").click()
    page.get_by_label("To correct this edition").check()
    page.get_by_label("Name of the draft").fill("Small, corrected")
    page.get_by_role("button", name="Make the draft").click()
    both_widths(page)
    page.get_by_role("link", name="Edit Title of item 2").click()
    page.get_by_label("Number", exact=True).fill("14 A")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("list").filter(has_text="14 A").first).to_be_visible()
    page.get_by_role("link", name="Preview").click()
    page.get_by_role("link", name="Look at Title of item 2").click()
    expect(page.get_by_role("heading", name="14 A Title of item 2")).to_be_visible()
    both_widths(page)
    page.get_by_role("link", name="Small, corrected").click()
    page.get_by_role("link", name="Publish the edition").click()
    page.get_by_role("button", name="Publish the edition").click()
    expect(page.get_by_text("Published, so it does not change.")).to_be_visible()
    both_widths(page)
    made = Edition.objects.get(label="Small, corrected")
    line = made.crosswalk.get(now_keys=["item-2"])
    assert (made.state, line.relation, line.reason) == ("published", "moved", "Its number was changed.")
