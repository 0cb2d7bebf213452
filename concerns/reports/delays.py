"""Delays of concerns, as the record has them: of one, of a child's file, and of a school in a period."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.utils import timezone

from concerns.delay import LIMITS, Course, Delay, Limit, delays_of
from concerns.models import Concern, Entry, Standing
from concerns.reports.together import rows_of
from safeguarding.models import School
from safeguarding.working_days import TermDates

Kind = Entry.Kind
# What counts as something done; a plan to do something does not, and neither does a referral that was not sent.
DONE = (Kind.DECISION, Kind.CONTACT, Kind.CHILD_WORDS, Kind.OUTCOME)
STEPS = {Kind.REFERRAL: "sent", Kind.MEETING: "held", Kind.PLAN: "in_force"}


def is_act(entry) -> bool:
    """Whether the entry tells of something that was done; ``entry`` has at least ``kind`` and ``facts``."""
    if entry.kind == Kind.ACTION:
        return entry.facts.get("to") == "done"
    return entry.kind in DONE or (entry.kind in STEPS and entry.facts.get("step") == STEPS[entry.kind])


def course_of(concern: Concern, entries: Iterable) -> Course:
    """The course of one concern from its entries, oldest first; what was struck through does not count."""
    entries, standing = list(entries), concern.standing
    struck = {each.corrects_id for each in entries if each.kind == Kind.ERROR_CONFIRMED}
    acts = [each.happened_on for each in entries if is_act(each) and each.pk not in struck]
    explained = frozenset(each.facts.get("delay", "") for each in entries if each.kind == Kind.DELAY)
    return Course(
        happened_on=concern.happened_on,
        when_sure=concern.when_sure,
        recorded_on=timezone.localdate(concern.recorded_at),
        triaged_on=timezone.localdate(standing.triaged_at) if standing.triaged_at else None,
        acted_on=min(acts, default=None),
        urgent=concern.urgent,
        is_live=standing.is_live,
        explained=explained,
    )


def slow_in(chronology, *, terms: Iterable[TermDates], today: date) -> tuple["SlowConcern", ...]:
    """The concerns of a child's file with a step over its limit, the newest first; nothing is read for it."""
    by_concern = defaultdict(list)
    for entry in chronology.entries:
        by_concern[entry.concern_id].append(entry)
    found = []
    for key, link in chronology.links.items():
        if link.concern.standing.state != Standing.State.IN_ERROR:
            entries = sorted(by_concern[key], key=lambda each: (each.recorded_at, each.pk))
            course = course_of(link.concern, entries)
            over = tuple(each for each in delays_of(course, terms=terms, today=today) if each.is_over)
            found += (
                [SlowConcern(link.concern.public_id, link.concern.reference, course.recorded_on, over)]
                if over
                else []
            )
    return tuple(sorted(found, key=lambda each: (each.recorded_on, each.reference), reverse=True))


@dataclass(frozen=True)
class SlowConcern:
    """One concern with a step over its limit."""

    public_id: str
    reference: str
    recorded_on: date
    over: tuple[Delay, ...]

    @property
    def wants_reason(self) -> bool:
        return any(delay.wants_reason for delay in self.over)


def slow_part(school: School, *, reader, since: date, until: date) -> dict:
    """What ``made_courses`` asks: the concerns that were recorded on those days and are open to the reader."""
    concerns = Concern.objects.visible_to(reader).filter(
        school=school, recorded_at__date__gte=since, recorded_at__date__lte=until
    )
    concerns = concerns.exclude(standing__state=Standing.State.IN_ERROR)
    struck = Entry.objects.filter(corrects=OuterRef("pk"), kind=Kind.ERROR_CONFIRMED)
    mine = Entry.objects.filter(concern=OuterRef("pk")).without_hidden_plans(reader)
    steps = Q()
    for kind, step in STEPS.items():
        steps |= Q(kind=kind, facts__step=step)
    acts = mine.filter(Q(kind__in=DONE) | Q(kind=Kind.ACTION, facts__to="done") | steps, ~Exists(struck))
    reasons = mine.filter(kind=Kind.DELAY).exclude(reason="").order_by("recorded_at")
    rows = concerns.annotate(
        acted_on=Subquery(acts.order_by("happened_on").values("happened_on")[:1]),
        given=ArraySubquery(reasons.values_list(KT("facts__delay"), flat=True)),
    )
    return {
        "courses": rows_of(
            rows, public_id="public_id", reference="reference", happened_on="happened_on", when_sure="when_sure",
            recorded_at="recorded_at", triaged_at="standing__triaged_at", urgent="urgent", state="standing__state",
            acted_on="acted_on", given="given",
        )
    }  # fmt: skip


@dataclass(frozen=True)
class StepFigures:
    """One step over many concerns. ``median_days`` is None where none could be measured."""

    limit: Limit
    step: str
    measured: int
    median_days: float | None
    over: int
    without_reason: int


@dataclass(frozen=True)
class Delays:
    """The steps of a school's concerns in a period, and the concerns that were slow, the newest first."""

    concerns: int
    steps: tuple[StepFigures, ...]
    slow: tuple[SlowConcern, ...]


def made_delays(rows: dict[str, list[dict]], *, terms: Iterable[TermDates], today: date) -> Delays:
    """From the rows of ``slow_part``."""
    terms = tuple(terms)
    measured = [(row, delays_of(_course(row), terms=terms, today=today)) for row in rows["courses"]]
    every = [delay for _, delays in measured for delay in delays]
    slow = [_slow(row, delays) for row, delays in measured if any(delay.is_over for delay in delays)]
    return Delays(
        concerns=len(measured),
        steps=tuple(_figures(step, [each for each in every if each.step == step]) for step in LIMITS),
        slow=tuple(sorted(slow, key=lambda each: (each.recorded_on, each.reference), reverse=True)),
    )


def _figures(step: str, delays: list[Delay]) -> StepFigures:
    over = [delay for delay in delays if delay.is_over]
    middle = median(delay.days for delay in delays) if delays else None
    without = sum(delay.wants_reason for delay in over)
    return StepFigures(LIMITS[step], step, len(delays), middle, len(over), without)


def _course(row: dict) -> Course:
    return Course(
        happened_on=_day(row["happened_on"]),
        when_sure=row["when_sure"],
        recorded_on=_local(row["recorded_at"]),
        triaged_on=_local(row["triaged_at"]) if row["triaged_at"] else None,
        acted_on=_day(row["acted_on"]),
        urgent=row["urgent"],
        is_live=row["state"] in Standing.LIVE,
        explained=frozenset(row["given"] or ()),
    )


def _slow(row: dict, delays: Iterable[Delay]) -> SlowConcern:
    over = tuple(delay for delay in delays if delay.is_over)
    return SlowConcern(row["public_id"], row["reference"], _local(row["recorded_at"]), over)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _local(text: str) -> date:
    return timezone.localdate(datetime.fromisoformat(text))
