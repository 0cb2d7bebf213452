"""Meetings: what each step writes, what it refuses, and that a refusal writes nothing."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from concerns.actions.meetings import (
    Asked,
    cancel_meeting,
    correct_meeting,
    hand_over_meeting,
    hold_meeting,
    move_meeting,
    plan_meeting,
    receive_minutes,
    send_report,
)
from concerns.actions.papers import add_paper
from concerns.actions.planning import finish_action, plan_action
from concerns.models import Action, Entry, Exclusion
from safeguarding.access.roles import Role
from safeguarding.uploads import check_upload
from tests import factories
from tests.concerns.actions.refusing import refused
from tests.factories import casework as made
from tests.factories import files

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def lead():
    return factories.member(factories.school(), Role.LEAD, name="Ruth Adeyemi")


@pytest.fixture
def pupil(lead):
    return factories.pupil(school=lead.memberships.get().school)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def plan(pupil, lead):
    return made.plan(pupil, by=lead, kind="child_in_need")


def planned(pupil, by, **fields):
    usual = {"kind": "core_group", "due_on": timezone.localdate() - DAY, "owner": by}
    return plan_meeting(pupil, by=by, **{"request_key": uuid.uuid4()} | usual | fields)


def hold(meeting, by, **fields):
    usual = {
        "held_on": timezone.localdate() - DAY,
        "attended": "Dana Whitlam and Asif Rahman",
        "school_attended": True,
        "summary": "Four weeks without a morning alone.",
        "request_key": uuid.uuid4(),
    }
    return hold_meeting(meeting, by=by, **usual | fields)


def steps(meeting) -> list[str]:
    return list(meeting.entries.order_by("recorded_at", "pk").values_list("facts__step", flat=True))


def a_file(name="Minutes.pdf"):
    return check_upload(files.upload(name, files.pdf()))


def test_a_meeting_with_what_was_asked_of_the_school(pupil, lead, plan, today):
    deputy = factories.member(pupil.school, Role.DEPUTY)
    meeting = planned(pupil, lead, plan=plan, called_by="Children's services")
    send_report(meeting, on=today - DAY, by=lead, request_key=uuid.uuid4(), file=a_file("Report.pdf"))
    asked = (
        Asked("Ring the nurse", lead, today + DAY),
        Asked("Ring the nurse", deputy, today + 7 * DAY),
    )
    meeting = hold(meeting, lead, asked=asked, child_view="She came in for a while.", impact="At ease.")
    meeting = receive_minutes(meeting, on=today, by=lead, request_key=uuid.uuid4(), file=a_file())
    assert (meeting.state, meeting.minutes_on, meeting.report_sent_on) == ("held", today, today - DAY)
    assert steps(meeting) == ["planned", "report_sent", "held", None, None, "minutes"]
    actions = Action.objects.filter(meeting=meeting, plan=plan, pupil=pupil, concern=None)
    assert [(each.what, each.owner) for each in actions] == [
        ("Ring the nurse", lead),
        ("Ring the nurse", deputy),
    ]
    entry = meeting.entries.get(facts__step="held")
    assert (entry.significant, entry.impact, entry.plan) == (True, "At ease.", plan)
    assert "Dana Whitlam" in entry.text
    minutes = meeting.entries.get(facts__step="minutes")
    assert minutes.attachments.get().file_name == "Minutes.pdf"
    done = finish_action(actions[0], result="She comes on Monday.", by=lead)
    assert done.entries.filter(meeting=meeting, plan=plan).count() == 2


def test_the_same_post_twice_writes_once(pupil, lead, today):
    key = uuid.uuid4()
    meeting = planned(pupil, lead, request_key=key)
    assert planned(pupil, lead, request_key=key) == meeting
    for _ in range(2):
        send_report(meeting, on=today, by=lead, request_key=uuid.uuid5(key, "report"))
        hold(meeting, lead, request_key=key, asked=(Asked("Ring", lead, today),))
        receive_minutes(meeting, on=today, by=lead, request_key=uuid.uuid5(key, "minutes"))
        correct_meeting(meeting, text="It was Monday.", by=lead, request_key=uuid.uuid5(key, "more"))
    assert Action.objects.count() == 1
    assert steps(meeting) == ["planned", "report_sent", "held", None, "minutes", None]


def test_a_personal_education_meeting_is_told_in_a_smaller_voice(pupil, lead):
    meeting = hold(planned(pupil, lead, kind="education_plan"), lead)
    assert meeting.entries.get(facts__step="held").significant is False


def test_planning_refuses(pupil, lead, plan):
    other = made.plan(factories.pupil(school=pupil.school), by=lead)
    ended = made.moved(
        made.plan(pupil, by=lead), {"state": "ended", "ended_on": timezone.localdate(), "ended_reason": "x"}
    )
    stranger = factories.member(factories.school(), Role.LEAD)
    for match, fields in [
        ("Choose what kind", {"kind": "party"}),
        ("Choose a plan of this child", {"plan": other}),
        ("Choose a plan of this child", {"plan": ended}),
        ("Choose a colleague", {"owner": stranger}),
    ]:
        with refused(match):
            planned(pupil, lead, **fields)


def test_holding_refuses_all_of_it_or_nothing(pupil, lead, today):
    meeting = planned(pupil, lead)
    stranger = factories.member(pupil.school, Role.STAFF)
    for match, fields in [
        ("not in the future", {"held_on": today + DAY}),
        ("Say who was there", {"attended": " "}),
        ("Say why nobody from school", {"school_attended": False, "why_not": " "}),
        ("Say what was said", {"summary": " "}),
        ("not in the future", {"report_sent_on": today + DAY}),
        ("A colleague changed", {"seen_version": 7}),
        ("Say what will be done", {"asked": (Asked("Ring", lead, today), Asked(" ", lead, today))}),
        ("Choose a colleague", {"asked": (Asked("Ring", lead, today), Asked("Ask", stranger, today))}),
    ]:
        with refused(match):
            hold(meeting, lead, **fields)
    absent = hold(meeting, lead, school_attended=False, why_not="We heard of it a day later.")
    assert "Nobody from school was there: We heard of it" in absent.entries.get(facts__step="held").text
    with refused("held already"):
        hold(meeting, lead)


def test_another_day_cancelling_and_handing_over(pupil, lead, today):
    deputy = factories.member(pupil.school, Role.DEPUTY)
    meeting = planned(pupil, lead, due_on=today)
    with refused("Say why the meeting has another day"):
        move_meeting(meeting, due_on=today + DAY, reason=" ", by=lead)
    with refused("another day than"):
        move_meeting(meeting, due_on=today, reason="The chair is ill.", by=lead)
    with refused("Say why the meeting is cancelled"):
        cancel_meeting(meeting, reason="", by=lead)
    with refused("A colleague changed"):
        cancel_meeting(meeting, reason="No.", by=lead, seen_version=9)
    with refused("has this meeting already"):
        hand_over_meeting(meeting, owner=lead, by=lead)
    with refused("Choose a colleague"):
        hand_over_meeting(meeting, owner=factories.member(pupil.school, Role.STAFF), by=lead)
    moved = move_meeting(meeting, due_on=today + DAY, reason="The chair is ill.", by=lead)
    assert moved.due_on == today + DAY
    assert hand_over_meeting(meeting, owner=deputy, by=lead).owner == deputy
    cancelled = cancel_meeting(meeting, reason="The plan was closed.", by=lead)
    assert (cancelled.state, cancelled.cancelled_reason) == ("cancelled", "The plan was closed.")
    for act in (
        lambda: hold(meeting, lead),
        lambda: move_meeting(meeting, due_on=today, reason="x", by=lead),
        lambda: cancel_meeting(meeting, reason="x", by=lead),
        lambda: hand_over_meeting(meeting, owner=lead, by=lead),
    ):
        with refused("cancelled already"):
            act()


def test_minutes_reports_and_corrections_refuse(pupil, lead, today):
    meeting = planned(pupil, lead)
    minutes = lambda on=today: receive_minutes(meeting, on=on, by=lead, request_key=uuid.uuid4())  # noqa: E731
    report = lambda on=today: send_report(meeting, on=on, by=lead, request_key=uuid.uuid4())  # noqa: E731
    correct = lambda text: correct_meeting(meeting, text=text, by=lead, request_key=uuid.uuid4())  # noqa: E731
    with refused("Say first that the meeting was held"):
        minutes()
    with refused("Only what was said of a meeting"):
        correct("It was Monday.")
    with refused("not in the future"):
        report(today + DAY)
    hold(meeting, lead)
    for on, match in [(today + DAY, "not in the future"), (today - 2 * DAY, "not before the meeting")]:
        with refused(match):
            minutes(on)
    with refused("Write what is right"):
        correct(" ")
    minutes()
    report()
    with refused("minutes are here already"):
        minutes()
    with refused("report was sent already"):
        report()
    beside = correct("It was Monday.")
    assert beside.corrects == meeting.entries.get(facts__step="held")
    gone = cancel_meeting(planned(pupil, lead), reason="No.", by=lead)
    with refused("is cancelled"):
        send_report(gone, on=today, by=lead, request_key=uuid.uuid4())


def test_an_action_of_an_ended_plan_is_refused_and_one_of_a_meeting_goes_on_without_it(
    pupil, lead, plan, today
):
    meeting = planned(pupil, lead, plan=plan)
    made.moved(plan, {"state": "ended", "ended_on": today, "ended_reason": "Over."})
    with refused("This plan has ended"):
        plan_action(
            what="Ring", owner=lead, due_on=today, by=lead, request_key=uuid.uuid4(), pupil=pupil, plan=plan
        )
    hold(meeting, lead, asked=(Asked("Ring", lead, today),))
    assert Action.objects.get().plan is None


def test_nobody_is_given_an_action_of_a_plan_that_they_could_not_open(pupil, lead, today):
    concern = factories.concern(school=pupil.school)
    plan = made.plan(pupil, by=lead, concern=concern)
    deputy = factories.member(pupil.school, Role.DEPUTY)
    Exclusion.objects.create(school=pupil.school, person=deputy, concern=concern, reason="Aunt.", by=lead)
    key = uuid.uuid4()
    with refused("Choose a colleague"):
        plan_action(what="Ring", owner=deputy, due_on=today, by=lead, request_key=key, pupil=pupil, plan=plan)
    action = plan_action(
        what="Ring", owner=lead, due_on=today, by=lead, request_key=key, pupil=pupil, plan=plan
    )
    assert Action.objects.visible_to(lead).get() == action
    assert not Action.objects.visible_to(deputy).exists()


def test_papers_come_and_go(pupil, lead, plan, today):
    add = lambda **fields: add_paper(  # noqa: E731
        pupil, by=lead,
        **{"what": "Outline plan", "way": "received", "with_whom": "Asif Rahman", "on": today,
           "request_key": uuid.uuid4()} | fields,
    )  # fmt: skip
    for match, fields in [
        ("Say what paper", {"what": " "}),
        ("came or went", {"way": "lost"}),
        ("from whom", {"with_whom": ""}),
        ("not in the future", {"on": today + DAY}),
    ]:
        with refused(match):
            add(**fields)
    key = uuid.uuid4()
    for _ in range(2):
        paper = add(plan=plan, file=a_file("Plan.pdf"), request_key=key)
    assert Entry.objects.filter(kind="paper").get() == paper
    assert (paper.plan, paper.attachments.get().pupil, paper.facts["step"]) == (plan, pupil, "received")
