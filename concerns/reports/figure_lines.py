"""The figures of a school as a page shows them: each with its meaning in words, its counts, and what lies behind."""

from collections.abc import Iterable
from dataclasses import dataclass

from concerns.delay import LIMITS, school_days
from concerns.freshness import ClockState
from concerns.reports.clock_rows import LOOKS
from concerns.reports.corroboration import NAMES, WITHIN
from concerns.reports.coverage import ChildCoverage
from concerns.reports.figures import PAPERS, SchoolFigures

REFERRAL_STATES = {
    "in_time": "Answered in time",
    "late": "Answered late",
    "waiting": "No answer yet, still in time",
    "overdue": "No answer, and late",
}


@dataclass(frozen=True)
class FigureLine:
    """One count of a whole. ``which`` names the list behind it; ``more`` is said beside the count."""

    label: str
    count: int
    of: int
    which: str
    more: str = ""

    @property
    def slug(self) -> str:
        """The list's name as an address has it."""
        return self.which.replace(".", "-")

    @property
    def is_listed(self) -> bool:
        """Whether something lies behind: the count, or of a share what it lacks."""
        return self.count < self.of if self.which in {"words", "effect"} else self.count > 0


@dataclass(frozen=True)
class Figure:
    """One table of the page. ``is_now`` says that it stands as of today, whatever the period."""

    key: str
    title: str
    means: str
    lines: tuple[FigureLine, ...]
    is_now: bool = False
    empty: str = "There is nothing to count."


def figures_in_words(found: SchoolFigures) -> tuple[Figure, ...]:
    """The tables, in the order of the page."""
    return (
        _freshness(found), _meetings(found), _referrals(found), _answers(found), _coverage(found), _papers(found),
        _delays(found),
    )  # fmt: skip


def _freshness(found: SchoolFigures) -> Figure:
    lines = []
    for status in found.statuses:
        whole = status.overdue + status.soon + status.fresh
        counts = dict(zip(ClockState, (status.fresh, status.soon, status.overdue), strict=True))
        lines += [
            FigureLine(f"{status.label}: {state.label.lower()}", count, whole, f"{status.kind}.{state}")
            for state, count in sorted(counts.items(), key=lambda pair: pair[0].worst_first)
            if whole
        ]
    means = (
        "Children on the roll by the strictest status that has a limit, and how long ago the last meeting, review of a "
        "plan or update from a professional was. The limits are those of the local authority."
    )
    return Figure(
        "freshness",
        "How fresh the files are",
        means,
        tuple(lines),
        True,
        "No child has a status with a limit.",
    )


def _meetings(found: SchoolFigures) -> Figure:
    counts, whole = found.meetings, sum(found.meetings.values())
    words = {ClockState.OVERDUE: "Late", ClockState.SOON: "Due soon", ClockState.FRESH: "In time"}
    lines = [FigureLine(words[state], counts[state], whole, state) for state in words if whole]
    means = (
        "Meetings that a status asks for by law or local rule, by the last day on which the next one is in time. "
        "A meeting is due soon in the last 14 days while nobody has planned it, or if it is planned too late."
    )
    return Figure("meetings", "Statutory meetings", means, tuple(lines), True, "No meeting is due.")


def _referrals(found: SchoolFigures) -> Figure:
    whole = len(found.referrals)
    lines = [
        FigureLine(label, len(found.referrals_that(state)), whole, state)
        for state, label in REFERRAL_STATES.items()
        if whole
    ]
    means = (
        "Referrals that were sent in the period, by when their decision came. It is due within one working day under "
        "section 17 and section 47; of others we ask for it after ten."
    )
    return Figure(
        "referrals",
        "Referrals answered in time",
        means,
        tuple(lines),
        empty="No referral was sent in this period.",
    )


def _answers(found: SchoolFigures) -> Figure:
    yes, whole = sum(each.changes for each in found.answers), len(found.answers) + found.open_questions
    lines = [
        FigureLine("Answered: it changes our view", yes, whole, "yes"),
        FigureLine("Answered: it does not", len(found.answers) - yes, whole, "no"),
        FigureLine("Not answered yet", found.open_questions, whole, "open"),
    ]
    means = (
        "How often the record asked “Does this change our view?”: at the third concern of a term in the same or a "
        "linked category, and when two reviews of a plan both said the same. Answers of the period, and what is "
        "open today."
    )
    return Figure(
        "answers",
        "Questions about our view",
        means,
        tuple(lines) if whole else (),
        empty="Nothing was asked.",
    )


def _coverage(found: SchoolFigures) -> Figure:
    covered = found.coverage
    lines = [
        FigureLine("With the child’s own words or view", covered.with_words, covered.significant, "words"),
        FigureLine("With the effect on the child", covered.with_effect, covered.significant, "effect"),
    ]
    means = (
        "Significant events of the period: concerns, entries marked as significant and statuses that began, each in "
        "every file that holds it. What was entered in error is left out."
    )
    return Figure(
        "coverage", "The child’s words and the effect", means, tuple(lines) if covered.significant else (),
        empty="No significant event is on record in this period.",
    )  # fmt: skip


