"""Plans and meetings of one child, with what is to be done about them and the papers: the page of the file."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from concerns.models import Action, Concern, Entry, Meeting, Plan, Pupil, Standing
from concerns.prompts import Came
from concerns.reports.case_lines import (
    MeetingLine,
    PaperLine,
    PlanLine,
    TaskLine,
    meeting_line,
    paper_line,
    plan_line,
    task_line,
)
from concerns.reports.casework import Casework, casework_of
from concerns.reports.casework_titles import meeting_title, paper_title
from concerns.reports.masking import Veil
from concerns.reports.veiling import screen_veil

PLANS_AND_MEETINGS = ("plan", "meeting")


@dataclass(frozen=True)
class ChildPlans:
    """All of it, for one reader."""

    in_force: tuple[PlanLine, ...]
    drafts: tuple[PlanLine, ...]
    ended: tuple[PlanLine, ...]
    to_come: tuple[MeetingLine, ...]
    held: tuple[MeetingLine, ...]
    cancelled: tuple[MeetingLine, ...]
    actions: tuple[TaskLine, ...]
    papers: tuple[PaperLine, ...]

    @property
    def to_look_at(self) -> tuple[PlanLine, ...]:
        return tuple(line for line in self.in_force if line.wants_look)

    @property
    def is_empty(self) -> bool:
        return not (self.in_force or self.drafts or self.ended or self.to_come or self.held or self.cancelled)


def child_plans(pupil: Pupil, *, reader, today: date) -> ChildPlans:
    """Read the page; the number of queries does not depend on how much there is."""
    work = casework_of(pupil, reader=reader, kinds=PLANS_AND_MEETINGS)
    veil = screen_veil(pupil, reader=reader)
    plans = plan_lines(work, came_to(pupil, reader=reader) if work.plans_in_force else (), veil, today)
    of = {state: tuple(line for line in plans if line.plan.state == state) for state in Plan.State}
    to_come, held, cancelled = meeting_lines(work, veil, today)
    return ChildPlans(
        in_force=tuple(sorted(of[Plan.State.ACTIVE], key=lambda line: (line.plan.review_on, line.plan.pk))),
        drafts=of[Plan.State.DRAFT],
        ended=of[Plan.State.ENDED],
        to_come=to_come,
        held=held,
        cancelled=cancelled,
        actions=tuple(_actions(pupil, work, reader, veil, today)),
        papers=tuple(_papers(pupil, reader, veil)),
    )


def came_to(pupil: Pupil, *, reader) -> tuple[Came, ...]:
    """The concerns about a child that may ask something of a plan: those that stand and that the reader may open."""
    rows = Concern.objects.visible_to(reader).filter(links__pupil=pupil)
    rows = rows.exclude(standing__state=Standing.State.IN_ERROR).order_by("recorded_at")
    return tuple(Came(*row) for row in rows.values_list("public_id", "reference", "recorded_at"))


def plan_lines(work: Casework, came: tuple[Came, ...], veil: Veil, today: date) -> list[PlanLine]:
    return [plan_line(plan, work.asked_of(plan, came), veil=veil, today=today) for plan in work.plans]


def meeting_lines(work: Casework, veil: Veil, today: date) -> list[tuple[MeetingLine, ...]]:
    """To come with the latest first, held with the newest first, cancelled."""
    cancelled = (each for each in work.meetings if each.state == Meeting.State.CANCELLED)
    return [
        tuple(meeting_line(each, veil=veil, today=today) for each in rows)
        for rows in (work.meetings_planned, work.meetings_held, cancelled)
    ]


def _actions(pupil: Pupil, work: Casework, reader, veil: Veil, today: date):
    """Open actions of plans and meetings; those of the child alone too, since there is no other page for them."""
    rows = Action.objects.visible_to(reader).filter(pupil=pupil, concern=None, state=Action.State.OPEN)
    names = {plan.pk: veil.over(str(plan)) for plan in work.plans}
    met = {meeting.pk: str(meeting) for meeting in work.meetings}
    for action in rows.select_related("owner").order_by("due_on", "pk"):
        about = [met.get(action.meeting_id), names.get(action.plan_id)]
        said = ". ".join(filter(None, about))
        yield task_line(action, reader=reader, veil=veil, today=today, about=said)


def _papers(pupil: Pupil, reader, veil: Veil):
    """Papers, and every step of a plan or a meeting that has a file."""
    of_work = Q(kind__in=[Entry.Kind.PLAN, Entry.Kind.MEETING], attachments__isnull=False)
    rows = Entry.objects.filter(Q(kind=Entry.Kind.PAPER) | of_work, pupil=pupil, concern=None)
    rows = rows.without_hidden_plans(reader).prefetch_related("attachments").distinct()
    for entry in rows.order_by("-happened_on", "-pk"):
        title = paper_title(entry) if entry.kind == Entry.Kind.PAPER else meeting_title(entry)
        yield paper_line(entry, title=title, veil=veil)
