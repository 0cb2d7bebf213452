"""Concerns and pupils counted by stretch of time and by what they are counted by, for one reader.

They are added up from the tallies, which hold no child. What the reader is shut out of is taken off again, so that it
is not counted for them.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import F, Q, Sum

from concerns.models import ConcernTally, RollTally
from concerns.models.tally import RECEPTION, YearGroup
from concerns.trend_periods import Span, school_year_of
from safeguarding.models import School

DAY = timedelta(days=1)
SHUT_OUT = """SELECT school_id, day, category_id, subcategory_id, cohort, place, source, responsible, online, prejudice
    FROM concerns_shut_out_of() WHERE school_id = ANY (%s) AND day BETWEEN %s AND %s"""
COLUMNS = {
    "category": "category_id",
    "subcategory": "subcategory_id",
    "school": "school_id",
    "place": "place",
    "source": "source",
    "responsible": "responsible",
    "online": "online",
    "prejudice": "prejudice",
}


@dataclass(frozen=True)
class Narrowed:
    """What is counted of all concerns; None means all. ``categories`` are keys in the database."""

    schools: tuple[School, ...]
    year: int | None = None
    categories: tuple[int, ...] | None = None


def count_concerns(narrowed: Narrowed, spans: Sequence[Span], by: Sequence[str]) -> Counter:
    """How many concerns, by number of the span and then by each of ``by``; two queries.

    The spans are in order. Days between them are left out.
    """
    edges = sorted({span.since for span in spans} | {span.until + DAY for span in spans})
    numbers = {edges.index(span.since) + 1: number for number, span in enumerate(spans)}
    rows = ConcernTally.objects.of(narrowed.schools).filter(_within(spans)).in_spans(edges)
    if narrowed.categories is not None:
        rows = rows.filter(category__in=narrowed.categories)
    if narrowed.year is not None or "year" in by:
        rows = rows.annotate(year=YearGroup(F("day")))
    if narrowed.year is not None:
        rows = rows.filter(year=narrowed.year)
    names = [COLUMNS.get(name, name) for name in by]
    found = rows.order_by().values_list("span", *names).annotate(all=Sum("many"))
    counts = Counter({(numbers[span], *keys): many for span, *keys, many in found})
    for number, row in _shut_out(narrowed, spans):
        counts[number, *(_value(row, name) for name in by)] -= 1
    return counts


def _within(spans: Sequence[Span]) -> Q:
    """The days of all spans, where spans that follow each other are one stretch."""
    stretches: list[list[date]] = []
    for span in spans:
        if stretches and stretches[-1][1] + DAY == span.since:
            stretches[-1][1] = span.until
        else:
            stretches.append([span.since, span.until])
    return reduce(or_, (Q(day__gte=since, day__lte=until) for since, until in stretches))


def _shut_out(narrowed: Narrowed, spans: Sequence[Span]) -> list[tuple[int, dict]]:
    """Single concerns that the reader must not count, as far as they would be counted here."""
    with connection.cursor() as cursor:
        keys = [school.pk for school in narrowed.schools]
        cursor.execute(SHUT_OUT, [keys, spans[0].since, spans[-1].until])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [
        (number, row)
        for row in rows
        for number, span in enumerate(spans)
        if span.since <= row["day"] <= span.until
        and (narrowed.categories is None or row["category_id"] in narrowed.categories)
        and narrowed.year in (None, _value(row, "year"))
    ]


def _value(row: dict, name: str):
    if name == "year":
        return None if row["cohort"] is None else year_on(row["day"], row["cohort"])
    return row[COLUMNS[name]]


def year_on(day: date, cohort: int) -> int:
    """The year group of that cohort on that day; 0 is Reception."""
    return school_year_of(day) - cohort - RECEPTION


def count_pupils(narrowed: Narrowed, spans: Sequence[Span], by: str) -> dict:
    """Pupils on the roll in the middle of each span, by number of the span and by school or year group; one query.

    ``by`` something else gives the whole under None.
    """
    per_school, per_year = by == "school", by == "year" or narrowed.year is not None
    days = [span.middle + DAY for span in spans]  # whoever joined on the middle day is there
    rows = RollTally.objects.of(narrowed.schools).filter(day__lt=days[-1]).in_spans(days)
    names = ["school"] * per_school + ["cohort"] * per_year
    rows = rows.order_by().values_list("span", *names).annotate(all=Sum("many"))
    totals: defaultdict = defaultdict(int)
    for first, *keys, many in rows:
        for number in range(first, len(spans)):
            year = year_on(spans[number].middle, keys[-1]) if per_year else None
            if narrowed.year in (None, year):
                totals[number, keys[0] if per_school else year if by == "year" else None] += many
    return dict(totals)
