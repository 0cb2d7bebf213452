"""Meetings about a child: planning, holding, cancelling, and the report and the minutes around them.

Each step is an entry. What was said of a meeting that was held is sealed; what was wrong in it is put right by an
entry beside it.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from concerns.actions.attaching import attach_to_entry
from concerns.actions.choosing import refuse_stranger, seen_with
from concerns.actions.entering import add_entry
from concerns.actions.planning import plan_action
from concerns.actions.plans import Overtaken
from concerns.models import Entry, Meeting, Plan, Pupil
from safeguarding.models import User
from safeguarding.refusals import Refused
from safeguarding.uploads import CheckedFile

Kind, State = Meeting.Kind, Meeting.State
# Held meetings that an outsider has to find in the story of a child; the others are told in a smaller voice.
SIGNIFICANT = set(Kind) - {Kind.EDUCATION_PLAN, Kind.OTHER}


@dataclass(frozen=True)
class Asked:
    """One thing that the school was asked to do at a meeting."""

    what: str
    owner: User
    due_on: date


@transaction.atomic
def plan_meeting(
    pupil: Pupil,
    *,
    kind: str,
    due_on: date,
    owner: User,
    by: User,
    request_key: uuid.UUID,
    called_by: str = "",
    plan: Plan | None = None,
) -> Meeting:
    """Plan a meeting; a day that is over is allowed, for one that was held before anybody wrote it down.

    The same ``request_key`` gives the first again. Refused: no kind, a plan of another child or one that has ended,
    and an owner who could not open it.
    """
    if again := Meeting.objects.filter(request_key=request_key, pupil=pupil, made_by=by).first():
        return again
    if kind not in Kind.values:
        raise Refused("Choose what kind of meeting it is.")
    if plan is not None and (plan.pupil_id != pupil.pk or plan.state == Plan.State.ENDED):
        raise Refused("Choose a plan of this child that has not ended.")
    refuse_stranger(owner, pupil.school, **seen_with(pupil=pupil, plan=plan))
    meeting, made = Meeting.objects.create_once(
        request_key,
        school=pupil.school,
        pupil=pupil,
        plan=plan,
        kind=kind,
        called_by=called_by.strip(),
        due_on=due_on,
        owner=owner,
        made_by=by,
    )
    if made:
        _enter(meeting, "planned", by=by, facts={"owner": owner.name, "due": due_on.isoformat()})
    return meeting


@transaction.atomic
def hold_meeting(
    meeting: Meeting,
    *,
    held_on: date,
    attended: str,
    school_attended: bool,
    summary: str,
    by: User,
    request_key: uuid.UUID,
    why_not: str = "",
    child_view: str = "",
    impact: str = "",
    report_sent_on: date | None = None,
    asked: tuple[Asked, ...] = (),
    seen_version: int | None = None,
) -> Meeting:
    """Say that a meeting was held, with what was asked of the school as actions: all of it, or nothing.

    The same ``request_key`` changes nothing more. Refused: one that was held or cancelled already, a day to come,
    without who was there or what was said, the school absent without why, a report sent in the future, and an action
    that ``plan_action`` refuses.
    """
    meeting = _held_row(meeting)
    if meeting.entries.filter(request_key=request_key, by=by).exists():
        return meeting
    _refuse_not_planned(meeting)
    _refuse_future(held_on, "Enter a day of the meeting that is not in the future.")
    if not attended.strip():
        raise Refused("Say who was there.")
    if not school_attended and not why_not.strip():
        raise Refused("Say why nobody from school was there.")
    if not summary.strip():
        raise Refused("Say what was said and decided.")
    if report_sent_on:
        _refuse_future(report_sent_on, "Enter a day of the report that is not in the future.")
    _refuse_overtaken(meeting, seen_version)
    words = {"attended": attended, "why_not": "" if school_attended else why_not, "child_view": child_view}
    if report_sent_on and not meeting.report_sent_on:
        words["report_sent_on"] = report_sent_on
    _change(
        meeting, state=State.HELD, held_on=held_on, school_attended=school_attended, summary=summary, **words
    )
    _enter(
        meeting, "held", by=by, request_key=request_key, happened_on=held_on, text=_told(meeting),
        child_view=child_view, impact=impact, significant=meeting.kind in SIGNIFICANT,
    )  # fmt: skip
    for number, each in enumerate(asked):
        _plan_asked(meeting, each, uuid.uuid5(request_key, f"asked {number}"), by)
    return meeting


def _told(meeting: Meeting) -> str:
    away = "" if meeting.school_attended else f"\n\nNobody from school was there: {meeting.why_not}"
    return f"{meeting.summary}\n\nThere were: {meeting.attended}{away}"


def _plan_asked(meeting: Meeting, asked: Asked, key: uuid.UUID, by: User) -> None:
    plan = meeting.plan if meeting.plan and meeting.plan.state != Plan.State.ENDED else None
    plan_action(
        what=asked.what,
        owner=asked.owner,
        due_on=asked.due_on,
        by=by,
        request_key=key,
        pupil=meeting.pupil,
        plan=plan,
        meeting=meeting,
    )


@transaction.atomic
def move_meeting(
    meeting: Meeting, *, due_on: date, reason: str, by: User, seen_version: int | None = None
) -> Meeting:
    """Give a planned meeting another day. Refused: without a reason, the day it has, and one held or cancelled."""
    meeting = _held_row(meeting)
    _refuse_not_planned(meeting)
    if not reason.strip():
        raise Refused("Say why the meeting has another day.")
    if due_on == meeting.due_on:
        raise Refused("Enter another day than the one it has.")
    _refuse_overtaken(meeting, seen_version)
    before = meeting.due_on
    _change(meeting, due_on=due_on)
    facts = {"was": before.isoformat(), "due": due_on.isoformat()}
    _enter(meeting, "moved", by=by, reason=reason, facts=facts)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: User, seen_version: int | None = None) -> Meeting:
    """Cancel a planned meeting. Refused: without a reason, and one that was held or cancelled already."""
    meeting = _held_row(meeting)
    _refuse_not_planned(meeting)
    if not reason.strip():
        raise Refused("Say why the meeting is cancelled.")
    _refuse_overtaken(meeting, seen_version)
    _change(meeting, state=State.CANCELLED, cancelled_reason=reason)
    _enter(meeting, "cancelled", by=by, reason=reason)
    return meeting


@transaction.atomic
def receive_minutes(
    meeting: Meeting, *, on: date, by: User, request_key: uuid.UUID, file: CheckedFile | None = None
) -> Meeting:
    """Note the day on which minutes came, with their file where there is one.

    The same ``request_key`` changes nothing more. Refused: a meeting that was not held, minutes that came already, a
    day to come or before the meeting.
    """
    meeting = _held_row(meeting)
    if meeting.entries.filter(request_key=request_key, by=by).exists():
        return meeting
    if meeting.state != State.HELD:
        raise Refused("Say first that the meeting was held.")
    if meeting.minutes_on:
        raise Refused("The minutes are here already. Add a paper if there are others.")
    _refuse_future(on, "Enter a day that is not in the future.")
    if on < meeting.held_on:
        raise Refused("Enter a day that is not before the meeting.")
    _change(meeting, minutes_on=on)
    _with_file(_enter(meeting, "minutes", by=by, request_key=request_key, happened_on=on), file, by)
    return meeting


@transaction.atomic
def send_report(
    meeting: Meeting, *, on: date, by: User, request_key: uuid.UUID, file: CheckedFile | None = None
) -> Meeting:
    """Note the day on which the school sent its report, before the meeting or after it, with the file if there is one.

    The same ``request_key`` changes nothing more. Refused: a cancelled meeting, a report that was sent already, and
    a day to come.
    """
    meeting = _held_row(meeting)
    if meeting.entries.filter(request_key=request_key, by=by).exists():
        return meeting
    if meeting.state == State.CANCELLED:
        raise Refused("This meeting is cancelled.")
    if meeting.report_sent_on:
        raise Refused("The report was sent already. Add a paper if there is another.")
    _refuse_future(on, "Enter a day that is not in the future.")
    _change(meeting, report_sent_on=on)
    _with_file(_enter(meeting, "report_sent", by=by, request_key=request_key, happened_on=on), file, by)
    return meeting


@transaction.atomic
def correct_meeting(meeting: Meeting, *, text: str, by: User, request_key: uuid.UUID) -> Entry:
    """Put right what was said of a meeting, in an entry beside it; what was said stays.

    The same ``request_key`` gives the first again. Refused: a meeting that was not held, and nothing to say.
    """
    meeting = _held_row(meeting)
    if meeting.state != State.HELD:
        raise Refused("Only what was said of a meeting that was held is corrected.")
    said = meeting.entries.filter(kind=Entry.Kind.MEETING, facts__step="held").first()
    facts = {"meeting": meeting.public_id, "meeting_kind": meeting.kind}
    return add_entry(
        Entry.Kind.CORRECTION, by=by, pupil=meeting.pupil, plan=meeting.plan, meeting=meeting, corrects=said,
        text=text, request_key=request_key, facts=facts,
    )  # fmt: skip


@transaction.atomic
def hand_over_meeting(meeting: Meeting, *, owner: User, by: User, seen_version: int | None = None) -> Meeting:
    """Give a planned meeting to another colleague. Refused: one held or cancelled, and one who could not open it."""
    meeting = _held_row(meeting)
    _refuse_not_planned(meeting)
    _refuse_overtaken(meeting, seen_version)
    if owner.pk == meeting.owner_id:
        raise Refused(f"{owner.name} has this meeting already.")
    refuse_stranger(owner, meeting.school, **seen_with(pupil=meeting.pupil, plan=meeting.plan))
    _change(meeting, owner=owner)
    _enter(meeting, "owner", by=by, facts={"owner": owner.name})
    return meeting


def _with_file(entry: Entry, file: CheckedFile | None, by: User) -> None:
    if file is not None:
        attach_to_entry(entry, file, by=by)


def _enter(meeting: Meeting, step: str, *, by: User, facts: dict | None = None, **words) -> Entry:
    facts = {"step": step, "meeting": meeting.public_id, "meeting_kind": meeting.kind} | (facts or {})
    return add_entry(
        Entry.Kind.MEETING, by=by, pupil=meeting.pupil, plan=meeting.plan, meeting=meeting, facts=facts,
        **words,
    )  # fmt: skip


def _held_row(meeting: Meeting) -> Meeting:
    """The row, held until the end."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("pupil", "school", "plan__concern")
    return rows.get(pk=meeting.pk)


def _change(meeting: Meeting, **fields) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1, **fields)
    meeting.refresh_from_db(fields=["version", *fields])


def _refuse_not_planned(meeting: Meeting) -> None:
    if meeting.state != State.PLANNED:
        raise Refused(f"This meeting is {meeting.get_state_display().lower()} already.")


def _refuse_overtaken(meeting: Meeting, seen: int | None) -> None:
    if seen is not None and seen != meeting.version:
        raise Overtaken("meeting", meeting.version)


def _refuse_future(day: date, ask: str) -> None:
    if day > timezone.localdate():
        raise Refused(ask)
