"""Results of finished quality checks over time, by school and question, for the page and for the spreadsheet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from concerns.models import QualityAnswer, QualityCheck
from concerns.reports.quality_check import (
    Coding,
    Counts,
    Share,
    coding_of,
    may_open_records,
    results_of,
    shares_of,
    with_answers,
)
from safeguarding.models import School, User
from safeguarding.spreadsheets import Column, Sheet

LAST = 4  # checks side by side on the page; the sheet has all
COLUMNS = (
    Column("School", 30),
    Column("Finished", 16),
    Column("Question", 60),
    Column("Records", 10),
    *(Column(label, 14) for label in QualityAnswer.Answer.labels),
)
CODING = (
    Column("School", 30),
    Column("Finished", 16),
    Column("Children sorted twice", 20),
    Column("Same category", 16),
    Column("In words", 60),
    Column("Children drawn from", 20),
    Column("Under “Other”", 16),
    Column("Changed after triage", 20),
)


@dataclass(frozen=True)
class Checked:
    """One finished check of a school."""

    check: QualityCheck
    counts: tuple[Counts, ...]
    coding: Coding | None
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Line:
    """One question through the checks that asked it; None where one did not."""

    question: str
    cells: tuple[Counts | None, ...]


@dataclass(frozen=True)
class SchoolResults:
    """The checks of one school, the newest first."""

    school: School
    checks: tuple[Checked, ...]

    @property
    def shown(self) -> tuple[Checked, ...]:
        return self.checks[:LAST]

    @property
    def lines(self) -> tuple[Line, ...]:
        """By the key of a question, worded as the newest check words it."""
        words: dict[str, str] = {}
        for checked in self.shown:
            for counts in checked.counts:
                words.setdefault(counts.key, counts.question)
        by_check = [{counts.key: counts for counts in checked.counts} for checked in self.shown]
        return tuple(Line(text, tuple(row.get(key) for row in by_check)) for key, text in words.items())


def results_over_time(schools: Iterable[School], *, reader: User) -> tuple[SchoolResults, ...]:
    """Every finished check of the schools, school by school; six queries however many there are."""
    schools = list(schools)
    rows = QualityCheck.objects.visible_to(reader).finished().filter(school__in=schools)
    by_school = defaultdict(list)
    for check in with_answers(rows.order_by("-ended_at", "-pk"), reader):
        by_school[check.school_id].append(_checked(check, not may_open_records(reader, check.school)))
    return tuple(SchoolResults(school, tuple(by_school[school.pk])) for school in schools)


def _checked(check: QualityCheck, hides: bool) -> Checked:
    coding = coding_of([check], hides) if check.blind else None
    return Checked(check, results_of(check, hides), coding, shares_of([check], hides))


def results_sheets(results: Iterable[SchoolResults]) -> tuple[Sheet, Sheet]:
    """A row for each school, check and question; and one for each check with what its categories say."""
    results = list(results)
    answers = (
        (
            each.school.name,
            checked.check.ended_at.date(),
            counts.question,
            counts.total,
            *(count.cell for _, count in counts.shown),
        )
        for each in results
        for checked in each.checks
        for counts in checked.counts
    )
    categories = (
        (each.school.name, checked.check.ended_at.date(), *_coding_cells(checked))
        for each in results
        for checked in each.checks
    )
    return Sheet("Answers", COLUMNS, tuple(answers)), Sheet("Categories", CODING, tuple(categories))


def _coding_cells(checked: Checked) -> tuple:
    coding = checked.coding
    told = (coding.pairs, coding.agreed.cell, coding.words) if coding else (None, None, "Not asked")
    other, changed = checked.shares
    return (*told, other.of, other.count.cell, changed.count.cell)
