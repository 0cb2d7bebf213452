"""The seven lessons as tables for a spreadsheet, as their reports show them."""

from collections.abc import Iterator

from concerns.reports.lessons import SchoolLessons, ShownTally, TrustLessons
from safeguarding.spreadsheets import Column, Sheet

SPAN = (Column("Lesson", 34), Column("What is counted", 44), Column("From", 18), Column("Until", 18))
COUNTS = (Column("How many", 12), Column("Of", 12))
MEANS = Column("What it means", 80)


def school_sheet(report: SchoolLessons) -> Sheet:
    """The school year so far, the same days a year before, and each month."""
    return Sheet("Seven lessons", (*SPAN, *COUNTS, MEANS), tuple(_of_school(report)))


def trust_sheet(report: TrustLessons) -> Sheet:
    """The same two spans for each school."""
    rows = ((school.school, *row) for school in report.schools for row in _spans(school))
    return Sheet("Seven lessons", (Column("School", 30), *SPAN, *COUNTS, MEANS), tuple(rows))


def _spans(report: SchoolLessons) -> Iterator[tuple]:
    for line in report.lines:
        start, means = (line.title, line.label), line.means
        yield (*start, report.since, report.until, *_counts(line.now), means)
        yield (*start, report.before_since, report.before_until, *_counts(line.before), means)


def _of_school(report: SchoolLessons) -> Iterator[tuple]:
    yield from _spans(report)
    for line in report.lines:
        for (since, until), tally in zip(report.month_spans, line.months, strict=True):
            yield (line.title, line.label, since, until, *_counts(tally), line.means)


def _counts(tally: ShownTally) -> tuple:
    return tally.met.cell, tally.of.cell
