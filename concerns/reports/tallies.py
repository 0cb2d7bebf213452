"""Counting measures: over all rows, or by school and month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Aggregate, Count, F, FloatField, Value
from django.db.models.functions import TruncMonth

from concerns.reports.asking import Asking
from concerns.reports.measures import Measure
from concerns.reports.together import read_together, rows_of


@dataclass(frozen=True)
class Tally:
    """How many of a whole. ``middle`` is the middle length in school days, where one was asked for and measured."""

    met: int = 0
    of: int = 0
    middle: float | None = None

    def __add__(self, other: "Tally") -> "Tally":
        middle = other.middle if self.middle is None else self.middle
        return Tally(self.met + other.met, self.of + other.of, middle)

    @property
    def lacking(self) -> int:
        return self.of - self.met


class Middle(Aggregate):
    """The middle of a list of lengths."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def tallies(asking: Asking, measures: Iterable[Measure]) -> dict[str, Tally]:
    """Each measure over all rows, with its middle length; one query."""
    found: dict[str, Tally] = defaultdict(Tally)
    for key, row in _rows(asking, measures):
        found[key] += Tally(row["met"], row["of"], row["middle"])
    return found


def tallies_by_month(asking: Asking, measures: Iterable[Measure]) -> dict[tuple[str, int, date], Tally]:
    """Each measure by its key, the school and the first day of the month; one query."""
    found: dict[tuple[str, int, date], Tally] = defaultdict(Tally)
    for key, row in _rows(asking, measures, by_month=True):
        place = key, row["school"], date.fromisoformat(row["month"][:10])
        found[place] += Tally(row["met"], row["of"])
    return found


def _rows(asking: Asking, measures: Iterable[Measure], *, by_month: bool = False):
    measures = tuple(measures)
    parts = {}
    for source in {each.source.key: each.source for each in measures}.values():
        mine = [each for each in measures if each.source is source]
        for place, rows in enumerate(source.rows(asking)):
            parts[f"{source.key} {place}"] = _counted(rows, mine, by_month)
    read = read_together(parts) if parts else {}
    for name, rows in read.items():
        for each in (each for each in measures if each.source.key == name.split()[0]):
            for row in rows:
                said = {part: row.get(f"{part}_{each.key}") for part in ("met", "of", "middle")}
                yield each.key, said | {"school": row["school"], "month": row["month"]}


def _counted(rows, measures: list[Measure], by_month: bool):
    """One part of the question: the counts of all measures that look at these rows."""
    asked = {}
    for each in measures:
        asked[f"of_{each.key}"] = Count("pk", filter=each.whole or None)
        asked[f"met_{each.key}"] = Count("pk", filter=each.whole & each.met)
        if each.days and not by_month:
            asked[f"middle_{each.key}"] = Middle(each.days, filter=each.whole & each.has_length)
    by = {"place": Value(0), "month": Value("")}
    if by_month:
        by = {"place": F("school_id"), "month": TruncMonth("day")}
    counted = rows.order_by().values(**by).annotate(**asked)
    return rows_of(counted, school="place", month="month", **dict(zip(asked, asked, strict=True)))
