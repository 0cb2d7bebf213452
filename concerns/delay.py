"""Delay told honestly: from the event to the record, from the record to triage, from triage to the first action. Pure.

Lengths are school days, so a weekend, a bank holiday or half term is no delay; the first day is not counted. Over the
limit the record asks why, and the reason is an entry. All limits stand in ``LIMITS``, each with its reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concerns.models import Concern
from safeguarding.working_days import TermDates, school_days_between

RECORDED, TRIAGED, ACTED = "recorded", "triaged", "acted"
NOT_A_DAY = (Concern.WhenSure.OVER_TIME, Concern.WhenSure.UNKNOWN)


@dataclass(frozen=True)
class Limit:
    """How many school days a step may take, for an urgent report too, and why."""

    name: str
    days: int
    urgent_days: int
    why: str

    def of(self, urgent: bool) -> int:
        return self.urgent_days if urgent else self.days


LIMITS = {
    RECORDED: Limit(
        "From the event to the record", 1, 1,
        "What was seen is written the same day, or on the next school day where it happened after school",
    ),
    TRIAGED: Limit(
        "From the record to triage", 1, 0,
        "A lead reads every report by the next school day, and an urgent one the same day",
    ),
    ACTED: Limit(
        "From triage to the first action", 2, 1,
        "What triage decides is begun within two school days, and for an urgent report by the next",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Course:
    """When the steps of one concern were. ``acted_on`` is None while nothing was done."""

    happened_on: date | None
    when_sure: str
    recorded_on: date
    triaged_on: date | None
    acted_on: date | None
    urgent: bool = False
    is_live: bool = True
    explained: frozenset[str] = frozenset()  # steps for which a reason was given


@dataclass(frozen=True)
class Delay:
    """How long one step took, or has taken until today."""

    step: str
    days: int
    limit: int
    runs: bool
    has_reason: bool = False

    @property
    def name(self) -> str:
        return LIMITS[self.step].name

    @property
    def why_limit(self) -> str:
        return LIMITS[self.step].why

    @property
    def is_over(self) -> bool:
        return self.days > self.limit

    @property
    def wants_reason(self) -> bool:
        return self.is_over and not self.has_reason

    @property
    def words(self) -> str:
        took = "The same school day" if not self.days else school_days(self.days)
        return f"{took} so far" if self.runs and self.days else took

    @property
    def limit_words(self) -> str:
        return f"limit {school_days(self.limit)}" if self.limit else "limit the same school day"


def delays_of(course: Course, *, terms: Iterable[TermDates], today: date) -> tuple[Delay, ...]:
    """The steps of one concern that can be measured. A step that waits runs until today while the concern is live.

    An event over some time, or of a day that nobody knows, has no first step. What was done before triage is no
    delay after it.
    """
    terms = tuple(terms)
    spans = {TRIAGED: (course.recorded_on, course.triaged_on), ACTED: (course.triaged_on, course.acted_on)}
    if course.happened_on is not None and course.when_sure not in NOT_A_DAY:
        spans = {RECORDED: (course.happened_on, course.recorded_on)} | spans
    made = []
    for step, (first, last) in spans.items():
        if first is None or (last is None and not course.is_live):
            continue
        days = school_days_between(first, last or today, terms)
        limit = LIMITS[step].of(course.urgent)
        made.append(Delay(step, days, limit, last is None, step in course.explained))
    return tuple(made)


def school_days(number: int) -> str:
    return f"{number} school day{'' if number == 1 else 's'}"
