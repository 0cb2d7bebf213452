"""What Today says of the clocks: files that need an update, statutory meetings due, and the children of each status."""

from dataclasses import dataclass

from concerns.freshness import ClockState, Freshness
from concerns.meeting_clock import MeetingDue
from concerns.models import Status
from concerns.reports.clock_rows import LOOKS
from concerns.reports.clocks import ChildClocks

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True)
class ClockLine:
    """One child whose clock wants work."""

    pupil_id: str
    name: str
    clock: Freshness | MeetingDue

    @property
    def look(self) -> str:
        return LOOKS[self.clock.state]

    @property
    def what(self) -> str:
        return (
            self.clock.limit.label if isinstance(self.clock, MeetingDue) else "Record a meeting or an update"
        )


@dataclass(frozen=True)
class StatusCount:
    """How many children have a status today, and how their files stand where this status rules."""

    kind: str
    label: str
    count: int
    overdue: int
    soon: int
    fresh: int

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        """Look and words: the worst first, and "All fresh" where nothing is worse."""
        worse = [
            ("late", f"{self.overdue} late", self.overdue),
            ("soon", f"{self.soon} due soon", self.soon),
        ]
        found = [(look, words) for look, words, count in worse if count]
        return tuple(found or ([("fresh", "All fresh")] if self.fresh else []))


@dataclass(frozen=True)
class TodayClocks:
    """Late first. The lists hold as many rows as were asked for, the counts all."""

    stale: tuple[ClockLine, ...] = ()
    meetings: tuple[ClockLine, ...] = ()
    stale_count: int = 0
    meeting_count: int = 0
    overdue_files: int = 0
    overdue_meetings: int = 0
    statuses: tuple[StatusCount, ...] = ()

    @property
    def sentence(self) -> str:
        files, meetings = self.overdue_files, self.overdue_meetings
        told = [
            f"{_in_words(files)} file{' is' if files == 1 else 's are'} late for an update." if files else "",
            f"{_in_words(meetings)} statutory meeting{' is' if meetings == 1 else 's are'} late."
            if meetings
            else "",
        ]
        return " ".join(part for part in told if part)


def told_of(children: list[ChildClocks], rows: int | None) -> TodayClocks:
    """What Today says of these children."""
    stale = [(each, each.freshness) for each in children if each.freshness and each.freshness.wants_work]
    due = [(each, clock) for each in children for clock in each.wants_meeting]
    return TodayClocks(
        stale=_lines(stale)[:rows],
        meetings=_lines(due)[:rows],
        stale_count=len(stale),
        meeting_count=len(due),
        overdue_files=_overdue(stale),
        overdue_meetings=_overdue(due),
        statuses=tuple(status_counts(children)),
    )


def _overdue(found) -> int:
    return sum(clock.state == ClockState.OVERDUE for _, clock in found)


def _lines(found) -> tuple[ClockLine, ...]:
    ordered = sorted(found, key=lambda pair: (pair[1].urgency, pair[0].pupil.name))
    return tuple(
        ClockLine(each.pupil.public_id, f"{each.pupil.name}, {each.pupil.year}", clock)
        for each, clock in ordered
    )


def status_counts(children: list[ChildClocks]):
    for kind in Status.Kind:
        having = [each for each in children if any(held.kind == kind for held in each.statuses)]
        ruled = [
            each.freshness.state for each in having if each.freshness and each.freshness.status.kind == kind
        ]
        if having:
            counts = (ruled.count(state) for state in (ClockState.OVERDUE, ClockState.SOON, ClockState.FRESH))
            yield StatusCount(kind.value, kind.label, len(having), *counts)


def _in_words(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)
