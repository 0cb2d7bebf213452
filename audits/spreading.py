"""Spreading the sections of an audit over the weeks of school: sizes and days in, a day for each section out. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate

from safeguarding.working_days import DAY, TermDates, is_school_day


def school_weeks(first: date, last: date, terms: Iterable[TermDates] = ()) -> list[date]:
    """The last school day of each week that has one, from ``first`` up to and with ``last``."""
    terms = tuple(terms)
    days = (first + DAY * n for n in range((last - first).days + 1))
    by_week = {day.isocalendar()[:2]: day for day in days if is_school_day(day, terms)}
    return list(by_week.values())


def spread(sizes: Sequence[int], first: date, last: date, terms: Iterable[TermDates] = ()) -> list[date]:
    """A day for each section, in their order, so that every week has about as many items as another.

    Where no school day is left, all of it is due on ``last``.
    """
    weeks = school_weeks(first, last, terms) or [last]
    whole = max(sum(sizes), 1)
    # The week in which a section's last item falls, were the items laid out evenly: rounded up, from 0.
    return [weeks[max(-(-done * len(weeks) // whole) - 1, 0)] for done in accumulate(sizes)]
