"""The filter over the trends. It is sent by GET, and never refuses: what it cannot read, it leaves out."""

from dataclasses import replace
from datetime import date

from django import forms

from concerns.models import Category
from concerns.reports.trend_rows import BY, CATEGORY, SCHOOL, SUBCATEGORY, YEAR, year_in_words
from concerns.reports.trends import BEFORE, YEAR_AGO, Asked
from concerns.trend_periods import HALF_TERM, KINDS, MONTH, TERM, WEEKS, spans
from concerns.trend_periods import YEAR as SCHOOL_YEAR
from safeguarding.forms.selects import PlainSelect

FIRST, LAST = -1, 13  # Nursery and Year 13
USUAL = f"{HALF_TERM}.{YEAR_AGO}"


def _choice(label: str, choices=()) -> forms.ChoiceField:
    widget = PlainSelect(attrs={"class": "govuk-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


class TrendsFilter(forms.Form):
    """Which stretches are compared, of which schools, year group and category, and what is counted by."""

    compare = _choice("Compare")
    school = _choice("School")
    year = _choice("Year group")
    category = _choice("Category")
    by = _choice("Count by")

    def __init__(self, data, *, schools, terms, today: date, is_masked: bool):
        super().__init__({"compare": USUAL, "by": CATEGORY} | {name: data.get(name) for name in data})
        self.is_masked, self.has_schools = is_masked, len(schools) > 1
        kinds = [HALF_TERM] if is_masked else list(KINDS)
        self.fields["compare"].choices = list(_comparisons(kinds, terms, today))
        named = sorted((school.name, school.slug) for school in schools)
        self.fields["school"].choices = [
            ("", f"All {len(named)} schools"),
            *((slug, name) for name, slug in named),
        ]
        years = [(str(year), year_in_words(year)) for year in range(FIRST, LAST + 1)]
        self.fields["year"].choices = [("", "All year groups"), *years]
        categories = Category.objects.filter(register=False).values_list("key", "title")
        self.fields["category"].choices = [("", "All categories"), *categories]
        self.fields["by"].choices = list(BY.items())
        if not self.has_schools:
            del self.fields["school"]
            self.fields["by"].choices = [(key, label) for key, label in BY.items() if key != SCHOOL]

    @property
    def asked(self) -> Asked:
        """What could be read of the address, and fits together."""
        self.is_valid()
        read = self.cleaned_data
        kind, against = (read.get("compare") or USUAL).split(".")
        year = read.get("year")
        asked = Asked(
            kind=kind,
            against=against,
            by=read.get("by") or CATEGORY,
            school=read.get("school", ""),
            year=int(year) if year else None,
            category=read.get("category", ""),
        )
        return _fitting(self._narrowed_once(asked) if self.is_masked else asked)

    def _narrowed_once(self, asked: Asked) -> Asked:
        """Two of school, category and year group together would be too few to show; the first of them is taken."""
        if asked.school:
            return replace(asked, category="", year=None)
        return replace(asked, year=None) if asked.category else asked

    @property
    def leaves_out(self) -> bool:
        """Whether something was chosen that is not shown together with the rest."""
        chosen = sum(bool(self.cleaned_data.get(name)) for name in ("school", "category", "year"))
        return self.is_masked and self.is_bound and chosen > 1


def _fitting(asked: Asked) -> Asked:
    """Counted by what is not narrowed to one already."""
    if asked.category and asked.by == CATEGORY:
        return replace(asked, by=SUBCATEGORY)
    one_only = {
        SUBCATEGORY: not asked.category,
        SCHOOL: bool(asked.school),
        YEAR: asked.year is not None,
    }
    if one_only.get(asked.by):
        return replace(asked, by=SUBCATEGORY if asked.category else CATEGORY)
    return asked


def _comparisons(kinds, terms, today: date):
    for kind in kinds:
        before, now, _ = spans(kind, terms, today, 3)
        if kind == SCHOOL_YEAR:
            yield f"{kind}.{YEAR_AGO}", f"{now.label} with {before.label}"
            continue
        name = {HALF_TERM: now.label.split(",")[0], TERM: now.label, MONTH: now.label, WEEKS: now.label}[kind]
        yield f"{kind}.{YEAR_AGO}", f"{name} with a year ago"
        yield f"{kind}.{BEFORE}", f"{name} with {before.label.replace('Week of', 'week of').split(',')[0]}"
