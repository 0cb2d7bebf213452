"""Concerns and pupils counted by stretch of time and by what they are counted by, for one reader.

They are added up from the tallies, which hold no child. What the reader is shut out of is taken off again, so that it
is not counted for them.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Sum

from concerns.models import ConcernTally, RollTally
from concerns.trend_periods import Span, school_year_of
from safeguarding.models import School

DAY = timedelta(days=1)
SHUT_OUT = """SELECT school_id, day, category_id, subcategory_id, cohort, place, source, responsible, online, prejudice
    FROM concerns_shut_out_of() WHERE school_id = ANY (%s) AND day BETWEEN %s AND %s"""
COLUMNS = {
    "category": "category_id",
    "subcategory": "subcategory_id",
    "school": "school_id",
    "year": "cohort",
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
    """How many concerns, by number of the span and then by each of ``by``.

    The spans are in order. Days between them are left out, so it is a query for each stretch without a gap, and one.
    """
    counts: Counter = Counter()
    for stretch in _stretches(spans):
        counts.update(_counted(narrowed, stretch, by))
    for number, row in _shut_out(narrowed, spans):
        counts[number, *(_value(row, name, spans[number]) for name in by)] -= 1
    return counts


def _counted(narrowed: Narrowed, stretch: dict[int, Span], by: Sequence[str]) -> Counter:
    numbers, spans = list(stretch), list(stretch.values())
    rows = ConcernTally.objects.of(narrowed.schools).filter(day__gte=spans[0].since, day__lte=spans[-1].until)
    rows = rows.in_spans([span.since for span in spans])
    if narrowed.categories is not None:
        rows = rows.filter(category__in=narrowed.categories)
    names = [COLUMNS[name] for name in by]
    cohort = [] if "cohort" in names or narrowed.year is None else ["cohort"]
    counts: Counter = Counter()
    for at, *keys, many in rows.order_by().values_list("span", *names, *cohort).annotate(all=Sum("many")):
        row = dict(zip((*names, *cohort), keys, strict=True))
        if narrowed.year in (None, year_of(row, spans[at - 1])):
            counts[numbers[at - 1], *(_value(row, name, spans[at - 1]) for name in by)] += many
    return counts


def _stretches(spans: Sequence[Span]) -> list[dict[int, Span]]:
    """Spans with their numbers, those that follow each other together."""
    found: list[dict[int, Span]] = []
    for number, span in enumerate(spans):
        if number and spans[number - 1].until + DAY == span.since:
            found[-1][number] = span
        else:
            found.append({number: span})
    return found


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
        and narrowed.year in (None, year_of(row, span))
    ]


def _value(row: dict, name: str, span: Span):
    return year_of(row, span) if name == "year" else row[COLUMNS[name]]


def year_of(row: dict, span: Span) -> int | None:
    """The year group of the row's cohort in the middle of the span, so that concerns and pupils are told alike."""
    cohort = row.get("cohort")
    return None if cohort is None else year_on(span.middle, cohort)


def year_on(day: date, cohort: int) -> int:
    """The year group of that cohort on that day; 0 is Reception, five school years after the one of birth."""
    return school_year_of(day) - cohort - 5


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
