"""Meetings about a child: one meeting, and the forms of its steps."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from concerns.actions.meetings import (
    cancel_meeting,
    correct_meeting,
    hand_over_meeting,
    hold_meeting,
    move_meeting,
    plan_meeting,
    receive_minutes,
    send_report,
)
from concerns.forms.meetings import (
    CancelMeetingForm,
    CorrectMeetingForm,
    HeldForm,
    MinutesForm,
    MoveMeetingForm,
    PlanMeetingForm,
    ReportForm,
    asked_rows,
)
from concerns.forms.plans import NewOwnerForm
from concerns.models import Meeting, Plan
from concerns.reports.meeting_page import meeting_report
from concerns.views.door import file_page, meeting_page
from concerns.views.work_form import form_page, is_saved, owners_of, refuse, to, typed
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of

NOT_THERE = {"held": "This meeting was held already.", "cancelled": "This meeting is cancelled."}


@file_page(P.CHILD_WRITE)
def meeting_add(request, pupil):
    """Plan a meeting; ``?plan=`` names the plan that it is about, and ``?kind=`` what kind it is."""
    rows = Plan.objects.visible_to(request.user).filter(pupil=pupil).exclude(state=Plan.State.ENDED)
    plans = list(rows.order_by("-pk"))
    named = next((each for each in plans if each.public_id == request.GET.get("plan")), None)
    form = PlanMeetingForm(
        typed(request), owners=owners_of(pupil), plans=plans, me=request.user, plan=named,
        initial={"kind": request.GET.get("kind", "")},
    )  # fmt: skip
    made = []
    save = lambda form: made.append(plan_meeting(pupil, by=request.user, **form.meeting))  # noqa: E731
    if is_saved(request, form, save):
        messages.success(request, "Meeting planned.")
        return redirect("concerns:meeting", pupil.school.slug, made[0].public_id)
    back = reverse("concerns:child_plans", args=[pupil.school.slug, pupil.public_id]), "Plans and meetings"
    return form_page(request, pupil, form, "Plan a meeting", back=back)


@meeting_page(P.CHILD_VIEW)
def meeting(request, meeting):
    """One meeting. Opening it is on record, with the child's file."""
    page = meeting_report(meeting, reader=request.user, today=timezone.localdate())
    _note_opening(request, meeting)
    context = {
        "school": meeting.school,
        "pupil": meeting.pupil,
        "meeting": meeting,
        "it": page,
        "may_write": request.user.holdings.may(P.CHILD_WRITE, meeting.school_id),
    }
    return render(request, "pages/concerns/meeting.html", context)


