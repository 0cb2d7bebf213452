"""How fresh a child's file is: how long ago the last real meeting or update was, by what the child's status asks.

Pure. A file is amber ("Due soon") from the lower number of whole weeks on, and red ("Late") from the upper one.
Where both are the same there is no amber.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(weeks=1)
AHEAD = timedelta(days=7)  # how long before it turns red a file is put before the leads, whatever its colour


class ClockState(StrEnum):
    """How a clock stands. The word is always there; the colour only helps."""

    FRESH = "fresh"
    SOON = "soon"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        return {"fresh": "Fresh", "soon": "Due soon", "overdue": "Late"}[self]

    @property
    def worst_first(self) -> int:
        return ("overdue", "soon", "fresh").index(self)


@dataclass(frozen=True)
class FreshnessLimit:
    """After how many weeks a file with this status is amber, then red; and who says so."""

    status: str
    amber_weeks: int
    red_weeks: int
    source: str = ""

    @property
    def strictness(self) -> tuple[int, int]:
        return self.red_weeks, self.amber_weeks


@dataclass(frozen=True)
class HeldStatus:
    """A status that a child has, and from which day on."""

    kind: str
    label: str
    since: date


@dataclass(frozen=True)
class Touch:
    """A real meeting or update: the day, and what it was ("Core group", "Review of the plan")."""

    on: date
    what: str


@dataclass(frozen=True)
class Freshness:
    """One file's clock on ``today``, by the strictest of the child's statuses."""

    status: HeldStatus
    limit: FreshnessLimit
    touch: Touch | None
    today: date

    @property
    def since(self) -> date:
        """The day from which the weeks are counted."""
        return self.touch.on if self.touch else self.status.since

    @property
    def days(self) -> int:
        return (self.today - self.since).days

    @property
    def amber_on(self) -> date:
        return self.since + WEEK * self.limit.amber_weeks

    @property
    def red_on(self) -> date:
        return self.since + WEEK * self.limit.red_weeks

    @property
    def state(self) -> ClockState:
        if self.today >= self.red_on:
            return ClockState.OVERDUE
        return ClockState.SOON if self.today >= self.amber_on else ClockState.FRESH

    @property
    def days_over(self) -> int:
        """How many days it has been red."""
        return max((self.today - self.red_on).days, 0)

    @property
    def wants_work(self) -> bool:
        """Whether it belongs before the leads: amber, red, or red within a week."""
        return self.state != ClockState.FRESH or self.red_on - self.today <= AHEAD

    @property
    def tag(self) -> str:
        return f"{length(self.days_over)} late" if self.days_over else self.state.label

    @property
    def why(self) -> str:
        """From what the weeks are counted."""
        if self.touch:
            return f"{self.touch.what} on {in_full(self.touch.on)}"
        return f"No meeting or update since it began on {in_full(self.status.since)}"

    @property
    def age(self) -> str:
        return f"{weeks_and_days(self.days)} ago" if self.days else "Today"

    @property
    def next(self) -> str:
        """What comes next, with its day."""
        if self.state == ClockState.OVERDUE:
            return f"{weeks_and_days(self.days)} old. {self.limit_words}"
        if self.state == ClockState.FRESH and self.amber_on < self.red_on:
            return f"Due soon from {in_full(self.amber_on)}"
        return f"Late from {in_full(self.red_on)}"

    @property
    def limit_words(self) -> str:
        amber, red = self.limit.amber_weeks, self.limit.red_weeks
        return f"The limit is {weeks(red)}" if amber == red else f"The limits are {amber} and {weeks(red)}"

    @property
    def urgency(self) -> tuple:
        """Red before amber, and what is red longest first."""
        return self.state.worst_first, self.red_on


def freshness(
    held: Iterable[HeldStatus], limits: Iterable[FreshnessLimit], touches: Iterable[Touch], today: date
) -> Freshness | None:
    """The clock of a file on ``today``; None where no status in force has a limit.

    The strictest limit rules. Only what happened since that status began counts for it: what was before belongs to
    the status before, and the new one begins with its own first day. So the clock switches with the status.
    """
    by_status = {limit.status: limit for limit in limits}
    ruled = [each for each in held if each.kind in by_status and each.since <= today]
    if not ruled:
        return None
    status = min(ruled, key=lambda each: (by_status[each.kind].strictness, each.since))
    since = [touch for touch in touches if status.since <= touch.on <= today]
    last = max(since, key=lambda touch: touch.on, default=None)
    return Freshness(status, by_status[status.kind], last, today)


def in_full(day: date) -> str:
    """ "6 July 2026"."""
    return f"{day.day} {day:%B} {day.year}"


def weeks(number: int) -> str:
    return f"{number} week{'' if number == 1 else 's'}"


def length(days: int) -> str:
    """ "9 days", "3 weeks": whole weeks from two weeks on."""
    if days >= 14:
        return weeks(days // 7)
    return f"{days} day{'' if days == 1 else 's'}"


def weeks_and_days(days: int) -> str:
    """ "6 days", "2 weeks", "2 weeks and 6 days"."""
    whole, rest = divmod(days, 7)
    if not whole:
        return length(rest)
    return f"{weeks(whole)} and {length(rest)}" if rest else weeks(whole)
