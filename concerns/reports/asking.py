"""Who counts, in which schools, over which days: what every measure of the records is asked with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from concerns.day_numbers import Calendar, SchoolDays, school_days, working_days
from safeguarding.models import School, SchoolTerm
from safeguarding.working_days import TermDates


@dataclass(frozen=True)
class Asking:
    """One question. ``reader`` is a person, or a ``Counter`` that stands for one; both ends of the span count."""

    reader: object
    schools: tuple[School, ...]
    since: date
    until: date
    today: date
    terms: dict[int, tuple[TermDates, ...]]  # of each authority of the schools

    @cached_property
    def school_days(self) -> SchoolDays:
        return school_days(self.since, self.today, self.terms)

    @cached_property
    def working_days(self) -> Calendar:
        return working_days(self.since, self.today)


def asking(schools: Iterable[School], *, reader, since: date, until: date, today: date) -> Asking:
    """The question with the terms of the schools' authorities; one query."""
    schools = tuple(schools)
    terms: dict[int, list[TermDates]] = {school.authority_id: [] for school in schools}
    for row in SchoolTerm.objects.filter(authority__in=terms).order_by("starts_on"):
        terms[row.authority_id].append(row.dates)
    known = {key: tuple(each) for key, each in terms.items()}
    return Asking(reader, schools, since, min(until, today), today, known)
