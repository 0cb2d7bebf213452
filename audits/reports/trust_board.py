"""The trust board: schools by section, each cell with its counts and the worst rating in it. Never an average."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from audits.models import Action, Audit, DueAudit, Edition, Response
from audits.outline import outline_of
from audits.rating import Counts, Rating
from safeguarding.models import School

WORST_FIRST = (Rating.RED, Rating.AMBER, Rating.UNANSWERED, Rating.GREEN, Rating.NOT_APPLICABLE)
NO_AUDIT, NOT_SENT, NOT_HERE = "No audit", "Not sent yet", "Not in this edition"
MANY = 7  # from this many schools on the table is turned


class Said(NamedTuple):
    """What some counts say in a cell: many cells of a board say the same, so it is worked out once for all."""

    worst: str  # the worst rating, or nothing where there is nothing to rate
    bold: str  # "1 red", "2 amber", "3 not answered", or nothing where all is well
    rest: str  # what else wants attention or does not apply


@lru_cache(maxsize=4096)
def _said(counts: Counts) -> Said:
    worst = next((rating for rating in WORST_FIRST if counts.of(rating)), None)
    if worst not in (Rating.RED, Rating.AMBER, Rating.UNANSWERED):
        return Said(worst.value if worst else "", "", counts.in_words)
    more = (Rating.AMBER, Rating.UNANSWERED, Rating.NOT_APPLICABLE)
    rest = [rating for rating in more if rating != worst and counts.of(rating)]
    return Said(worst.value, _many(counts, worst), ", ".join(_many(counts, rating) for rating in rest))


def _many(counts: Counts, rating: Rating) -> str:
    return f"{counts.of(rating)} {rating.label.lower()}"


_counts = lru_cache(maxsize=4096)(Counts)  # cells alike share their counts


@dataclass(frozen=True, slots=True)
class Cell:
    """One section of one school: counts, or why there are none."""

    section: str
    counts: Counts | None = None
    why_not: str = ""
    before: Counts | None = None

    @property
    def worst(self) -> str:
        """The worst rating in it, or nothing where there is nothing to rate."""
        return _said(self.counts).worst if self.counts else ""

    @property
    def bold(self) -> str:
        """ "1 red", "2 amber", "3 not answered", or nothing where all is well."""
        return _said(self.counts).bold if self.counts else ""

    @property
    def rest(self) -> str:
        """What else there is to say after the worst: the other ratings that want attention or do not apply."""
        return _said(self.counts).rest if self.counts else self.why_not

    @property
    def in_words(self) -> str:
        """The whole cell for somebody who hears it: "1 red, 2 amber, of 10"."""
        if self.counts is None:
            return self.why_not
        return f"{', '.join(part for part in (self.bold, self.rest) if part)}, of {self.counts.total}"

    @property
    def change(self) -> str:
        """How many ratings are worse and better than a year before, in words; empty without an earlier audit."""
        if self.before is None or self.counts is None:
            return ""
        worse = self.counts.red + self.counts.amber - self.before.red - self.before.amber
        if worse == 0:
            return "No change in reds and ambers"
        more = "more" if worse > 0 else "fewer"
        return f"{abs(worse)} {more} red or amber"


@dataclass(frozen=True)
class Column:
    """One school: its audit of the year, and a cell for each section."""

    school: str
    slug: str
    audit: str
    state: str
    edition: str
    cells: tuple[Cell, ...]
    counts: Counts | None
    cases: str
    late: int
    open_actions: int
    is_sent: bool = False

    @property
    def reds(self) -> int:
        return self.counts.red if self.counts else 0

    @property
    def ambers(self) -> int:
        return self.counts.amber if self.counts else 0

    @property
    def worst_first(self) -> tuple[Cell, ...]:
        """Cells for a telephone: what wants attention, the worst first."""
        order = [rating.value for rating in WORST_FIRST]
        bad = [cell for cell in self.cells if cell.bold]
        return tuple(sorted(bad, key=lambda cell: order.index(cell.worst)))

    @property
    def well(self) -> int:
        return sum(cell.counts is not None and not cell.bold for cell in self.cells)


@dataclass(frozen=True)
class Board:
    """All schools of a trust in one school year. Only audits that were sent have figures."""

    trust: str
    slug: str
    year: int
    years: tuple[int, ...]
    sections: tuple[tuple[str, str, str], ...]  # key, number, title
    columns: tuple[Column, ...]  # those that are shown
    as_at: date
    every: tuple[Column, ...] = ()  # and those that are filtered out

    @property
    def is_turned(self) -> bool:
        return len(self.columns) >= MANY

    @cached_property
    def rows(self) -> tuple[tuple[str, tuple[tuple[Column, Cell], ...]], ...]:
        """Sections down: the name, and each school's cell."""
        return tuple(
            (_named(number, title), tuple((column, column.cells[place]) for column in self.columns))
            for place, (_, number, title) in enumerate(self.sections)
        )

    @cached_property
    def blocks(self) -> tuple[tuple[Column, tuple[tuple[str, Cell], ...]], ...]:
        """For a telephone: each school with the sections that want attention, the worst first."""
        titles = {key: title for key, _, title in self.sections}
        return tuple(
            (column, tuple((titles[cell.section], cell) for cell in column.worst_first))
            for column in self.columns
        )

    @property
    def caption(self) -> str:
        return f"Ratings by section and school, {self.year} to {self.year + 1}"

    @property
    def editions(self) -> tuple[str, ...]:
        return tuple(sorted({column.edition for column in self.columns if column.edition}))

    @property
    def sentence(self) -> str:
        """ "6 red items in 2 schools. 1 school has not sent an audit.": of every school, shown or not."""
        every = self.every or self.columns
        reds, schools = sum(c.reds for c in every), sum(c.reds > 0 for c in every)
        said = (
            f"{_counted(reds, 'red item')} in {_counted(schools, 'school')}." if reds else "No item is red."
        )
        missing = sum(not column.is_sent for column in every)
        if not missing:
            return said
        have = "has" if missing == 1 else "have"
        return f"{said} {_counted(missing, 'school')} {have} not sent an audit."


