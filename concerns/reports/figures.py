"""A school's figures of its work with children: counts with their whole, worked out once for page, trust and governors.

Nothing here is a score. What a reader may not open is not counted for them, so two readers may see other counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Value

from concerns.freshness import ClockState
from concerns.models import Meeting, Pupil, Reassessment, Referral
from concerns.referral_clock import Stopwatch, local_day, stopwatch
from concerns.reports.clocks import ChildClocks, clock_rows_beside, made_clocks
from concerns.reports.corroboration import (
    LETTER,
    MINUTES,
    REFERRAL,
    RESULT,
    Gap,
    decisions_to_refer,
    gap_parts,
    in_force,
    made_gaps,
)
from concerns.reports.coverage import Coverage, coverage_parts, made_coverage
from concerns.reports.delays import Delays, made_delays, slow_part
from concerns.reports.today_clocks import StatusCount, status_counts
from concerns.reports.together import rows_of
from concerns.reports.views_asked import AskedOfChild, made_views, view_parts
from safeguarding.models import School, User
from safeguarding.reports.term_dates import terms_of
from safeguarding.working_days import TermDates, term_before, term_of

DAY = timedelta(days=1)
THIS_TERM, LAST_TERM, YEAR = "term", "last", "year"
PAPERS = (MINUTES, RESULT, LETTER, REFERRAL)
PUPIL = ("public_id", "first_name", "last_name", "known_as", "year_group")


@dataclass(frozen=True)
class Period:
    """A span of days; both ends count."""

    key: str
    label: str
    since: date
    until: date


def periods(terms: Iterable[TermDates], today: date) -> dict[str, Period]:
    """This term until today, the term before it with its holidays, and the school year until today."""
    terms = tuple(terms)
    now = term_of(today, terms)
    before = term_before(now, terms)
    year = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    made = (
        Period(THIS_TERM, "This term", now.starts_on, today),
        Period(LAST_TERM, "Last term", before.starts_on, now.starts_on - DAY),
        Period(YEAR, "School year", year, today),
    )
    return {period.key: period for period in made}


@dataclass(frozen=True)
class SentReferral:
    """One referral that was sent, with its stopwatch."""

    public_id: str
    pupil: Pupil
    agency: str
    sent_on: date
    watch: Stopwatch

    @property
    def state(self) -> str:
        """``in_time``, ``late``, ``waiting`` (there is still time) or ``overdue``."""
        if self.watch.runs:
            return "overdue" if self.watch.is_late else "waiting"
        return "late" if self.watch.is_late else "in_time"


@dataclass(frozen=True)
class GivenAnswer:
    """One answer to "Does this change our view?"."""

    pupil: Pupil
    changes: bool
    answered_on: date


@dataclass(frozen=True)
class SchoolFigures:
    """All of it for one period. Freshness, meetings, papers and open questions are as of today, whatever the period."""

    period: Period
    statuses: tuple[StatusCount, ...]
    children: tuple[ChildClocks, ...]
    referrals: tuple[SentReferral, ...]
    coverage: Coverage
    gaps: tuple[Gap, ...]
    papers: dict[str, int]  # how many of each kind there should be a paper of
    delays: Delays
    answers: tuple[GivenAnswer, ...]
    asked: tuple[AskedOfChild, ...]

    @property
    def meetings(self) -> dict[ClockState, int]:
        """How many statutory meetings stand how."""
        states = [due.state for each in self.children for due in each.meetings]
        return {state: states.count(state) for state in ClockState}

    @property
    def open_questions(self) -> int:
        return sum(len(each.questions) for each in self.asked)

    def referrals_that(self, *states: str) -> tuple[SentReferral, ...]:
        return tuple(each for each in self.referrals if each.state in states)

    def gaps_of_kind(self, kind: str) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.kind == kind)


def school_figures(school: School, *, reader: User, today: date, period: str = THIS_TERM) -> SchoolFigures:
    """Read all figures of a school for one reader: three queries, however much there is."""
    terms = terms_of(school)
    span = periods(terms, today).get(period) or periods(terms, today)[THIS_TERM]
    on_roll = Pupil.objects.visible_to(reader).filter(school=school).on_roll()
    asking = {"school": school, "reader": reader, "today": today}
    within = {"reader": reader, "since": span.since, "until": span.until}
    beside = lambda: (  # noqa: E731
        view_parts(on_roll, **asking)
        | gap_parts(on_roll, **asking)
        | coverage_parts(school, **within)
        | slow_part(school, **within)
        | _referral_part(school, span, reader)
        | _answer_part(school, span, reader)
        | _paper_parts(on_roll, **asking)
    )
    rows = clock_rows_beside("figures", on_roll, beside, **asking, also=(span.since, span.until))
    children = tuple(made_clocks(rows, school, today).values())
    return SchoolFigures(
        period=span,
        statuses=tuple(status_counts(children)),
        children=children,
        referrals=tuple(_referral(row, today) for row in rows["sent_referrals"]),
        coverage=made_coverage(rows),
        gaps=made_gaps(rows, today),
        papers={name: sum(row["many"] for row in rows[f"all_{name}"]) for name in PAPERS},
        delays=made_delays(rows, terms=terms, today=today),
        answers=tuple(map(_answer, rows["given_answers"])),
        asked=tuple(made_views(rows, school, today).values()),
    )


def _child(before: str) -> dict[str, str]:
    return {f"child_{name}": f"{before}{name}" for name in PUPIL}


def _pupil(row: dict) -> Pupil:
    return Pupil(**{name: row[f"child_{name}"] for name in PUPIL})


def _referral_part(school: School, period: Period, reader: User) -> dict:
    """Every referral that was sent in the period, whatever became of it."""
    rows = Referral.objects.visible_to(reader).filter(
        school=school, sent_at__date__gte=period.since, sent_at__date__lte=period.until
    )
    return {
        "sent_referrals": rows_of(
            rows, public_id="public_id", agency="agency", basis="basis", sent_at="sent_at",
            acknowledged_at="acknowledged_at", decided_at="decided_at", **_child("pupil__"),
        )
    }  # fmt: skip


def _referral(row: dict, today: date) -> SentReferral:
    moment = lambda name: datetime.fromisoformat(row[name]) if row[name] else None  # noqa: E731
    watch = stopwatch(
        row["basis"], sent_at=moment("sent_at"), acknowledged_at=moment("acknowledged_at"),
        decided_at=moment("decided_at"), today=today,
    )  # fmt: skip
    return SentReferral(row["public_id"], _pupil(row), row["agency"], local_day(moment("sent_at")), watch)


def _answer_part(school: School, period: Period, reader: User) -> dict:
    rows = Reassessment.objects.visible_to(reader).filter(
        school=school, answered_at__date__gte=period.since, answered_at__date__lte=period.until
    )
    return {"given_answers": rows_of(rows, changes="changes_view", at="answered_at", **_child("pupil__"))}


def _answer(row: dict) -> GivenAnswer:
    return GivenAnswer(_pupil(row), row["changes"], local_day(datetime.fromisoformat(row["at"])))


def _paper_parts(pupils, *, school: School, reader: User, today: date) -> dict:
    """How many there are of which a paper is looked for, as of today and of children on the roll."""
    keys = pupils.order_by().values("pk")
    meetings = Meeting.objects.visible_to(reader).filter(pupil__in=keys, state=Meeting.State.HELD)
    referrals = Referral.objects.visible_to(reader).filter(pupil__in=keys, sent_at__isnull=False)
    return {
        f"all_{MINUTES}": _many(meetings),
        f"all_{RESULT}": _many(referrals),
        f"all_{LETTER}": _many(in_force(keys, today)),
        f"all_{REFERRAL}": _many(decisions_to_refer(keys, [school], reader, today)),
    }


def _many(rows):
    return rows_of(rows.order_by().values(one=Value(1)).annotate(many=Count("pk")), many="many")
