"""Where a row of the trends leads: to the same for that row alone, and to the concerns for those who may open them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from concerns.reports.trend_rows import CATEGORY, SCHOOL, YEAR
from concerns.reports.trends import Line, Trends
from safeguarding.models import School

NARROWS = {CATEGORY: "category", SCHOOL: "school", YEAR: "year"}


@dataclass(frozen=True)
class Linked:
    """One row with its addresses; an empty one leads nowhere."""

    line: Line
    narrow: str = ""
    listed: str = ""


def linked(trends: Trends, query, *, school: School | None) -> tuple[Linked, ...]:
    """Every row. What is masked leads nowhere: there would be nothing more to see."""
    return tuple(
        Linked(line, _narrow(trends, line, query), _listed(trends, line, school)) for line in trends.lines
    )


def _narrow(trends: Trends, line: Line, query) -> str:
    name = NARROWS.get(trends.asked.by)
    if name is None or not line.row.is_sorted or line.now.number is None:
        return ""
    if trends.is_masked and (trends.asked.school or trends.asked.category or trends.asked.year is not None):
        return ""
    kept = {key: query[key] for key in ("compare", "school", "category", "year") if query.get(key)}
    return "?" + urlencode(kept | {name: line.row.slug})


def _listed(trends: Trends, line: Line, school: School | None) -> str:
    """The list of concerns knows categories and days; of a year group it has no list."""
    narrowed = trends.asked.by != CATEGORY or trends.asked.year is not None
    if school is None or trends.is_masked or narrowed or not line.row.is_sorted or not line.now.number:
        return ""
    asked = {
        "state": "",
        "category": line.row.slug,
        "since": _day(trends.now.since),
        "until": _day(trends.now.until),
    }
    return f"{reverse('concerns:concerns', args=[school.slug])}?{urlencode(asked)}"


def _day(day) -> str:
    return f"{day.day} {day:%B} {day.year}"
