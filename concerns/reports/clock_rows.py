"""The clocks of one child as rows of a page: what, since when, a bar, the tag, and in words what comes next."""

from dataclasses import dataclass
from datetime import date

from concerns.freshness import ClockState, Freshness
from concerns.meeting_clock import AHEAD, MeetingDue
from concerns.reports.clocks import ChildClocks

LOOKS = {ClockState.FRESH: "fresh", ClockState.SOON: "soon", ClockState.OVERDUE: "late"}
ROOM = 62  # per cent: a label that begins further on would run into the one at the end


@dataclass(frozen=True)
class Stretch:
    """A coloured part of a bar, in per cent of its length."""

    look: str
    start: float
    length: float


@dataclass(frozen=True)
class Label:
    """Small words under a bar."""

    at: float
    text: str

    @property
    def anchor(self) -> str:
        return "end" if self.at > ROOM else "start"


@dataclass(frozen=True)
class Bar:
    """A picture of the clock. It says nothing that the words beside it do not say."""

    stretches: tuple[Stretch, ...]
    mark: float
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class ClockRow:
    """One clock. ``meeting`` is the kind of meeting that it asks for; freshness asks for none of its own."""

    title: str
    why: str
    state: ClockState
    tag: str
    next: str
    source: str
    bar: Bar
    meeting: str = ""
    planned: bool = False

    @property
    def look(self) -> str:
        return LOOKS[self.state]


def clock_rows(clocks: ChildClocks | None) -> tuple[ClockRow, ...]:
    """Freshness first, then the meetings; nothing for a child without a status that has a clock."""
    if clocks is None:
        return ()
    fresh = [_freshness_row(clocks.freshness)] if clocks.freshness else []
    return (*fresh, *(_meeting_row(due) for due in clocks.meetings))


def _freshness_row(clock: Freshness) -> ClockRow:
    why = f"{clock.why}, {clock.age.lower()}" if clock.touch else clock.why
    title = f"{clock.status.label}: how fresh"
    bar = bar_of(clock.since, clock.amber_on, clock.red_on, clock.today)
    return ClockRow(title, why, clock.state, clock.tag, clock.next, clock.limit.source, bar)


def _meeting_row(due: MeetingDue) -> ClockRow:
    begun = due.last_on or due.status.since
    amber = max(due.due_on - AHEAD, begun)
    bar = bar_of(begun, amber, due.due_on, due.today)
    planned = due.planned_on is not None
    return ClockRow(
        due.limit.label, due.why, due.state, due.tag, due.next, due.limit.source, bar, due.limit.kind, planned
    )


def bar_of(begun: date, amber_on: date, red_on: date, today: date) -> Bar:
    """Green, amber and red between the days, with a mark at today; the bar grows with what is overdue."""
    end = max(red_on, today)
    whole = max((end - begun).days, 1)
    at = lambda day: round(100 * (day - begun).days / whole, 2)  # noqa: E731
    ends = [("fresh", begun, amber_on), ("soon", amber_on, red_on), ("late", red_on, end)]
    stretches = [Stretch(look, at(first), at(last) - at(first)) for look, first, last in ends if last > first]
    labels = [Label(at(amber_on), f"Due soon {_short(amber_on)}")] if amber_on < red_on else []
    labels = [label for label in labels if label.at <= ROOM and at(red_on) - label.at > 25]
    labels.append(Label(at(red_on), f"Late {_short(red_on)}"))
    return Bar(tuple(stretches), at(today), tuple(labels))


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"