@meeting_page(P.CHILD_WRITE)
def meeting_held(request, meeting):
    """Say that a meeting was held, with what the school was asked to do."""
    if meeting.state != Meeting.State.PLANNED:
        messages.warning(request, NOT_THERE[meeting.state])
        return to("meeting", meeting)
    data, more = typed(request), "more" in request.POST
    owners = list(owners_of(meeting.pupil, plan=meeting.plan))
    sent = bool(meeting.report_sent_on)
    asked = asked_rows(data, owners=owners, me=request.user, more=more)
    form = _held_form(data, meeting, report_is_sent=sent, more=more)
    if request.method == "POST" and not more and all([form.is_valid(), *(row.is_valid() for row in asked)]):
        try:
            hold_meeting(
                meeting, by=request.user, seen_version=form.cleaned_data["version"], **form.held,
                asked=tuple(row.asked for row in asked if row.asked),
            )  # fmt: skip
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Saved. It can no longer be changed, only corrected beside it.")
            return to("meeting", meeting)
    context = {
        "school": meeting.school,
        "pupil": meeting.pupil,
        "meeting": meeting,
        "form": form,
        "asked": asked,
        "row_errors": [
            {"text": error, "url": f"#{row[name].id_for_label}"}
            for row in asked
            for name, errors in row.errors.items()
            for error in errors
        ],
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/concerns/meeting_held.html", context)


def _held_form(data, meeting, *, report_is_sent: bool, more: bool) -> HeldForm:
    """Where somebody asks for more rows, what they typed shows again and nothing is checked yet."""
    initial = {"version": meeting.version, "held_on": min(meeting.due_on, timezone.localdate())}
    if more:
        typed_so_far = {name: data.get(name) for name in HeldForm.base_fields if data.get(name) is not None}
        return HeldForm(None, report_is_sent=report_is_sent, initial=initial | typed_so_far)
    return HeldForm(data, report_is_sent=report_is_sent, initial=initial)


@meeting_page(P.CHILD_WRITE)
def meeting_minutes(request, meeting):
    """Minutes came."""
    form = MinutesForm(typed(request), request.FILES or None)
    save = lambda form: receive_minutes(meeting, by=request.user, **form.cleaned_data)  # noqa: E731
    return _step(request, meeting, form, save, "Minutes noted.")


@meeting_page(P.CHILD_WRITE)
def meeting_report_sent(request, meeting):
    """The school's report went."""
    form = ReportForm(typed(request), request.FILES or None)
    save = lambda form: send_report(meeting, by=request.user, **form.cleaned_data)  # noqa: E731
    return _step(request, meeting, form, save, "Report noted.")


@meeting_page(P.CHILD_WRITE)
def meeting_move(request, meeting):
    """Another day."""
    form = MoveMeetingForm(typed(request), initial={"version": meeting.version})
    save = lambda form: move_meeting(meeting, by=request.user, **_seen(form.cleaned_data))  # noqa: E731
    return _step(request, meeting, form, save, "The meeting has another day.")


@meeting_page(P.CHILD_WRITE)
def meeting_cancel(request, meeting):
    """Cancel a meeting with its reason."""
    form = CancelMeetingForm(typed(request), initial={"version": meeting.version})
    save = lambda form: cancel_meeting(meeting, by=request.user, **_seen(form.cleaned_data))  # noqa: E731
    return _step(request, meeting, form, save, "Meeting cancelled.")


@meeting_page(P.CHILD_WRITE)
def meeting_correct(request, meeting):
    """A correction beside what was said."""
    form = CorrectMeetingForm(typed(request))
    save = lambda form: correct_meeting(meeting, by=request.user, **form.cleaned_data)  # noqa: E731
    return _step(request, meeting, form, save, "Correction added.")


@meeting_page(P.CHILD_WRITE)
def meeting_owner(request, meeting):
    """Hand a meeting over."""
    owners = owners_of(meeting.pupil, plan=meeting.plan).exclude(pk=meeting.owner_id)
    form = NewOwnerForm(typed(request), owners=owners, initial={"version": meeting.version})
    seen = lambda form: {"owner": form.chosen("owner"), "seen_version": form.cleaned_data["version"]}  # noqa: E731
    save = lambda form: hand_over_meeting(meeting, by=request.user, **seen(form))  # noqa: E731
    return _step(request, meeting, form, save, "Handed over.")


def _step(request, meeting, form, save, done: str):
    """A form of one step, or back to the meeting once it is saved."""
    if is_saved(request, form, save):
        messages.success(request, done)
        return to("meeting", meeting)
    back = reverse("concerns:meeting", args=[meeting.school.slug, meeting.public_id]), str(meeting)
    return form_page(request, meeting.pupil, form, form.title, back=back, lead=_when(meeting))


def _when(meeting) -> str:
    day = meeting.held_on or meeting.due_on
    return f"{meeting}, {day.day} {day:%B} {day.year}"


def _note_opening(request, meeting) -> None:
    record_event(
        "meeting opened",
        by=request.user,
        school=meeting.school,
        about=meeting.pupil,
        meeting=meeting.public_id,
    )


def _seen(cleaned: dict) -> dict:
    said = dict(cleaned)
    return {"seen_version": said.pop("version"), **said}
