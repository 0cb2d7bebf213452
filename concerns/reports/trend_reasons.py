"""Where most of a rise is, and one other reason for it that the records know. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from concerns.reports.trend_rows import year_in_words
from concerns.trend_periods import Span
from safeguarding.masking import Shown
from safeguarding.models import School

ALERTS = "filter"  # the source of what a filter or monitoring found
MUCH = 1.05  # so many times the pupils or the school days are worth a word


@dataclass(frozen=True)
class Reason:
    """Another reason in a sentence, and as a figure where it has one."""

    sentence: str
    label: str = ""
    value: str = ""


def summed(counts: Mapping[tuple, int], place: int) -> dict[tuple, int]:
    """Counts by number of the span and by one of their keys, all others added up."""
    found: dict[tuple, int] = defaultdict(int)
    for (span, *keys), many in counts.items():
        found[span, keys[place]] += many
    return dict(found)


def main_school(counts: Mapping[tuple, int], schools: Iterable[School], rise: int) -> School | None:
    """The one school in which most of the rise is."""
    more = {school: counts.get((1, school.pk), 0) - counts.get((0, school.pk), 0) for school in schools}
    return next((school for school in more if 2 * more[school] > rise), None)


def main_years(counts: Mapping[tuple, int], rise: int) -> str:
    """The one or two year groups in which most of the rise is."""
    years = {year for _, year in counts if year is not None}
    risen = Counter({year: counts.get((1, year), 0) - counts.get((0, year), 0) for year in years})
    most = [(year, more) for year, more in risen.most_common(2) if more > 0]
    if most and 2 * most[0][1] > rise:
        return year_in_words(most[0][0])
    if len(most) == 2 and 2 * (most[0][1] + most[1][1]) > rise:
        first, second = sorted(year for year, _ in most)
        if first > 0:
            return f"Years {first} and {second}"
        return f"{year_in_words(first)} and {year_in_words(second)}"
    return ""


def other_reason(tries: Iterable[Callable[[], Reason | None]]) -> Reason:
    """The first that there is; or that there is none on record."""
    found = next((made for attempt in tries if (made := attempt())), None)
    return found or Reason("The records know no other reason for it.")


def of_alerts(looks: Mapping[tuple, Shown], whole: Shown) -> Reason | None:
    """More set off by filtering or monitoring: it may be better noticing."""
    before, now = looks.get((0, ALERTS)), looks.get((1, ALERTS))
    if before is None or before.is_hidden or now is None or now.number is None or whole.number is None:
        return None
    if now.number <= (before.number or 0) or 4 * now.number < whole.number:
        return None
    return Reason(
        f"{now} came from a filtering or monitoring alert, and {before} before,"
        " so some of it may be better noticing.",
        "Set off by a filtering or monitoring alert",
        f"{now} of {whole}",
    )


def of_wording(changed_on: date | None) -> Reason | None:
    if changed_on is None:
        return None
    day = f"{changed_on.day} {changed_on:%B} {changed_on.year}"
    return Reason(f"The category was worded anew on {day}, so some of it may be another way of sorting.")


def of_pupils(now: int, before: int) -> Reason | None:
    if not before or now < before * MUCH:
        return None
    return Reason(
        f"There were more pupils, {now:,} after {before:,}. The comparison allows for that.",
        "Pupils",
        f"{before:,} to {now:,}",
    )


def of_length(now: Span, before: Span, days: tuple[int, int]) -> Reason | None:
    if days[0] < days[1] * MUCH:
        return None
    return Reason(f"{now.label} was longer, {days[0]} days after {days[1]}. The comparison allows for that.")
