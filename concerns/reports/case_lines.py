"""Plans, meetings, actions and papers as lines of a page: with their tags, and under the veil of their reader."""

from dataclasses import dataclass
from datetime import date, datetime

from concerns.minutes import minutes_due_on, minutes_late
from concerns.models import Action, Attachment, Entry, Meeting, Plan, PlanReview
from concerns.prompts import Came
from concerns.reports.casework import must_be_written_anew
from concerns.reports.masking import Veil

Tag = tuple[str, str]  # look and label, as partials/state_tag.html takes them


def days(number: int, one: str = "day") -> str:
    """ "1 day", "3 working days"."""
    return f"{number} {one}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class PlanLine:
    """One plan: what it is, where it stands, and what it waits for."""

    plan: Plan
    title: str
    owner: str
    asking: tuple[Came, ...]
    anew: bool
    today: date
    ended_reason: str = ""

    @property
    def public_id(self) -> str:
        return self.plan.public_id

    @property
    def is_in_force(self) -> bool:
        return self.plan.state == Plan.State.ACTIVE

    @property
    def days_late(self) -> int:
        return max((self.today - self.plan.review_on).days, 0) if self.is_in_force else 0

    @property
    def wants_look(self) -> bool:
        return bool(self.asking) or self.anew

    @property
    def tag(self) -> Tag | None:
        """One tag, the gravest first."""
        if not self.is_in_force:
            return ("draft", "Being written") if self.plan.state == Plan.State.DRAFT else None
        choices = [
            (self.days_late > 0, ("late", f"{days(self.days_late)} late")),
            (self.anew, ("waiting", "No longer holds")),
            (bool(self.asking), ("waiting", "New concern since")),
            (self.plan.review_on == self.today, ("waiting", "Review today")),
        ]
        return next((tag for holds, tag in choices if holds), None)


def plan_line(plan: Plan, asking: tuple[Came, ...], *, veil: Veil, today: date) -> PlanLine:
    """``plan`` as ``casework`` reads it."""
    return PlanLine(
        plan=plan,
        title=veil.over(str(plan)),
        owner=getattr(plan, "owner_name", "") or plan.owner.name,
        asking=asking,
        anew=must_be_written_anew(plan),
        today=today,
        ended_reason=veil.over(plan.ended_reason) if plan.state == Plan.State.ENDED else "",
    )


@dataclass(frozen=True)
class MeetingLine:
    """One meeting: when, and what is missing of it."""

    meeting: Meeting
    title: str
    owner: str
    called_by: str
    today: date
    cancelled_reason: str = ""

    @property
    def public_id(self) -> str:
        return self.meeting.public_id

    @property
    def is_planned(self) -> bool:
        return self.meeting.state == Meeting.State.PLANNED

    @property
    def is_held(self) -> bool:
        return self.meeting.state == Meeting.State.HELD

    @property
    def days_late(self) -> int:
        return self.meeting.days_late(self.today)

    @property
    def minutes_late(self) -> int:
        """By how many working days the minutes are late."""
        held = self.meeting
        return minutes_late(held.held_on, held.minutes_on, self.today) if self.is_held else 0

    @property
    def minutes_due_on(self) -> date:
        return minutes_due_on(self.meeting.held_on)

    @property
    def tag(self) -> Tag | None:
        if self.days_late:
            return "late", f"{days(self.days_late)} late"
        if self.is_planned and self.meeting.due_on == self.today:
            return "waiting", "Today"
        if self.minutes_late:
            return "late", f"{days(self.minutes_late, 'working day')} late"
        return None


def meeting_line(meeting: Meeting, *, veil: Veil, today: date) -> MeetingLine:
    is_cancelled = meeting.state == Meeting.State.CANCELLED
    return MeetingLine(
        meeting=meeting,
        title=str(meeting),
        owner=getattr(meeting, "owner_name", "") or meeting.owner.name,
        called_by=veil.over(meeting.called_by),
        today=today,
        cancelled_reason=veil.over(meeting.cancelled_reason) if is_cancelled else "",
    )


@dataclass(frozen=True)
class ReviewLine:
    """One review in words."""

    review: PlanReview
    by: str
    reference: str
    reason: str
    child_view: str

    @property
    def trigger(self) -> str:
        said = self.review.get_trigger_display()
        return f"{said}, {self.reference}" if self.reference else said

    @property
    def risk(self) -> str:
        return self.review.get_risk_display()

    @property
    def is_dark(self) -> bool:
        """Whether it said that something changed."""
        return not self.review.still_holds or self.review.risk != PlanReview.Risk.SAME

    @property
    def title(self) -> str:
        holds = "still holds" if self.review.still_holds else "no longer holds"
        return f"The plan {holds}. Risk: {self.risk.lower()}"


def review_line(review: PlanReview, *, veil: Veil) -> ReviewLine:
    return ReviewLine(
        review, review.by_name, review.reference or "", veil.over(review.reason), veil.over(review.child_view)
    )


@dataclass(frozen=True)
class TaskLine:
    """One action, with what it belongs to."""

    public_id: str
    what: str
    about: str
    owner: str
    is_mine: bool
    due_on: date
    days_late: int
    state: str
    is_open: bool
    result: str
    finished_at: datetime | None

    @property
    def lateness(self) -> str:
        return f"{days(self.days_late)} late"


def task_line(action: Action, *, reader, veil: Veil, today: date, about: str = "") -> TaskLine:
    return TaskLine(
        public_id=action.public_id,
        what=veil.over(action.what),
        about=about,
        owner=action.owner.name,
        is_mine=action.owner_id == reader.pk,
        due_on=action.due_on,
        days_late=action.days_late(today),
        state=action.get_state_display(),
        is_open=action.state == Action.State.OPEN,
        result=veil.over(action.result),
        finished_at=action.finished_at,
    )


@dataclass(frozen=True)
class PaperLine:
    """One paper with its files."""

    what: str
    way: str
    on: date
    by: str
    files: tuple[Attachment, ...]


def paper_line(entry: Entry, *, title: str, veil: Veil) -> PaperLine:
    """An entry whose files were read with it."""
    return PaperLine(
        what=veil.over(entry.text) if entry.kind == Entry.Kind.PAPER else title,
        way=veil.over(title) if entry.kind == Entry.Kind.PAPER else "",
        on=entry.happened_on,
        by=entry.by_name,
        files=tuple(entry.attachments.all()),
    )
