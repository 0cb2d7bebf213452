"""School days and working days counted inside the database: each day has a number, and a length is a difference.

The same calendar as ``safeguarding.working_days``: the number of a day is how many such days there were up to it, so
that the days between two are what ``school_days_between`` says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from django.db.models import Case, Expression, Func, IntegerField, Value, When

from safeguarding.working_days import TermDates, is_school_day, is_working_day

DAY = timedelta(days=1)
BEFORE = timedelta(days=400)  # what is longer ago than that is too long in any case


class NumberOfDay(Func):
    """The number of a day that is there, among ``numbers`` that begin with ``first``; beyond the ends, the last one."""

    output_field = IntegerField()

    def __init__(self, day, *, first: date, numbers: list[int], **more):
        super().__init__(day, **more)
        self.first, self.numbers = first, numbers

    def as_sql(self, compiler, connection, **context):
        day, params = compiler.compile(self.source_expressions[0])
        place = f"LEAST(GREATEST(({day})::date - %s::date + 1, 1), %s)"
        return f"(%s::int[])[{place}]", (self.numbers, *params, self.first, len(self.numbers))


@dataclass(frozen=True)
class Calendar:
    """The numbers of the days of a span, and of a good year before it."""

    first: date
    numbers: tuple[int, ...]

    def of(self, day) -> Expression:
        return NumberOfDay(day, first=self.first, numbers=list(self.numbers))


def calendar(since: date, until: date, counts: Callable[[date], bool]) -> Calendar:
    first = since - BEFORE
    days = (first + DAY * place for place in range((until - first).days + 1))
    return Calendar(first, tuple(accumulate(int(counts(day)) for day in days)))


def working_days(since: date, until: date) -> Calendar:
    return calendar(since, until, is_working_day)


@dataclass(frozen=True)
class SchoolDays:
    """The school days of several authorities, each with its own terms."""

    of_authority: dict[int, Calendar]

    def of(self, day) -> Expression:
        """The number of that day where the row's school is."""
        made = {key: each.of(day) for key, each in self.of_authority.items()}
        if len(made) == 1:
            return next(iter(made.values()))
        whens = [When(school__authority=key, then=number) for key, number in made.items()]
        return Case(*whens, output_field=IntegerField())

    def between(self, first, last) -> Expression:
        """How many school days lie after the first day up to and with the last; none when it is not after it."""
        return Func(
            self.of(last) - self.of(first), Value(0), function="GREATEST", output_field=IntegerField()
        )


def school_days(since: date, until: date, terms: dict[int, Iterable[TermDates]]) -> SchoolDays:
    """``terms`` holds those of each authority by its key."""
    return SchoolDays(
        {key: calendar(since, until, _in_term(tuple(each))) for key, each in terms.items()},
    )


def _in_term(terms: tuple[TermDates, ...]) -> Callable[[date], bool]:
    return lambda day: is_school_day(day, terms)
