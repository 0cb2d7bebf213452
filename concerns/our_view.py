"""When the record asks "Does this change our view of the child?": a counting rule, said in words. Pure; no score.

It asks at the third concern of a term in the same or a linked category, and when the last two reviews of a plan both
said that the risk is the same. Categories are linked by the marks of their subcategories, such as home and family.

An answer settles the question up to the concern that raised it; the next linked one asks anew. Nobody's question is
lost when a term ends: what was not answered in the last term is asked in this one too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from concerns.models import Reassessment
from safeguarding.working_days import TermDates, term_before, term_of

ASKS_FROM = 3
MARKS = {
    "H": "home and family",
    "C": "children who harm other children",
    "E": "exploitation or harm outside the family",
    "O": "life online",
}
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
Rule = Reassessment.Rule


@dataclass(frozen=True)
class Counted:
    """A concern of the child that was sorted, as far as the rule needs it."""

    public_id: str
    recorded_at: datetime
    sorted_at: datetime | None
    category: str
    category_title: str
    marks: str = ""

    @cached_property
    def day(self) -> date:
        return timezone.localdate(self.recorded_at)

    def is_newer_than(self, answer: "Answered | None") -> bool:
        """Whether the answer could not know of it: it came later, or nobody had said yet what it is about."""
        if answer is None:
            return True
        sorted_later = self.sorted_at is not None and self.sorted_at > answer.answered_at
        return self.recorded_at > answer.up_to or sorted_later


@dataclass(frozen=True)
class Answered:
    """The last answer: up to which concern, and when."""

    up_to: datetime
    answered_at: datetime


@dataclass(frozen=True)
class Reviewed:
    """One review of a plan in force."""

    public_id: str
    on: date
    pk: int
    risk: str


@dataclass(frozen=True)
class ViewAsked:
    """The question, with the rule in words and what raised it."""

    rule: str
    words: str
    raised_by: str  # public id of the newest concern that was counted, or of the review
    day: date
    concerns: tuple[str, ...] = ()


def third_concern(
    concerns: Iterable[Counted], *, answered: Answered | None, terms: Iterable[TermDates], today: date
) -> ViewAsked | None:
    """What this term's concerns ask, and else what those of the last term still do."""
    concerns, terms = list(concerns), tuple(terms)
    now = term_of(today, terms)
    before = term_before(now, terms)
    spans = [(now.starts_on, today), (before.starts_on, now.starts_on - timedelta(days=1))]
    found = (_asked_in(concerns, answered, first, last, is_over=last < today) for first, last in spans)
    return next(filter(None, found), None)


def _asked_in(concerns, answered, first: date, last: date, *, is_over: bool) -> ViewAsked | None:
    within = [each for each in concerns if first <= each.day <= last]
    groups = [
        (about, group)
        for about, group in _groups(within)
        if len(group) >= ASKS_FROM and any(each.is_newer_than(answered) for each in group)
    ]
    if not groups:
        return None
    counted = sorted({each for _, group in groups for each in group}, key=lambda each: each.recorded_at)
    span = f"between {_day(first)} and {_day(last)}" if is_over else f"since {_day(first)}"
    newest = counted[-1]
    ids = tuple(each.public_id for each in counted)
    return ViewAsked(Rule.THIRD_CONCERN, f"{_counted(groups)} {span}", newest.public_id, newest.day, ids)


def _groups(concerns: list[Counted]) -> list[tuple[str, frozenset[Counted]]]:
    """Those of one category and those that share a mark; one that is within another is left out.

    Where both hold the same, the category says it more plainly.
    """
    by_category = [
        (each.category_title.lower(), frozenset(c for c in concerns if c.category == each.category))
        for each in {each.category: each for each in concerns}.values()
    ]
    by_mark = [
        (about, frozenset(each for each in concerns if mark in each.marks)) for mark, about in MARKS.items()
    ]
    kept: list[tuple[str, frozenset[Counted]]] = []
    for about, group in sorted(by_category + by_mark, key=lambda pair: -len(pair[1])):
        if group and not any(group <= other for _, other in kept):
            kept.append((about, group))
    return kept


def _counted(groups) -> str:
    (about, group), *others = groups
    words = [f"{in_words(len(group))} concerns about {about}"]
    words += [f"{in_words(len(group)).lower()} about {about}" for about, group in others]
    return " and ".join(words)


def plan_unchanged(plan: str, reviews: Iterable[Reviewed], *, answered: Iterable[str]) -> ViewAsked | None:
    """What a plan in force asks whose last two reviews both said "the same"; ``answered`` are reviews by public id."""
    last = sorted(reviews, key=lambda each: (each.on, each.pk))[-2:]
    if len(last) < 2 or any(each.risk != "same" for each in last) or last[1].public_id in set(answered):
        return None
    words = (
        f"{plan}: the last two reviews, of {_day(last[0].on)} and {_day(last[1].on)}, both said “the same”"
    )
    return ViewAsked(Rule.PLAN_UNCHANGED, words, last[1].public_id, last[1].on)


def in_words(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
