"""When the next statutory meeting is due: the first one within so long of the status, each other one of the last.

Pure. The second clock beside freshness: a file may be fresh through calls, and the conference still be late.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from concerns.freshness import ClockState, HeldStatus, in_full, length
from safeguarding.working_days import add_working_days, months_later

AHEAD = timedelta(days=14)  # from when on a meeting that nobody has planned is called due soon
# Each of these takes the place of those before it: a child under a protection plan has no child in need meetings.
LADDER = ("early_help", "child_in_need", "child_protection")


@dataclass(frozen=True)
class Within:
    """A length of time of a rule."""

    number: int
    unit: str  # working_days, weeks or months

    def after(self, day: date) -> date:
        """The last day that is within the time."""
        if self.unit == "working_days":
            return add_working_days(day, self.number)
        if self.unit == "months":
            return months_later(day, self.number)
        return day + timedelta(weeks=self.number)

    def __str__(self):
        unit = self.unit.replace("_", " ")
        return f"{self.number} {unit.removesuffix('s') if self.number == 1 else unit}"


@dataclass(frozen=True)
class MeetingLimit:
    """Which meeting a status asks for, how soon the first and how often then; and who says so."""

    status: str
    kind: str
    label: str
    first: Within
    then: Within | None
    source: str = ""


@dataclass(frozen=True)
class MeetingDue:
    """One meeting that has to be, as it stands on ``today``. On the last day itself it is still in time."""

    status: HeldStatus
    limit: MeetingLimit
    last_on: date | None
    planned_on: date | None
    today: date

    @cached_property
    def due_on(self) -> date:
        if self.last_on is None:
            return self.limit.first.after(self.status.since)
        return self.limit.then.after(self.last_on)

    @cached_property
    def state(self) -> ClockState:
        if self.today > self.due_on:
            return ClockState.OVERDUE
        if self.planned_on is not None:
            return ClockState.SOON if self.is_planned_late else ClockState.FRESH
        return ClockState.SOON if self.due_on - self.today <= AHEAD else ClockState.FRESH

    @property
    def is_planned_late(self) -> bool:
        return self.planned_on is not None and self.planned_on > self.due_on

    @property
    def days_over(self) -> int:
        return max((self.today - self.due_on).days, 0)

    @property
    def wants_work(self) -> bool:
        return self.state != ClockState.FRESH

    @property
    def tag(self) -> str:
        return f"{length(self.days_over)} late" if self.days_over else self.state.label

    @property
    def why(self) -> str:
        """By which rule it is due."""
        if self.last_on is None:
            return f"Within {self.limit.first} of {in_full(self.status.since)}, when it began"
        return f"Within {self.limit.then} of the last one on {in_full(self.last_on)}"

    @property
    def next(self) -> str:
        """The last day, and what is planned."""
        due = f"{'Was due' if self.state == ClockState.OVERDUE else 'Due'} by {in_full(self.due_on)}"
        if self.planned_on is None:
            return f"{due}. Not planned yet"
        late = ", after the last day" if self.is_planned_late else ""
        return f"{due}. Planned for {in_full(self.planned_on)}{late}"

    @property
    def urgency(self) -> tuple:
        return self.state.worst_first, self.due_on


def meetings_due(
    held: Iterable[HeldStatus],
    limits: Iterable[MeetingLimit],
    *,
    last: dict[str, date],
    planned: dict[str, date],
    today: date,
) -> tuple[MeetingDue, ...]:
    """What is due for a child on ``today``, the most pressing first.

    ``last`` and ``planned`` say by kind of meeting when the last one was held and for when the next is planned. A
    meeting from before the status began does not count for it; nor does a plan for a day that has passed.
    """
    held = [each for each in held if each.since <= today]
    top = max((LADDER.index(each.kind) for each in held if each.kind in LADDER), default=-1)
    standing = {each.kind: each for each in held if each.kind not in LADDER or each.kind == LADDER[top]}
    found = []
    for limit in limits:
        status = standing.get(limit.status)
        if status is None:
            continue
        last_on = _if(last.get(limit.kind), lambda day, since=status.since: since <= day <= today)
        if last_on is not None and limit.then is None:
            continue
        planned_on = _if(planned.get(limit.kind), lambda day: day >= today)
        found.append(MeetingDue(status, limit, last_on, planned_on, today))
    return tuple(sorted(found, key=lambda each: (each.urgency, each.limit.kind)))


def _if(day: date | None, holds) -> date | None:
    return day if day is not None and holds(day) else None
