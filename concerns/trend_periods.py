"""Stretches of time that are compared: half terms, terms, school years, months and weeks. Pure.

They follow each other without a gap: holidays belong with the half term or term before them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count as iter_count
from itertools import islice

from safeguarding.working_days import TermDates, is_school_day, months_later, term_before, term_of

DAY, WEEK = timedelta(days=1), timedelta(days=7)
HALF_TERM, TERM, YEAR, MONTH, WEEKS = "half-term", "term", "year", "month", "week"
KINDS = {
    HALF_TERM: "half term",
    TERM: "term",
    YEAR: "school year",
    MONTH: "month",
    WEEKS: "week",
}
IN_A_YEAR = {HALF_TERM: 6, TERM: 3, YEAR: 1, MONTH: 12, WEEKS: 52}
SHOWN = {HALF_TERM: 8, TERM: 5, YEAR: 4, MONTH: 14, WEEKS: 54}


@dataclass(frozen=True)
class Span:
    """One stretch; ``until`` is its last day. ``short`` and ``under`` are for the foot of a chart."""

    label: str
    short: str
    under: str
    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def middle(self) -> date:
        return self.since + timedelta(days=self.days // 2)

    def is_over(self, today: date) -> bool:
        return self.until < today

    def school_days(self, terms: Iterable[TermDates]) -> int:
        terms = tuple(terms)
        return sum(is_school_day(self.since + DAY * number, terms) for number in range(self.days))


def school_year_of(day: date) -> int:
    """The year in which the school year of that day began."""
    return day.year if day.month >= 9 else day.year - 1


def year_in_words(year: int) -> str:
    return f"{year} to {year + 1}"


def spans(kind: str, terms: Iterable[TermDates], today: date, count: int) -> tuple[Span, ...]:
    """The last ``count`` spans of that kind, oldest first; the last one is the one that today is in."""
    starts = {
        HALF_TERM: _half_terms,
        TERM: _terms,
        YEAR: _years,
        MONTH: _months,
        WEEKS: _weeks,
    }[kind](tuple(terms), today)
    found, until = [], None
    for start in islice(starts, count):
        last = start.ends if until is None else until
        found.append(Span(start.label, start.short, start.under, start.since, last))
        until = start.since - DAY
    return tuple(reversed(found))


@dataclass(frozen=True)
class _Start:
    """Where a span begins; ``ends`` is for the one that is not over, as far as it is known."""

    since: date
    ends: date
    label: str
    short: str
    under: str


def _all_terms(terms: tuple[TermDates, ...], today: date) -> Iterator[tuple[TermDates, date]]:
    """The term of today and those before it, each with its last day, holidays and all."""
    term = term_of(today, terms)
    later = [each.starts_on for each in terms if each.starts_on > today]
    until = max(today, min(later, default=term.ends_on + DAY) - DAY)
    while True:
        yield term, until
        until = term.starts_on - DAY
        term = term_before(term, terms)


def _terms(terms: tuple[TermDates, ...], today: date) -> Iterator[_Start]:
    for term, until in _all_terms(terms, today):
        name = _name(term)
        yield _Start(term.starts_on, until, f"{name} term {term.starts_on.year}", name[:3], _year_of(term))


def _half_terms(terms: tuple[TermDates, ...], today: date) -> Iterator[_Start]:
    for term, until in _all_terms(terms, today):
        name, half = _name(term), _second_half(term)
        whole = name, name[:3], term.starts_on.year, _year_of(term)
        if half <= today:
            yield _half(2, half, until, *whole)
        yield _half(1, term.starts_on, min(until, half - DAY), *whole)


def _half(number: int, since: date, until: date, name: str, short: str, year: int, under: str) -> _Start:
    return _Start(since, until, f"{name} {number}, {year}", f"{short} {number}", under)


def _name(term: TermDates) -> str:
    return term.name.split()[0].capitalize()


def _year_of(term: TermDates) -> str:
    return year_in_words(school_year_of(term.starts_on + WEEK))


def _second_half(term: TermDates) -> date:
    """The first day after the half-term break; where none is known, a Monday in the middle of the term."""
    if term.break_ends:
        return term.break_ends + DAY
    middle = term.starts_on + (term.ends_on - term.starts_on) // 2
    return middle + DAY * (7 - middle.weekday())


def _years(terms: tuple[TermDates, ...], today: date) -> Iterator[_Start]:
    for year in iter_count(school_year_of(today), -1):
        short = f"{year % 100}/{(year + 1) % 100}"
        yield _Start(date(year, 9, 1), date(year + 1, 8, 31), year_in_words(year), short, "School years")


def _months(terms: tuple[TermDates, ...], today: date) -> Iterator[_Start]:
    first = today.replace(day=1)
    while True:
        until = months_later(first, 1) - DAY
        yield _Start(first, until, f"{first:%B} {first.year}", f"{first:%b}", str(first.year))
        first = months_later(first, -1)


def _weeks(terms: tuple[TermDates, ...], today: date) -> Iterator[_Start]:
    monday = today - DAY * today.weekday()
    while True:
        label = f"Week of {monday.day} {monday:%B} {monday.year}"
        yield _Start(monday, monday + WEEK - DAY, label, f"{monday.day} {monday:%b}", str(monday.year))
        monday -= WEEK
