"""What concerns are counted by: the rows of the trends, with their names and their order."""

from collections.abc import Iterable
from dataclasses import dataclass

from concerns.facets import RESPONSIBLE
from concerns.models import Category, Concern, Subcategory
from safeguarding.models import School

CATEGORY, SUBCATEGORY, SCHOOL, YEAR = "category", "subcategory", "school", "year"
PLACE, SOURCE, RESPONSIBLE_WHO, ONLINE, PREJUDICE = "place", "source", "responsible", "online", "prejudice"
BY = {
    CATEGORY: "Category",
    SUBCATEGORY: "Subcategory",
    SCHOOL: "School",
    YEAR: "Year group",
    PLACE: "Where it happened",
    SOURCE: "How it came to us",
    RESPONSIBLE_WHO: "Who may be responsible",
    ONLINE: "Online side",
    PREJUDICE: "Prejudice",
}
MANY = {CATEGORY: "categories", SUBCATEGORY: "subcategories", SCHOOL: "schools", YEAR: "year groups"}
UNSORTED = {
    CATEGORY: "Waiting for triage",
    SUBCATEGORY: "Waiting for triage",
    YEAR: "Child not named yet",
    RESPONSIBLE_WHO: "Not said",
    PLACE: "Not said",
    SOURCE: "Not said",
}


@dataclass(frozen=True)
class Row:
    """One thing that is counted: its key in the counts, its key in an address, and its name."""

    key: object
    slug: str
    title: str
    is_sorted: bool = True  # not "Waiting for triage" and the like, of which nothing can be said to rise


def year_in_words(year: int) -> str:
    if year > 0:
        return f"Year {year}"
    return "Reception" if year == 0 else "Nursery"


def rows_by(
    by: str,
    found: Iterable,
    *,
    schools: Iterable[School],
    categories: Iterable[Category],
    category: int | None,
) -> tuple[Row, ...]:
    """The rows in order: all that the list has, and whatever else was ``found`` in the counts."""
    found = set(found)
    rows = list(_listed(by, found, schools, categories, category))
    if by in UNSORTED and found & {None, ""}:
        rows.append(Row(None if None in found else "", "", UNSORTED[by], is_sorted=False))
    return tuple(rows)


def _listed(by: str, found: set, schools, categories, category):
    if by == CATEGORY:
        yield from (Row(each.pk, each.key, each.title) for each in categories)
    elif by == SUBCATEGORY:
        of = Subcategory.objects.filter(category=category).only("key", "title", "order", "category", "until")
        yield from (
            Row(each.pk, each.key, each.title) for each in of if each.until is None or each.pk in found
        )
    elif by == SCHOOL:
        named = sorted(schools, key=lambda school: school.name)
        yield from (Row(each.pk, each.slug, each.name) for each in named)
    elif by == YEAR:
        years = sorted(year for year in found if year is not None)
        yield from (Row(year, str(year), year_in_words(year)) for year in years)
    else:
        yield from (Row(key, str(key), title) for key, title in _choices(by))


def _choices(by: str) -> list[tuple]:
    return {
        PLACE: Concern.Where.choices,
        SOURCE: Concern.Source.choices,
        RESPONSIBLE_WHO: list(RESPONSIBLE.items()),
        ONLINE: [(True, "With an online side"), (False, "Without one")],
        PREJUDICE: [(True, "Prejudice may have played a part"), (False, "Nothing said of prejudice")],
    }[by]