def trust_board(
    trust,
    schools: Iterable[School],
    *,
    user,
    today: date,
    year: int | None = None,
    sort: str = "",
    show: str = "",
    compared: bool = True,
) -> Board:
    """Read the board of one school year (the newest with an audit) in a fixed number of queries.

    ``schools`` are those that the person may see; a draft counts as not sent, whoever asks. ``sort`` and ``show``
    are of ``SORTS`` and ``SHOWN``; without ``compared`` the year before is left unread.
    """
    schools = sorted(schools, key=lambda school: school.name)
    audits = _audits(schools, user)
    years = tuple(sorted({audit.year for audit in audits}, reverse=True))
    year = year if year in years else next(iter(years), today.year)
    chosen = {audit.school_id: audit for audit in audits if audit.year == year}
    before = {audit.school_id: audit for audit in audits if audit.year == year - 1 and is_sent(audit)}
    found = _Found.of([*chosen.values(), *(before.values() if compared else ())], today)
    due = _due(schools, year, user)
    sections = _sections(found.editions[key] for key in {audit.edition_id for audit in chosen.values()})
    columns = [
        _column(
            school.name,
            school.slug,
            chosen.get(school.pk),
            before.get(school.pk),
            sections,
            found,
            due.get(school.pk),
        )
        for school in schools
    ]
    shown = [column for column in columns if show not in SHOWN or SHOWN[show](column)]
    return Board(
        trust.name, trust.slug, year, years, sections, _sorted(shown, sort), today, _sorted(columns, "")
    )


class SchoolYears(Board):
    """One school's audits side by side, year by year: a row of the board over the years, with sections down."""

    @property
    def caption(self) -> str:
        return f"Ratings of {self.trust} by section and school year"


def school_years(school: School, *, user, today: date) -> SchoolYears:
    """Read every audit of a school that was sent, oldest first; sections of different editions meet by their key."""
    audits = [audit for audit in _audits([school], user) if is_sent(audit)]
    found = _Found.of(audits, today)
    sections = _sections(found.editions.values())
    by_year = {audit.year: audit for audit in audits}
    columns = tuple(
        _column(f"{year} to {year + 1}", school.slug, audit, by_year.get(year - 1), sections, found)
        for year, audit in sorted(by_year.items())
    )
    years = tuple(sorted(by_year, reverse=True))
    return SchoolYears(
        school.name, school.slug, next(iter(years), today.year), years, sections, columns, today
    )


SORTS = {
    "red": lambda column: (-column.reds, -column.ambers, column.school),
    "late": lambda column: (-column.late, column.school),
}
SHOWN = {
    "red": lambda column: column.reds > 0,
    "late": lambda column: column.late > 0,
    "not_sent": lambda column: not column.is_sent,
}


def _sorted(columns: list[Column], sort: str) -> tuple[Column, ...]:
    return tuple(sorted(columns, key=SORTS[sort]) if sort in SORTS else columns)


def _audits(schools, user) -> list:
    """All live audits of the schools, as plain rows: a hundred schools have hundreds."""
    rows = Audit.objects.visible_to(user).live().filter(school__in=[school.pk for school in schools])
    # Of several editions in one year the later one is shown.
    names = ("pk", "public_id", "school_id", "year", "state", "edition_id", "due_on", "submitted_at")
    return list(rows.order_by("year", "pk").values_list(*names, named=True))


def _due(schools, year: int, user) -> dict[int, date]:
    """By school the day by which the trust asks for an audit of that school year; one query."""
    rows = DueAudit.objects.visible_to(user).asked().filter(school__in=[school.pk for school in schools])
    return dict(rows.filter(year=year).order_by("-due_on").values_list("school_id", "due_on"))


def is_sent(audit) -> bool:
    return audit.state in Audit.RELEASED


def _sections(editions: Iterable[Edition]) -> tuple[tuple[str, str, str], ...]:
    """The sections of every edition in use, in the order of the newest; keys are shared over editions."""
    found: dict[str, tuple[str, str, str]] = {}
    for edition in sorted(editions, key=lambda each: each.effective_from, reverse=True):
        for section in outline_of(edition).main_sections:
            found.setdefault(section.key, (section.key, str(section.number or ""), section.title))
    return tuple(found.values())


