"""One meeting: what was said, what was asked of the school, what stands beside it, and its papers."""

from dataclasses import dataclass
from datetime import date

from concerns.models import Action, Entry, Meeting
from concerns.reports.case_lines import (
    MeetingLine,
    PaperLine,
    TaskLine,
    meeting_line,
    paper_line,
    task_line,
)
from concerns.reports.casework_titles import meeting_title
from concerns.reports.veiling import screen_veil

Kind = Entry.Kind


@dataclass(frozen=True)
class Beside:
    """A correction of what was said, with who wrote it and when."""

    text: str
    by: str
    recorded_at: object


@dataclass(frozen=True)
class Step:
    """A step of the meeting, such as another day, with its reason."""

    title: str
    on: date
    by: str
    reason: str


@dataclass(frozen=True)
class MeetingPage:
    """All of one meeting, for one reader."""

    line: MeetingLine
    plan_title: str
    attended: str
    why_not: str
    summary: str
    child_view: str
    corrections: tuple[Beside, ...]
    steps: tuple[Step, ...]
    actions: tuple[TaskLine, ...]
    papers: tuple[PaperLine, ...]


def meeting_report(meeting: Meeting, *, reader, today: date) -> MeetingPage:
    """Read one meeting; the number of queries does not depend on how much there is."""
    veil = screen_veil(meeting.pupil, reader=reader)
    entries = list(meeting.entries.prefetch_related("attachments").order_by("recorded_at", "pk"))
    actions = Action.objects.visible_to(reader).filter(meeting=meeting).select_related("owner")
    corrections = (each for each in entries if each.kind == Kind.CORRECTION)
    steps = [each for each in entries if each.kind == Kind.MEETING]
    return MeetingPage(
        line=meeting_line(meeting, veil=veil, today=today),
        plan_title=veil.over(str(meeting.plan)) if meeting.plan else "",
        attended=veil.over(meeting.attended),
        why_not=veil.over(meeting.why_not),
        summary=veil.over(meeting.summary),
        child_view=veil.over(meeting.child_view),
        corrections=tuple(
            Beside(veil.over(each.text), each.by_name, each.recorded_at) for each in corrections
        ),
        steps=tuple(
            Step(meeting_title(each), each.happened_on, each.by_name, veil.over(each.reason))
            for each in steps
        ),
        actions=tuple(task_line(each, reader=reader, veil=veil, today=today) for each in actions),
        papers=tuple(
            paper_line(each, title=meeting_title(each), veil=veil) for each in steps if each.attachments.all()
        ),
    )
