"""Trends: concerns by stretch of time and by what they are counted by, compared by an exact test, in words.

One report for the page, its charts and its spreadsheet. Whoever may not open every record behind it gets small counts
masked, and whatever would give them away; no word is then said of them either.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from concerns.exact_test import chance_of, corrected, looks_in_words
from concerns.models import Category
from concerns.reports.trend_behind import Behind
from concerns.reports.trend_counts import Narrowed, count_concerns, count_pupils
from concerns.reports.trend_masks import TOTAL, Side, mask_columns, mask_rows, show_all
from concerns.reports.trend_reasons import Reason
from concerns.reports.trend_rows import (
    BY,
    CATEGORY,
    MANY,
    SCHOOL,
    SUBCATEGORY,
    YEAR,
    Row,
    rows_by,
    year_in_words,
)
from concerns.trend_periods import HALF_TERM, IN_A_YEAR, KINDS, SHOWN, TERM, Span, spans
from safeguarding.masking import Shown
from safeguarding.models import School
from safeguarding.working_days import TermDates

YEAR_AGO, BEFORE = "year", "before"
FEW = 6  # fewer than this in both stretches says nothing
SURE, UNSURE = 0.05, 0.05  # after the correction, and before it
RISING, FALLING = "rising", "falling"
CALLED_OUT = 3
LAST_SHOWN = 14  # of stretches where the one a year ago need not be among them


@dataclass(frozen=True)
class Asked:
    """What was asked for. ``school`` is a slug and ``category`` a key; empty means all."""

    kind: str = HALF_TERM
    against: str = YEAR_AGO
    by: str = CATEGORY
    school: str = ""
    year: int | None = None
    category: str = ""


@dataclass(frozen=True)
class Verdict:
    """What can be said of two counts. ``way`` is empty where neither rises; ``chance`` is after the correction."""

    words: str
    way: str = ""
    is_sure: bool = False
    chance: float = 1.0


NO_CHANGE, TOO_FEW = Verdict("No clear change"), Verdict("Too few to say")
UNKNOWN, UNSAID, NOTHING_BEFORE = Verdict("Hidden"), Verdict(""), Verdict("Nothing to compare with")


@dataclass(frozen=True)
class Line:
    """One row: its counts in each stretch, how many that is for each 100 pupils, and what can be said."""

    row: Row
    cells: tuple[Shown, ...]
    now: Shown
    before: Shown
    rate_now: str
    rate_before: str
    verdict: Verdict
    is_open: bool = False  # whether the reader may open what lies behind

    @property
    def title(self) -> str:
        return self.row.title


@dataclass(frozen=True)
class Callout:
    """What clearly rises, in words."""

    line: Line
    title: str
    where: str
    how_sure: str
    reason: Reason | None


@dataclass(frozen=True)
class Trends:
    """All of it for one choice of stretches and rows."""

    asked: Asked
    spans: tuple[Span, ...]
    now: Span
    before: Span | None  # None where nothing was recorded before
    today: date
    lines: tuple[Line, ...]
    total: Line
    callouts: tuple[Callout, ...]
    schools: tuple[School, ...]
    pupils: int
    is_masked: bool
    at_before: int
    narrowed_in_words: str = ""
    running: Span | None = field(default=None)

    @property
    def by_in_words(self) -> str:
        return BY[self.asked.by]

    @property
    def kind_in_words(self) -> str:
        return KINDS[self.asked.kind]

    @property
    def number_now(self) -> int:
        return self.spans.index(self.now)

    @property
    def notes(self) -> tuple[str, ...]:
        """How it is counted, in a few sentences, for the page and for the spreadsheet."""
        return tuple(_notes(self))

    @property
    def number_before(self) -> int | None:
        return self.spans.index(self.before) if self.before else None

    @property
    def looked_at(self) -> int:
        return sum(line.row.is_sorted for line in self.lines)

    @property
    def unsure(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.verdict.way and not line.verdict.is_sure)

    @property
    def falling(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.verdict.is_sure and line.verdict.way == FALLING)

    @property
    def sentence(self) -> str:
        """What is said where nothing clearly rises."""
        if self.before is None:
            return "Nothing was recorded in the time before, so there is nothing to compare with."
        nothing = {CATEGORY: "No category", SUBCATEGORY: "No subcategory"}.get(self.asked.by, "Nothing")
        return f"{nothing} has clearly risen since {self.before.label}."

    @property
    def against_in_words(self) -> str:
        kind = KINDS[self.asked.kind]
        if self.asked.against == BEFORE or self.asked.kind == YEAR:
            return f"the {kind} before"
        return f"the same {kind} last year"


def _notes(trends: Trends) -> Iterator[str]:
    kind = KINDS[trends.asked.kind]
    yield (
        "Each concern is counted once for each child, by its main category, on the day it was recorded."
        " What was entered in error is not counted."
    )
    yield (
        f"“For each 100 pupils” takes the pupils on the roll in the middle of each {kind}, as far as the days of"
        f" joining and leaving are known: {trends.pupils:,} in {trends.now.label}. Year groups go by date of birth."
    )
    if trends.asked.kind in (HALF_TERM, TERM):
        yield f"Holidays belong with the {kind} before them."
    yield (
        "Two counts are compared by an exact test, weighted by pupils and school days, and corrected for looking at"
        f" {trends.looked_at} at once. “Fairly sure” means that chance alone would do as much in at most one of 20"
        " such looks. Fewer than 6 in both is too few to say. “All” is one look by itself."
    )
    if trends.is_masked:
        yield (
            "“1 to 5” stands for a small count where you may not open every record behind it, and “Hidden” for any"
            " figure that would give one away. Months and weeks are too small to be shown so."
        )
    else:
        yield "Small counts are shown, since you may open the records. What you may not open is not counted here."


def trends(
    schools: Sequence[School],
    *,
    terms: Sequence[TermDates],
    today: date,
    asked: Asked,
    opens_all: bool,
) -> Trends:
    """Count and compare. ``opens_all`` says that the reader may open every record of all these schools."""
    return _Making(tuple(schools), tuple(terms), today, asked, opens_all).made()


class _Making:
    """The report while it is made."""

    def __init__(self, schools, terms, today: date, asked: Asked, opens_all: bool):
        self.all_schools, self.terms, self.today, self.opens_all = schools, terms, today, opens_all
        self.categories = list(Category.objects.filter(register=False).only("key", "title", "order", "until"))
        self.asked = asked
        self.category = next((each.pk for each in self.categories if each.key == asked.category), None)
        chosen = tuple(school for school in schools if school.slug == asked.school)
        self.narrowed = Narrowed(chosen or schools, asked.year, self.category and (self.category,))
        found = spans(asked.kind, terms, today, SHOWN[asked.kind])
        self.at = len(found) - 2  # the last one is not over
        self.at_before = self.at - (IN_A_YEAR[asked.kind] if asked.against == YEAR_AGO else 1)
        cut = max(min(self.at_before, len(found) - LAST_SHOWN), 0)
        self.spans, self.at, self.at_before = found[cut:], self.at - cut, self.at_before - cut

    def made(self) -> Trends:
        rows = self.rows
        compares = any(count for (span, *_), count in self.counts.items() if span <= self.at_before)
        tested = self._tested() if compares else {}
        lines = tuple(self._line(row, tested, compares) for row in rows)
        total = self._line(Row(TOTAL, "", "All"), self._tested_alone(TOTAL) if compares else {}, compares)
        return Trends(
            asked=self.asked,
            spans=self.spans,
            now=self.spans[self.at],
            before=self.spans[self.at_before] if compares else None,
            today=self.today,
            lines=lines,
            total=total,
            callouts=tuple(self._callouts(lines)),
            schools=self.narrowed.schools,
            pupils=self.pupils.get((self.at, None), 0)
            or sum(many for (span, _), many in self.pupils.items() if span == self.at),
            is_masked=not self.opens_all,
            at_before=self.at_before,
            narrowed_in_words=self._narrowed_in_words(),
            running=self.spans[-1] if not self.spans[-1].is_over(self.today) else None,
        )

    def _narrowed_in_words(self) -> str:
        parts = []
        if self.category is not None:
            parts += [each.title for each in self.categories if each.pk == self.category]
        if self.asked.year is not None:
            parts.append(year_in_words(self.asked.year))
        return ", ".join(parts)

    # What is counted

    @cached_property
    def counts(self) -> Counter:
        """By span and row; where something is narrowed for a reader who gets masks, by what it is narrowed to too."""
        if self.other is None:
            return count_concerns(self.narrowed, self.spans, [self.asked.by])
        return count_concerns(Narrowed(self.all_schools), self.spans, [self.asked.by, self.other])

    @cached_property
    def other(self) -> str | None:
        """What a masked view is narrowed by, which makes it one column of a table."""
        if self.opens_all or self.asked.by == SUBCATEGORY:
            return None
        if self.asked.school:
            return SCHOOL
        if self.category is not None:
            return CATEGORY
        return YEAR if self.asked.year is not None else None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        found = {key for _, key, *_ in self.counts}
        return rows_by(
            self.asked.by,
            found,
            schools=self.all_schools if self.other else self.narrowed.schools,
            categories=self.categories,
            category=self.category,
        )

    @cached_property
    def keys(self) -> list:
        return [row.key for row in self.rows]

    @cached_property
    def shown(self) -> dict[tuple, Shown]:
        many = len(self.spans)
        if self.opens_all:
            return show_all(self.counts, self.keys, many)
        if self.asked.by == SUBCATEGORY:
            return mask_rows(self.counts, self.keys, many, self._looks_of_category())
        if self.other is None:
            return mask_rows(self.counts, self.keys, many)
        chosen = {
            SCHOOL: self.narrowed.schools[0].pk,
            CATEGORY: self.category,
            YEAR: self.asked.year,
        }[self.other]
        others = sorted({key for *_, key in self.counts} | {chosen}, key=str)
        sides = Side(self.asked.by, self.keys), Side(self.other, others)
        return mask_columns(self.counts, *sides, many)[chosen]

    def _looks_of_category(self) -> dict[int, Shown]:
        counts = count_concerns(Narrowed(self.all_schools), self.spans, [CATEGORY])
        keys = list({key for _, key in counts} | {self.category})
        looks = mask_rows(counts, keys, len(self.spans))
        return {span: looks[span, self.category] for span in range(len(self.spans))}

    # What can be said

    @cached_property
    def pupils(self) -> dict:
        return count_pupils(self.narrowed, self.spans, self.asked.by)

    def pupils_of(self, span: int, key) -> int:
        per_row = self.asked.by in (SCHOOL, YEAR) and key != TOTAL
        if per_row:
            return self.pupils.get((span, key), 0)
        return sum(many for (number, _), many in self.pupils.items() if number == span)

    @cached_property
    def lengths(self) -> tuple[int, int]:
        """Days of both stretches: school days where the terms are known all through, or else all days."""
        both = self.spans[self.at], self.spans[self.at_before]
        known = self.terms and min(term.starts_on for term in self.terms) <= min(span.since for span in both)
        days = [span.school_days(self.terms) for span in both] if known else []
        return tuple(days) if days and all(days) else tuple(span.days for span in both)

    def _tested(self) -> dict:
        """The chance of each row that is shown, after the correction, and before it."""
        chances = {}
        for row in self.rows:
            now, before = self.shown[self.at, row.key].number, self.shown[self.at_before, row.key].number
            if row.is_sorted and now is not None and before is not None:
                chances[row.key] = self._chance(row.key, now, before)
        after = corrected(chances, sum(row.is_sorted for row in self.rows))
        return {key: (after[key], chance) for key, chance in chances.items()}

    def _tested_alone(self, key) -> dict:
        """One look by itself, which needs no correction."""
        now, before = self.shown[self.at, key].number, self.shown[self.at_before, key].number
        if now is None or before is None:
            return {}
        chance = self._chance(key, now, before)
        return {key: (chance, chance)}

    def _chance(self, key, now: int, before: int) -> float:
        pupils = self.pupils_of(self.at, key), self.pupils_of(self.at_before, key)
        weights = pupils if all(many > 0 for many in pupils) else (1, 1)
        return chance_of(now, before, weights[0] * self.lengths[0], weights[1] * self.lengths[1])

    def _line(self, row: Row, tested: dict, compares: bool) -> Line:
        now, before = self.shown[self.at, row.key], self.shown[self.at_before, row.key]
        return Line(
            row=row,
            cells=tuple(self.shown[span, row.key] for span in range(len(self.spans))),
            now=now,
            before=before,
            rate_now=self._rate(self.at, row.key, now),
            rate_before=self._rate(self.at_before, row.key, before),
            verdict=self._verdict(row, now, before, tested, compares),
            is_open=self.opens_all,
        )

    def _rate(self, span: int, key, count: Shown) -> str:
        pupils = self.pupils_of(span, key)
        if count.number is None:
            return UNKNOWN.words
        return f"{100 * count.number / pupils:.1f}" if pupils > 0 else "Not known"

    def _verdict(self, row: Row, now: Shown, before: Shown, tested: dict, compares: bool) -> Verdict:
        if not row.is_sorted:
            return UNSAID
        if not compares:
            return NOTHING_BEFORE
        if row.key not in tested:
            return TOO_FEW if now.is_few or before.is_few else UNKNOWN
        if max(now.number, before.number) < FEW:
            return TOO_FEW
        after, chance = tested[row.key]
        if chance > UNSURE:
            return NO_CHANGE
        way = RISING if self._has_risen(row.key, now.number, before.number) else FALLING
        sure = after <= SURE
        words = f"{way.capitalize()}. {'Fairly sure' if sure else 'Not sure'}"
        return Verdict(words, way, sure, after)

    def _has_risen(self, key, now: int, before: int) -> bool:
        pupils = [self.pupils_of(span, key) or 1 for span in (self.at, self.at_before)]
        return now * pupils[1] * self.lengths[1] > before * pupils[0] * self.lengths[0]

    # What is said of a rise

    def _callouts(self, lines: Sequence[Line]) -> Iterator[Callout]:
        rising = _rising(lines)[:CALLED_OUT]
        behind = (
            Behind(self, [line.row.key for line in rising]) if self.asked.by == CATEGORY and rising else None
        )
        tested = sum(row.is_sorted for row in self.rows)
        of = f"any of the {tested} {MANY.get(self.asked.by, 'rows')}"
        for line in rising:
            looks = looks_in_words(line.verdict.chance)
            yield Callout(
                line=line,
                title=f"{line.title} is rising" if behind else f"{line.title}: more concerns",
                where=behind.where(line) if behind else "",
                how_sure=f"If nothing had changed, a change this large in {of} would turn up {looks}.",
                reason=behind.reason(line) if behind else None,
            )


def _rising(lines: Sequence[Line]) -> list[Line]:
    found = [line for line in lines if line.verdict.is_sure and line.verdict.way == RISING]
    return sorted(found, key=lambda line: line.verdict.chance)
