"""Working days and school days in England. Pure.

A working day is Monday to Friday and not a bank holiday of England (Banking and Financial Dealings Act 1971, by way
of the ``holidays`` library). A school day is a working day within a term and outside its half-term break.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

DAY = timedelta(days=1)


@dataclass(frozen=True)
class TermDates:
    """One term with its break; both ends count. ``break_starts`` is None where there is no half-term break."""

    name: str
    starts_on: date
    ends_on: date
    break_starts: date | None = None
    break_ends: date | None = None

    def has(self, day: date) -> bool:
        """Whether the day is in the term, its break included."""
        return self.starts_on <= day <= self.ends_on

    def is_open_on(self, day: date) -> bool:
        """Whether the day is in the term and not in its break."""
        in_break = self.break_starts is not None and self.break_starts <= day <= self.break_ends
        return self.has(day) and not in_break


@cache
def _bank_holidays(year: int):
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def add_working_days(day: date, number: int) -> date:
    """The day on which the ``number``-th working day after ``day`` falls; ``day`` itself is not counted."""
    return _add(day, number, is_working_day)


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after ``first`` up to and with ``last``; 0 when last is not after first."""
    return sum(is_working_day(first + DAY * n) for n in range(1, (last - first).days + 1))


def months_later(day: date, months: int) -> date:
    """The same day some months later; the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_school_day(day: date, terms: Iterable[TermDates]) -> bool:
    """Whether school is open. Where no term is known around the day, every working day counts."""
    if not is_working_day(day):
        return False
    known = [term for term in terms if abs(day - term.starts_on) < DAY * 200]
    return any(term.is_open_on(day) for term in known) if known else True


def add_school_days(day: date, number: int, terms: Iterable[TermDates] = ()) -> date:
    """The day on which the ``number``-th school day after ``day`` falls; ``day`` itself is not counted."""
    terms = tuple(terms)
    return _add(day, number, lambda each: is_school_day(each, terms))


def school_days_between(first: date, last: date, terms: Iterable[TermDates] = ()) -> int:
    """How many school days lie after ``first`` up to and with ``last``; 0 when last is not after first."""
    terms = tuple(terms)
    return sum(is_school_day(first + DAY * n, terms) for n in range(1, (last - first).days + 1))


def _add(day: date, number: int, counts) -> date:
    while number > 0:
        day += DAY
        number -= counts(day)
    return day


def term_of(day: date, terms: Iterable[TermDates]) -> TermDates:
    """The term that the day is in, or that began last before it; a usual one where no dates are known.

    A concern of the holidays belongs with the term before it, so that no day lies between two terms.
    """
    begun = [term for term in terms if term.starts_on <= day]
    latest = max(begun, key=lambda term: term.starts_on, default=None)
    if latest is None or (day - latest.ends_on).days > 60:
        return usual_term(day)
    return latest


def term_before(term: TermDates, terms: Iterable[TermDates]) -> TermDates:
    """The term that began last before this one; ``term`` is one that ``term_of`` gave.

    Where no dates are known for the days before, a usual term may begin just before the known one (1 September and
    3 September): that is the same term and not the one before it.
    """
    terms = tuple(terms)
    before = term_of(term.starts_on - DAY, terms)
    while (term.starts_on - before.starts_on).days < 30:
        before = term_of(before.starts_on - DAY, terms)
    return before


def usual_term(day: date) -> TermDates:
    """The third of the school year that holds the day: from 1 September, 1 January and 16 April."""
    if day.month >= 9:
        return TermDates("Autumn term", date(day.year, 9, 1), date(day.year, 12, 31))
    if (day.month, day.day) >= (4, 16):
        return TermDates("Summer term", date(day.year, 4, 16), date(day.year, 8, 31))
    return TermDates("Spring term", date(day.year, 1, 1), date(day.year, 4, 15))
