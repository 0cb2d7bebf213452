"""What lies behind a category that rises: where most of it is, and one other reason that the records know."""

from datetime import date
from functools import cached_property

from concerns.models import CategoryWording
from concerns.reports.trend_counts import Narrowed, count_concerns
from concerns.reports.trend_masks import Side, mask_columns, mask_rows, show_all
from concerns.reports.trend_reasons import (
    Reason,
    main_school,
    main_years,
    of_alerts,
    of_length,
    of_pupils,
    of_wording,
    other_reason,
    summed,
)
from concerns.reports.trend_rows import CATEGORY, SCHOOL, SOURCE, YEAR
from safeguarding.masking import Shown
from safeguarding.models import School


class Behind:
    """Counted once for all categories that rise, in the two stretches; ``made`` is the report in the making."""

    def __init__(self, made, categories: list[int]):
        self.made = made
        self.both = made.spans[made.at_before], made.spans[made.at]
        narrowed = made.narrowed
        of = Narrowed(narrowed.schools, narrowed.year, tuple(categories))
        self.counts = count_concerns(of, self.both, [CATEGORY, SCHOOL, YEAR, SOURCE])

    def _of(self, category: int, place: int) -> dict[tuple, int]:
        mine = {key: many for key, many in self.counts.items() if key[1] == category}
        return summed(mine, place)

    def where(self, line) -> str:
        """ "Most of the rise is at Aldermere High School, Years 8 and 9." """
        rise, parts = line.now.number - line.before.number, []
        if school := self._main_school(line.row.key, rise):
            parts.append(f"at {school.name}")
        tells_years = self.made.opens_all and self.made.asked.year is None
        if tells_years and (years := main_years(self._of(line.row.key, 2), rise)):
            parts.append(years if parts else f"in {years}")
        return f"Most of the rise is {', '.join(parts)}." if parts else ""

    def _main_school(self, category: int, rise: int) -> School | None:
        """The school of most of the rise, for a reader of masks only where both its figures are shown elsewhere."""
        schools = self.made.narrowed.schools
        found = main_school(self._of(category, 1), schools, rise) if len(schools) > 1 else None
        if found is None or self.made.opens_all:
            return found
        looks = {} if self.made.other else self._looks_by_category[category]
        both = [looks.get((span, found.pk)) for span in (0, 1)]
        return found if all(look is not None and look.is_number for look in both) else None

    @cached_property
    def _looks_by_category(self) -> dict[object, dict]:
        """A school's count of one category is masked with those of all the others."""
        counts = count_concerns(Narrowed(self.made.all_schools), self.both, [SCHOOL, CATEGORY])
        schools = Side(SCHOOL, [school.pk for school in self.made.all_schools])
        return mask_columns(counts, schools, Side(CATEGORY, sorted({key for *_, key in counts}, key=str)), 2)

    def reason(self, line) -> Reason:
        made, category = self.made, line.row.key
        pupils = made.pupils_of(made.at, category), made.pupils_of(made.at_before, category)
        return other_reason(
            [
                lambda: of_alerts(self._alerts(line), line.now),
                lambda: of_wording(self._worded_anew.get(category)),
                lambda: of_pupils(*pupils),
                lambda: of_length(self.both[1], self.both[0], made.lengths),
            ]
        )

    def _alerts(self, line) -> dict[tuple, Shown]:
        counts = self._of(line.row.key, 3)
        keys = list(dict.fromkeys(source for _, source in counts))
        if self.made.opens_all:
            return show_all(counts, keys, 2)
        if self.made.other is not None:
            return {}
        return mask_rows(counts, keys, 2, {0: line.before, 1: line.now})

    @cached_property
    def _worded_anew(self) -> dict[int, date]:
        """The last day between both stretches on which a category, or a part of it, was worded anew."""
        rows = CategoryWording.objects.filter(
            starts_on__gt=self.both[0].since, starts_on__lte=self.both[1].until
        ).order_by("starts_on")
        of = rows.values_list("category", "subcategory__category", "starts_on")
        return {category or above: day for category, above, day in of}