@dataclass(frozen=True)
class _Found:
    """What the tables say of some audits, each by the audit's key."""

    sections: dict[tuple[int, str], Counts]
    totals: dict[int, Counts]
    cases: dict[int, tuple[int, Counts]]
    actions: dict[int, tuple[int, int]]  # late, and all that are unfinished
    editions: dict[int, Edition]
    today: date

    @classmethod
    def of(cls, audits: list, today: date) -> "_Found":
        """Four queries, however many audits there are; the database does the counting."""
        pks = [audit.pk for audit in audits]
        editions = Edition.objects.in_bulk({audit.edition_id for audit in audits})
        sections = _by_section(pks, editions)
        return cls(sections, _totals(sections), _by_case(pks), _by_action(pks, today), editions, today)


EACH = {rating.value: Count("pk", filter=Q(rating=rating)) for rating in Rating}


def _by_section(audits: list[int], editions: dict[int, Edition]) -> dict[tuple[int, str], Counts]:
    keys = {
        section.pk: section.key for edition in editions.values() for section in outline_of(edition).sections
    }
    rows = Response.objects.filter(audit__in=audits, case=None).order_by()
    counted = rows.values_list("audit_id", "item__section_id").annotate(**EACH)
    return {(audit, keys[section]): _counts(*counts) for audit, section, *counts in counted}


def _totals(sections: dict[tuple[int, str], Counts]) -> dict[int, Counts]:
    parts = defaultdict(list)
    for (audit, _), counts in sections.items():
        parts[audit].append(
            (counts.red, counts.amber, counts.green, counts.not_applicable, counts.unanswered)
        )
    return {audit: Counts(*map(sum, zip(*each, strict=True))) for audit, each in parts.items()}


def _by_case(audits: list[int]) -> dict[int, tuple[int, Counts]]:
    rows = Response.objects.filter(audit__in=audits, case__removed_at=None).exclude(case=None).order_by()
    counted = rows.values_list("audit_id").annotate(files=Count("case_id", distinct=True), **EACH)
    return {audit: (files, Counts(*counts)) for audit, files, *counts in counted}


def _by_action(audits: list[int], today: date) -> dict[int, tuple[int, int]]:
    rows = Action.objects.filter(audit__in=audits, state__in=Action.UNFINISHED).order_by()
    late = Count("pk", filter=Q(due_on__lt=today))
    return {
        audit: (late, unfinished)
        for audit, late, unfinished in rows.values_list("audit").annotate(late=late, unfinished=Count("pk"))
    }


def _column(name: str, slug: str, audit, before, sections, found: _Found, due: date | None = None) -> Column:
    sent = audit is not None and is_sent(audit)
    late, unfinished = found.actions.get(audit.pk, (0, 0)) if sent else (0, 0)
    counts = found.totals.get(audit.pk, Counts()) if audit else None
    return Column(
        school=name,
        slug=slug,
        audit=audit.public_id if audit else "",
        state=audit_state(audit, counts, found.today, due),
        edition=found.editions[audit.edition_id].label if audit else "",
        cells=tuple(_cell(key, audit, before, found.sections) for key, _, _ in sections),
        counts=counts if sent else None,
        cases=_cases(*found.cases.get(audit.pk, (0, Counts()))) if sent else "",
        late=late,
        open_actions=unfinished,
        is_sent=sent,
    )


def _cell(key: str, audit, before, counts) -> Cell:
    if audit is None or not is_sent(audit):
        return Cell(key, None, NO_AUDIT if audit is None else NOT_SENT)
    mine = counts.get((audit.pk, key))
    if mine is None:
        return Cell(key, None, NOT_HERE)
    return Cell(key, mine, "", counts.get((before.pk, key)) if before else None)


def audit_state(audit, counts: Counts | None, today: date, due: date | None = None) -> str:
    """ "Signed, 9 days old": the age from the day on which it was sent; before that how far it is and when due.

    ``due`` is the trust's day; without one a draft has the school's own.
    """
    if audit is None:
        return NO_AUDIT + _due_words(due, today)
    if not is_sent(audit):
        far = f"Draft, {counts.answered} of {counts.total} answered"
        return far + _due_words(due or audit.due_on, today)
    days = (today - timezone.localdate(audit.submitted_at)).days
    label = Audit.State(audit.state).label
    return f"{label}, {_counted(days, 'day')} old" if days else f"{label}, sent today"


def _due_words(due: date | None, today: date) -> str:
    if due is None:
        return ""
    late = (today - due).days
    return f", {_counted(late, 'day')} late" if late > 0 else f", due {due.day} {due:%B %Y}"


def _cases(files: int, counts: Counts) -> str:
    """ "2 files, 4 amber": the case-record check in a few words, without a child in it."""
    return f"{_counted(files, 'file')}, {counts.worst_in_words.lower()}" if files else "No file checked"


def _named(number: str, title: str) -> str:
    return f"{number}. {title}" if number else title


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
