"""Plans and meetings in a real browser: a plan that is reviewed after a new concern, and what a meeting asks for."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from concerns.actions.meetings import Asked, hold_meeting, plan_meeting
from concerns.actions.papers import add_paper
from concerns.actions.planning import plan_action
from concerns.actions.plans import put_in_force, start_plan, write_version
from concerns.actions.recording import NamedChild
from concerns.models import Action, Plan, PlanReview
from safeguarding.access.roles import Role
from tests import factories
from tests.browser.journeys import ERROR
from tests.factories.places import reopen_wall

DAY = timedelta(days=1)
RISKS = (
    "Rosa walks home alone on Mondays.\n\nHer father may wait at the gate, although a court order says no."
)
MEASURES = "Sunita Rao meets her at the side door at 15:20.\nThe club on Mondays until 16:30, and June Pask collects."


@pytest.fixture
def file(live):
    """Rosa's file with a plan in force, one that is being written, meetings, an action, a paper; and a new concern."""
    school = factories.school(name="Thornbeck Primary School", reference="TB")
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    rosa = factories.pupil(school=school, first_name="Rosa", last_name="Whitlam", form="4 Willow")
    today, key = timezone.localdate(), uuid.uuid4
    plan = start_plan(rosa, kind="safety", owner=lead, by=lead, request_key=key())
    write_version(
        plan, risks=RISKS, measures=MEASURES, child_view="I like the side door.", by=lead, request_key=key()
    )
    put_in_force(plan, starts_on=today - 40 * DAY, review_on=today, by=lead)
    changed = MEASURES.replace("15:20", "15:10").replace("June Pask", "her grandmother")
    write_version(
        plan, risks=RISKS, measures=changed, triggers="Carl is seen near school.", why="The bell is earlier now.",
        child_view="I like the side door.", by=lead, request_key=key(),
    )  # fmt: skip
    draft = start_plan(
        rosa, kind="risk_adult", about_adult="Carl Whitlam", owner=lead, by=lead, request_key=key()
    )
    plan_action(what="Give the club the new time", owner=lead, due_on=today - 2 * DAY, by=lead, request_key=key(),
                pupil=rosa, plan=plan)  # fmt: skip
    add_paper(rosa, what="Order of the court, copy", way="received", with_whom="Dana Whitlam", on=today, by=lead,
              request_key=key(), plan=plan)  # fmt: skip
    for kind, days in (("core_group", 3), ("child_in_need", -3), ("looked_after", 0)):
        plan_meeting(rosa, kind=kind, due_on=today + days * DAY, owner=lead, by=lead, request_key=key(),
                     called_by="Children’s services", plan=plan)  # fmt: skip
    held = plan_meeting(
        rosa, kind="core_group", due_on=today - 30 * DAY, owner=lead, by=lead, request_key=key()
    )
    hold_meeting(
        held, held_on=today - 30 * DAY, attended="Dana Whitlam, Asif Rahman", school_attended=False,
        why_not="The letter came a day late.", summary="The plan goes on.", child_view="Wants the club to stay.",
        asked=(Asked("Ask the nurse to ring", lead, today + 2 * DAY),), by=lead, request_key=key(),
    )  # fmt: skip
    concern = factories.triaged(
        children=(NamedChild("harmed", rosa),), by=lead, seen_heard="He stood at the corner."
    )
    rosa.lead, rosa.plan, rosa.draft, rosa.held, rosa.concern = lead, plan, draft, held, concern
    rosa.late = rosa.meetings.get(kind="child_in_need")
    return rosa


def pages_of(file) -> dict[str, str]:
    """Address by name, of every page of plans and meetings."""
    of = lambda name, row: reverse(f"concerns:{name}", args=[file.school.slug, row.public_id])  # noqa: E731
    return {
        "child": of("child", file),
        "plans": of("child_plans", file),
        "start": of("plan_start", file) + f"?concern={file.concern.public_id}",
        "plan": of("plan", file.plan),
        "draft": of("plan", file.draft),
        "versions": of("plan_versions", file.plan),
        "write": of("plan_write", file.draft),
        "anew": of("plan_write", file.plan),
        "review": of("plan_review", file.plan),
        "action": of("plan_action_add", file.plan),
        "end": of("plan_end", file.plan),
        "meeting-add": of("meeting_add", file),
        "meeting-late": of("meeting", file.late),
        "meeting-held": of("meeting", file.held),
        "held": of("meeting_held", file.late),
        "minutes": of("meeting_minutes", file.held),
        "paper": of("paper_add", file),
        "concern": of("concern", file.concern),
        "today": reverse("concerns:today", args=[file.school.slug]),
    }


def test_pages_fit_a_narrow_screen_and_are_accessible(file, live, phone, axe):
    live.sign_in(phone, file.lead)
    for name, address in pages_of(file).items():
        phone.goto(address)
        assert (
            phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        ), name
        assert "Rosa" not in phone.title(), name
        axe(phone)


def test_a_plan_is_reviewed_after_a_new_concern_and_written_anew(file, live, page, axe):
    """From Today to the answer, to the new version, and to a meeting whose tasks are added row by row."""
    live.sign_in(page, file.lead)
    page.goto(pages_of(file)["today"])
    axe(page)
    page.get_by_role("link", name="Say whether the safety plan still holds").click()
    assert page.get_by_label("A new concern").is_checked()
    page.get_by_role("button", name="Save the review").click()
    expect(page).to_have_title(ERROR)
    axe(page)
    page.get_by_label("Higher than before").check()
    page.get_by_label("No, it has to be written anew").check()
    page.get_by_label("Reason").fill("He knows the side door now.")
    page.get_by_label("Next review on").fill("4 December 2030")
    page.get_by_role("button", name="Save the review").click()
    expect(page.get_by_text("The plan no longer holds: write it anew now")).to_be_visible()
    page.get_by_label("What is done about them?").fill("Sunita Rao brings her to the bus.")
    page.get_by_label("Why is it written anew?").fill("He was seen at the side door.")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("has come since")).to_have_count(0)
    page.get_by_role("link", name="All 3 versions, and what differs").click()
    axe(page)
    page.goto(pages_of(file)["held"])
    page.get_by_label("Who was there?").fill("Dana Whitlam, Asif Rahman")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What was said and decided?").fill("The plan goes on.")
    page.get_by_role("button", name="Add more rows").click()
    last = page.get_by_role("group", name="Row 4")
    last.get_by_label("What").fill("Tell the club")
    last.get_by_label("By when").fill("4 December 2030")
    axe(page)
    page.get_by_role("button", name="Save the meeting").click()
    expect(page.get_by_role("link", name="Tell the club")).to_be_visible()
    axe(page)
    reopen_wall()
    assert PlanReview.objects.get().concern == file.concern
    assert Plan.objects.get(pk=file.plan.pk).versions.count() == 3
    assert Action.objects.get(what="Tell the club").meeting == file.late
