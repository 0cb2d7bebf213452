"""Stretches of time that are compared: half terms, terms, school years, months and weeks. Pure.

They follow each other without a gap: holidays belong with the half term or term before them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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
        TERM: lambda known, day: _terms(known, day),
        YEAR: _years,
        MONTH: _months,
        WEEKS: _weeks,
    }[kind](tuple(terms), today)
    found, until = [], None
    for since, label, short, under in starts:
        last = until if until is not None else _end(kind, since, tuple(terms))
        found.append(Span(label, short, under, since, last))
        until = since - DAY
        if len(found) == count:
            break
    return tuple(reversed(found))


def _end(kind: str, since: date, terms: tuple[TermDates, ...]) -> date:
    """The last day of a span that is not over yet, as far as it is known."""
    if kind == WEEKS:
        return since + WEEK - DAY
    if kind == MONTH:
        return months_later(since, 1) - DAY
    if kind == YEAR:
        return date(school_year_of(since) + 1, 8, 31)
    term = term_of(since, terms)
    if kind == HALF_TERM and term.break_starts and since < term.break_starts:
        return term.break_ends
    later = [each.starts_on for each in terms if each.starts_on > since]
    return min(later) - DAY if later else term.ends_on


Start = tuple[date, str, str, str]


def _terms(terms: tuple[TermDates, ...], today: date) -> Iterator[Start]:
    term = term_of(today, terms)
    while True:
        year, name = school_year_of(term.starts_on + WEEK), term.name.split()[0].capitalize()
        yield term.starts_on, f"{name} term {term.starts_on.year}", name[:3], year_in_words(year)
        term = term_before(term, terms)


def _half_terms(terms: tuple[TermDates, ...], today: date) -> Iterator[Start]:
    for since, label, short, under in _terms(terms, today):
        name = label.split()[0]
        half = _second_half(term_of(since, terms))
        if half <= today:
            yield half, f"{name} 2, {since.year}", f"{short} 2", under
        yield since, f"{name} 1, {since.year}", f"{short} 1", under


def _second_half(term: TermDates) -> date:
    """The first day after the half-term break; where none is known, the Monday in the middle of the term."""
    if term.break_ends:
        return term.break_ends + DAY
    middle = term.starts_on + (term.ends_on - term.starts_on) // 2
    return middle + DAY * (7 - middle.weekday())


def _years(terms: tuple[TermDates, ...], today: date) -> Iterator[Start]:
    year = school_year_of(today)
    while True:
        label = year_in_words(year)
        yield date(year, 9, 1), label, f"{year % 100}/{(year + 1) % 100}", "School years"
        year -= 1


def _months(terms: tuple[TermDates, ...], today: date) -> Iterator[Start]:
    first = today.replace(day=1)
    while True:
        yield first, f"{first:%B} {first.year}", f"{first:%b}", str(first.year)
        first = months_later(first, -1)


def _weeks(terms: tuple[TermDates, ...], today: date) -> Iterator[Start]:
    monday = today - DAY * today.weekday()
    while True:
        name = f"{monday.day} {monday:%B} {monday.year}"
        yield monday, f"Week of {name}", f"{monday.day} {monday:%b}", str(monday.year)
        monday -= WEEK
