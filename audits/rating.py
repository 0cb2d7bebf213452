"""Ratings and how they are counted: one place for page, PDF and spreadsheet. Answers in, counts out.

The denominator is the rated items less those that do not apply; not answered is always shown; an item for
information is never counted; no percentage stands without its counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices


class Rating(TextChoices):
    """In the order in which they are always shown."""

    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    UNANSWERED = "unanswered", "Not answered"


NEEDS_ACTION_IN_ORDER = (Rating.RED, Rating.AMBER)
NEEDS_ACTION = set(NEEDS_ACTION_IN_ORDER)


@dataclass(frozen=True)
class Segment:
    """One stretch of a bar: where it starts and how wide it is, as SVG lengths."""

    rating: Rating
    label: str
    count: int
    x: str
    width: str


@dataclass(frozen=True)
class Counts:
    """How many items have each rating."""

    red: int = 0
    amber: int = 0
    green: int = 0
    not_applicable: int = 0
    unanswered: int = 0

    @property
    def total(self) -> int:
        return self.red + self.amber + self.green + self.not_applicable + self.unanswered

    @property
    def answered(self) -> int:
        return self.total - self.unanswered

    @property
    def applicable(self) -> int:
        """The denominator: items that apply, answered or not."""
        return self.total - self.not_applicable

    def of(self, rating: Rating) -> int:
        return getattr(self, rating)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(self.of(rating) + other.of(rating) for rating in Rating))

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The stretches of a bar that is full at ``total`` items; an empty one is left out."""
        return self.scaled(self.total)

    def scaled(self, longest: int) -> tuple[Segment, ...]:
        """The stretches of a bar that is full at ``longest`` items."""
        made, before = [], 0
        for rating in Rating:
            if count := self.of(rating):
                made.append(
                    Segment(rating, rating.label, count, _percent(before, longest), _percent(count, longest))
                )
            before += count
        return tuple(made)

    @property
    def worst_in_words(self) -> str:
        """ "1 red, 2 amber": what wants attention, and without any, all there is to say."""
        bad = [
            f"{self.of(rating)} {rating.label.lower()}" for rating in NEEDS_ACTION_IN_ORDER if self.of(rating)
        ]
        return ", ".join(bad) or self.in_words

    @property
    def in_words(self) -> str:
        """ "1 red, 2 amber", or what else there is to say of a section in a few words."""
        if self.answered == 0:
            return "None yet"
        if self.green == self.total:
            return "All green"
        worst = [f"{self.of(rating)} {rating.label.lower()}" for rating in Rating if self.of(rating)]
        return ", ".join(part for part in worst if "not answered" not in part)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3f}%" if whole else "0%"


def count(ratings: Iterable[str]) -> Counts:
    """Count ratings; anything that is not a rating is refused with ``ValueError``."""
    counted = dict.fromkeys(Rating, 0)
    for rating in ratings:
        counted[Rating(rating)] += 1
    return Counts(*counted.values())