def _papers(found: SchoolFigures) -> Figure:
    lines = [
        FigureLine(
            NAMES[kind],
            len(found.gaps_of_kind(kind)),
            found.papers[kind],
            kind,
            f"Missed from {WITHIN[kind]}.",
        )
        for kind in PAPERS
        if found.papers[kind]
    ]
    means = (
        "Whether papers bear out what the record says, for children on the roll. A paper that is noted as kept "
        "elsewhere counts as here."
    )
    return Figure(
        "papers", "Papers that are missing", means, tuple(lines), True, "There is nothing to look for yet."
    )


def _delays(found: SchoolFigures) -> Figure:
    lines = []
    for step in found.delays.steps:
        if step.measured:
            half = step.median_days or 0
            middle = school_days(int(half)) if half == int(half) else f"{half} school days"
            more = f"Middle length {middle}. {LIMITS[step.step].why}."
            lines.append(
                FigureLine(f"{step.limit.name}: over the limit", step.over, step.measured, step.step, more)
            )
            if step.over:
                label = f"{step.limit.name}: over, without a reason"
                lines.append(FigureLine(label, step.without_reason, step.over, f"{step.step}.why"))
    means = (
        "Concerns that were recorded in the period, in school days. An event over some time, or of a day that nobody "
        "knows, is not measured. What still waits runs until today."
    )
    return Figure("delays", "Delays", means, tuple(lines), empty="No concern was recorded in this period.")


@dataclass(frozen=True)
class Behind:
    """One row of the list behind a figure. ``kind`` and ``public_id`` say where it leads: child, concern, referral."""

    kind: str
    public_id: str
    name: str
    words: str
    look: str = ""
    tag: str = ""


def children_behind(covered: Iterable[ChildCoverage], which: str) -> tuple[Behind, ...]:
    """The children in whose files a significant event lacks the child's words, or the effect."""
    rows = []
    for each in covered:
        words = which == "words"
        lacking = each.coverage.without_words if words else each.coverage.without_effect
        if lacking and which in {"words", "effect"}:
            what = "the child’s words" if words else "the effect"
            told = f"{lacking} of {each.coverage.significant} significant events without {what}."
            rows.append((lacking, Behind("significant", each.pupil.public_id, _named(each.pupil), told)))
    return tuple(row for _, row in sorted(rows, key=lambda pair: (-pair[0], pair[1].name)))


def rows_behind(found: SchoolFigures, key: str, which: str) -> tuple[Behind, ...]:
    """What one count of the page stands for; nothing for a name that there is not."""
    rows = {
        "freshness": _files, "meetings": _due, "referrals": _sent, "answers": _given, "papers": _missing,
        "delays": _slow,
    }.get(key)  # fmt: skip
    return tuple(rows(found, which)) if rows else ()


def _named(pupil) -> str:
    return f"{pupil.name}, {pupil.year}"


def _files(found: SchoolFigures, which: str):
    kind, _, state = which.partition(".")
    ticking = [each for each in found.children if each.freshness and each.freshness.status.kind == kind]
    for each in sorted(ticking, key=lambda one: one.freshness.urgency):
        clock = each.freshness
        if clock.state == state:
            yield Behind("child", each.pupil.public_id, _named(each.pupil), f"{clock.why}. {clock.next}.",
                         LOOKS[clock.state], clock.tag)  # fmt: skip


def _due(found: SchoolFigures, which: str):
    every = [(each, due) for each in found.children for due in each.meetings if due.state == which]
    for each, due in sorted(every, key=lambda pair: pair[1].urgency):
        yield Behind("child", each.pupil.public_id, _named(each.pupil), f"{due.limit.label}. {due.next}.",
                     LOOKS[due.state], due.tag)  # fmt: skip


def _sent(found: SchoolFigures, which: str):
    for each in sorted(found.referrals_that(which), key=lambda one: one.sent_on):
        words = f"{each.agency}. {each.watch.words}."
        yield Behind("referral", each.public_id, _named(each.pupil), words)


def _given(found: SchoolFigures, which: str):
    if which == "open":
        for each in found.asked:
            for question in each.questions:
                yield Behind("view", each.pupil.public_id, _named(each.pupil), f"{question.words}.")
        return
    for each in sorted(found.answers, key=lambda one: one.answered_on, reverse=True):
        if each.changes == (which == "yes") and which in {"yes", "no"}:
            day = each.answered_on
            words = f"Answered on {day.day} {day:%B} {day.year}."
            yield Behind("child", each.pupil.public_id, _named(each.pupil), words)


def _missing(found: SchoolFigures, which: str):
    for gap in found.gaps_of_kind(which):
        if gap.pupil:
            yield Behind("child", gap.pupil.public_id, _named(gap.pupil), f"{gap.words}.")
        else:
            yield Behind("concern", gap.concern, f"Concern {gap.reference}", f"{gap.words}.")


def _slow(found: SchoolFigures, which: str):
    step, _, unexplained = which.partition(".")
    for each in found.delays.slow:
        for delay in each.over:
            if delay.step == step and (not unexplained or delay.wants_reason):
                said = "A reason is given" if delay.has_reason else "No reason yet"
                words = f"{delay.words}, {delay.limit_words}. {said}."
                yield Behind("concern", each.public_id, f"Concern {each.reference}", words)
