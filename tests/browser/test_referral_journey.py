"""A referral that is sent, chased, escalated into a challenge, answered and settled, in a real browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from concerns.actions.recording import NamedChild
from concerns.models import Challenge, Referral
from safeguarding.access.roles import Role
from safeguarding.models import LocalTerm
from tests import factories
from tests.browser.journeys import ERROR
from tests.factories.places import reopen_wall


@pytest.fixture
def concern(live):
    school = factories.school(name="Thornbeck Primary School", reference="TB")
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    rosa = factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")
    term = {
        "key": "front_door",
        "text": "the Front Door",
        "phone": "01632 960141",
        "checked_on": "2026-09-01",
    }
    LocalTerm.objects.create(authority=school.authority, **term)
    made = factories.triaged(children=(NamedChild("harmed", rosa),), by=lead)
    made.child = rosa.public_id
    return made


def sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("kind", ["phone", "scriptless"])
def test_a_referral_is_chased_escalated_answered_and_settled(kind, concern, live, axe, request):
    page = request.getfixturevalue(kind)
    lead, child = concern.standing.owner, concern.child

    def look():
        if kind == "phone":
            axe(page)
            assert sideways(page) <= 0, page.url

    live.sign_in(page, lead)
    page.goto(reverse("concerns:entry_add", args=[concern.school.slug, concern.public_id]))
    page.get_by_label("Referral", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    look()
    page.get_by_role("button", name="Save the referral").click()
    expect(page).to_have_title(ERROR)
    look()
    page.get_by_label("Section 17, child in need").check()
    page.get_by_label("On the agency’s form").check()
    page.get_by_label("Asked, and given").check()
    page.get_by_label("What do you tell them?").fill("She cooks for her brother every evening.")
    page.get_by_label("Who follows it up?").select_option(label="Ruth Adeyemi")
    page.get_by_label("Yes", exact=True).check()
    sent = timezone.localdate() - timedelta(days=12)
    page.get_by_label("If it was sent: on which day").fill(sent.isoformat())
    page.get_by_label("At what time").fill("10:15")
    page.get_by_role("button", name="Save the referral").click()
    expect(page.get_by_text("Not acknowledged", exact=True)).to_be_visible()
    look()
    page.get_by_role("link", name="Record a chase").click()
    expect(page.get_by_role("main")).to_contain_text("R.W.")
    look()
    page.get_by_label("Call", exact=True).check()
    page.get_by_label("With whom?").fill("The duty desk")
    page.get_by_label("What was said").fill("Nobody has it yet.")
    page.get_by_role("button", name="Record the chase").click()
    page.get_by_role("link", name="Escalate: challenge that no answer came").click()
    page.get_by_label("Why?", exact=True).fill("It is more than a week late.")
    page.get_by_label("What effect does it have on the child?").fill("She is alone with the cooker.")
    look()
    page.get_by_role("button", name="Raise the challenge").click()
    expect(page.get_by_role("heading", name="Words to send")).to_be_visible()
    look()
    page.get_by_role("link", name="Record their answer").click()
    page.get_by_label("Who told you?").fill("Asif Rahman, team manager")
    page.get_by_label("Assessment under section 17").check()
    page.get_by_label("What they said, with their reasons").fill("They assess both children.")
    page.get_by_label("We accept it").check()
    page.get_by_label("If you accept it: why").fill("It is what we asked for.")
    page.get_by_role("button", name="Record the answer").click()
    page.get_by_role("link", name="Settle it, or take it further").click()
    page.get_by_role("link", name="Settle it").click()
    look()
    page.get_by_label("What came of it?").fill("A worker comes on Monday.")
    page.get_by_role("button", name="Settle it").click()
    expect(page.get_by_text("Challenge settled.")).to_be_visible()
    page.goto(reverse("concerns:concern", args=[concern.school.slug, concern.public_id]))
    expect(page.get_by_text("Every referral and challenge settled")).to_be_visible()
    look()
    page.goto(reverse("concerns:child", args=[concern.school.slug, child]))
    look()
    reopen_wall()
    assert (Referral.objects.get().state, Challenge.objects.get().state) == ("accepted", "resolved")
