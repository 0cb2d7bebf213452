"""The trust board: schools by section, each cell with its counts and the worst rating in it. Never an average."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Q

from audits.models import Action, Audit, Response
from audits.outline import outline_of
from audits.rating import Counts, Rating, count
from safeguarding.models import School

WORST_FIRST = (Rating.RED, Rating.AMBER, Rating.UNANSWERED, Rating.GREEN, Rating.NOT_APPLICABLE)
NO_AUDIT, NOT_SENT, NOT_HERE = "No audit", "Not sent yet", "Not in this edition"
MANY = 7  # from this many schools on the table is turned


@dataclass(frozen=True)
class Cell:
    """One section of one school: counts, or why there are none."""

    section: str
    counts: Counts | None = None
    why_not: str = ""
    before: Counts | None = None
    url_parts: tuple[str, str] = ("", "")

    @property
    def worst(self) -> str:
        """The worst rating in it, or nothing where there is nothing to rate."""
        if self.counts is None:
            return ""
        return next((rating.value for rating in WORST_FIRST if self.counts.of(rating)), "")

    @property
    def bold(self) -> str:
        """ "1 red", "2 amber", "3 not answered", or nothing where all is well."""
        if self.worst not in (Rating.RED, Rating.AMBER, Rating.UNANSWERED):
            return ""
        return f"{self.counts.of(Rating(self.worst))} {Rating(self.worst).label.lower()}"

    @property
    def rest(self) -> str:
        """What else there is to say after the worst: the other ratings that want attention or do not apply."""
        if self.counts is None:
            return self.why_not
        if not self.bold:
            return self.counts.in_words
        more = (Rating.AMBER, Rating.UNANSWERED, Rating.NOT_APPLICABLE)
        said = [rating for rating in more if rating != self.worst and self.counts.of(rating)]
        return ", ".join(f"{self.counts.of(rating)} {rating.label.lower()}" for rating in said)

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
    columns: tuple[Column, ...]
    as_at: date

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

    @property
    def editions(self) -> tuple[str, ...]:
        return tuple(sorted({column.edition for column in self.columns if column.edition}))

    @property
    def sentence(self) -> str:
        """ "6 red items in 2 schools. One school has not sent its audit."."""
        reds, schools = sum(c.reds for c in self.columns), sum(c.reds > 0 for c in self.columns)
        said = (
            f"{_counted(reds, 'red item')} in {_counted(schools, 'school')}." if reds else "No item is red."
        )
        missing = sum(column.counts is None for column in self.columns)
        if not missing:
            return said
        have = "has" if missing == 1 else "have"
        return f"{said} {_counted(missing, 'school')} {have} not sent an audit."


def trust_board(
    trust, schools: Iterable[School], *, user, today: date, year: int | None = None, sort=""
) -> Board:
    """Read the board of one school year (the newest with an audit) in a fixed number of queries.

    ``schools`` are those that the person may see; a draft counts as not sent, whoever asks.
    """
    schools = sorted(schools, key=lambda school: school.name)
    audits = _audits(schools, user)
    years = tuple(sorted({audit.year for audit in audits}, reverse=True))
    year = year if year in years else next(iter(years), today.year)
    chosen = {audit.school_id: audit for audit in audits if audit.year == year}
    sent = [audit for audit in chosen.values() if audit.is_released]
    before = {audit.school_id: audit for audit in audits if audit.year == year - 1 and audit.is_released}
    sections = _sections(chosen.values())
    counts, cases = _counts([*sent, *before.values()])
    actions = _actions(sent, today)
    columns = [
        _column(school, chosen.get(school.pk), before.get(school.pk), sections, counts, cases, actions, today)
        for school in schools
    ]
    return Board(trust.name, trust.slug, year, years, sections, _sorted(columns, sort), today)


SORTS = {
    "red": lambda column: (-column.reds, -column.ambers, column.school),
    "late": lambda column: (-column.late, column.school),
}


def _sorted(columns: list[Column], sort: str) -> tuple[Column, ...]:
    return tuple(sorted(columns, key=SORTS[sort]) if sort in SORTS else columns)


def _audits(schools, user) -> list[Audit]:
    rows = Audit.objects.visible_to(user).live().filter(school__in=[school.pk for school in schools])
    # Of several editions in one year the later one is shown.
    return list(rows.select_related("edition").order_by("year", "pk"))


def _sections(audits) -> tuple[tuple[str, str, str], ...]:
    """The sections of every edition in use, in the order of the newest; keys are shared over editions."""
    editions = {audit.edition_id: audit.edition for audit in audits}
    found: dict[str, tuple[str, str, str]] = {}
    for edition in sorted(editions.values(), key=lambda each: each.effective_from, reverse=True):
        for section in outline_of(edition).main_sections:
            found.setdefault(section.key, (section.key, str(section.number or ""), section.title))
    return tuple(found.values())


def _counts(audits):
    """By audit and section the counts of items, and by audit those of the case check; one query."""
    by_pk = {audit.pk: audit for audit in audits}
    rows = Response.objects.filter(audit__in=by_pk).filter(Q(case=None) | Q(case__removed_at=None)).order_by()
    items, cases = defaultdict(list), defaultdict(list)
    for audit, item, rating, case in rows.values_list("audit_id", "item_id", "rating", "case_id"):
        if case is None:
            section = outline_of(by_pk[audit].edition).by_pk[item].section_key
            items[audit, section].append(rating)
        else:
            cases[audit].append((case, rating))
    return {place: count(ratings) for place, ratings in items.items()}, cases


def _actions(audits, today: date) -> dict[int, tuple[int, int]]:
    """By audit: how many actions are late, and how many unfinished; one query."""
    rows = Action.objects.filter(audit__in=[audit.pk for audit in audits], state__in=Action.UNFINISHED)
    late = Count("pk", filter=Q(due_on__lt=today))
    counted = rows.order_by().values("audit").annotate(late=late, all=Count("pk"))
    return {row["audit"]: (row["late"], row["all"]) for row in counted}


def _column(school, audit, before, sections, counts, cases, actions, today) -> Column:
    sent = audit is not None and audit.is_released
    cells = tuple(_cell(key, school, audit, before, counts) for key, _, _ in sections)
    late, unfinished = actions.get(audit.pk, (0, 0)) if sent else (0, 0)
    return Column(
        school=school.name,
        slug=school.slug,
        audit=audit.public_id if audit else "",
        state=_state(audit, today),
        edition=audit.edition.label if audit else "",
        cells=cells,
        counts=sum((cell.counts for cell in cells if cell.counts), Counts()) if sent else None,
        cases=_cases(cases.get(audit.pk, ())) if sent else "",
        late=late,
        open_actions=unfinished,
    )


def _cell(key: str, school, audit, before, counts) -> Cell:
    if audit is None or not audit.is_released:
        return Cell(key, why_not=NO_AUDIT if audit is None else NOT_SENT)
    found = counts.get((audit.pk, key))
    if found is None:
        return Cell(key, why_not=NOT_HERE)
    earlier = counts.get((before.pk, key)) if before else None
    return Cell(key, found, before=earlier, url_parts=(school.slug, audit.public_id))


def _state(audit: Audit | None, today: date) -> str:
    """ "Signed, 9 days old": the age from the day on which it was sent."""
    if audit is None:
        return NO_AUDIT
    if not audit.is_released:
        late = (today - audit.due_on).days
        return f"Draft, {_counted(late, 'day')} late" if late > 0 else "Draft"
    days = (today - audit.submitted_at.date()).days
    return f"{audit.get_state_display()}, {_counted(days, 'day')} old" if days else audit.get_state_display()


def _cases(rows) -> str:
    """ "2 files, 4 amber": the case-record check in a few words, without a child in it."""
    files = len({case for case, _ in rows})
    if not files:
        return "No file checked"
    return f"{_counted(files, 'file')}, {count(rating for _, rating in rows).worst_in_words.lower()}"


def _named(number: str, title: str) -> str:
    return f"{number}. {title}" if number else title


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
