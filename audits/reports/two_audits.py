"""Two audits of one school side by side, also of different editions: section by section and item by item."""

from dataclasses import dataclass
from functools import cached_property

from audits.crosswalk import Crosswalk, Line, crosswalk_between
from audits.models import Audit, Relation, Response
from audits.outline import ItemOutline, SectionOutline, outline_of
from audits.rating import Counts, Rating, count

PLACE = {rating: place for place, rating in enumerate((Rating.RED, Rating.AMBER, Rating.GREEN))}
WORSE, BETTER, OTHER, SAME, NEW, GONE = "worse", "better", "other", "same", "new", "gone"
WORDS = {
    WORSE: "Worse",
    BETTER: "Better",
    OTHER: "Cannot be compared",
    SAME: "The same",
    NEW: "Not in the earlier edition",
    GONE: "Not in the later edition",
}


def direction_of(before: str, now: str) -> str:
    """Where a rating went; only red, amber and green have an order."""
    if before == now:
        return SAME
    if before in PLACE and now in PLACE:
        return WORSE if PLACE[now] < PLACE[before] else BETTER
    return OTHER


@dataclass(frozen=True)
class Before:
    """One item of the earlier edition with its rating then."""

    key: str
    number: str
    title: str
    rating: str


@dataclass(frozen=True)
class ItemPair:
    """One item with its rating in each audit; in one edition only, the other is empty.

    ``befores`` are several where items were merged. ``line`` is of the crosswalk, where it has something to tell.
    """

    key: str
    number: str
    title: str
    befores: tuple[Before, ...]
    now: str
    line: Line | None = None

    @cached_property
    def before(self) -> str:
        """The rating then, where there was one only."""
        ratings = {each.rating for each in self.befores}
        return ratings.pop() if len(ratings) == 1 else ""

    @cached_property
    def direction(self) -> str:
        if not self.now:
            return GONE
        if not self.befores:
            return NEW
        return direction_of(self.before, self.now)

    @property
    def direction_in_words(self) -> str:
        return WORDS[self.direction]

    @property
    def number_before(self) -> str:
        """The numbers then, where they are not the number now."""
        before = ", ".join(each.number for each in self.befores)
        return "" if not self.now or before == self.number else before


@dataclass(frozen=True)
class SectionPair:
    """One section: the later edition's, or at the end those that only the earlier one has."""

    key: str
    name: str
    before: Counts
    now: Counts
    items: tuple[ItemPair, ...]


@dataclass(frozen=True)
class TwoAudits:
    """The earlier and the later audit. Nothing here is a grade, and no item is counted for another."""

    earlier: Audit
    later: Audit
    before: Counts
    now: Counts
    sections: tuple[SectionPair, ...]
    crosswalk: Crosswalk

    @property
    def is_over_editions(self) -> bool:
        return self.earlier.edition_id != self.later.edition_id

    @cached_property
    def items(self) -> tuple[ItemPair, ...]:
        return tuple(item for section in self.sections for item in section.items)

    def of(self, direction: str) -> int:
        return sum(item.direction == direction for item in self.items)

    @property
    def directions(self) -> tuple[tuple[str, str, int], ...]:
        """Each direction that there is, in words and with its count."""
        return tuple((key, words, self.of(key)) for key, words in WORDS.items() if self.of(key))


def two_audits(earlier: Audit, later: Audit) -> TwoAudits:
    """Compare item by item, as the crosswalk between the editions has it; the number of queries does not grow."""
    crosswalk = crosswalk_between(earlier.edition, later.edition)
    before, now = _ratings(earlier, later)
    sections = [
        _section(section, crosswalk, before, now) for section in outline_of(later.edition).main_sections
    ]
    return TwoAudits(
        earlier,
        later,
        count(before.values()),
        count(now.values()),
        tuple(section for section in [*sections, _gone(crosswalk, before)] if section.items),
        crosswalk,
    )


def _ratings(earlier: Audit, later: Audit) -> tuple[dict[str, str], dict[str, str]]:
    """The ratings of both by the items' keys, in one query."""
    rows = Response.objects.filter(audit__in=[earlier.pk, later.pk], case=None).order_by()
    found: dict[int, dict[str, str]] = {earlier.pk: {}, later.pk: {}}
    for audit, key, rating in rows.values_list("audit_id", "item__key", "rating"):
        found[audit][key] = rating
    return found[earlier.pk], found[later.pk]


def _section(section: SectionOutline, crosswalk: Crosswalk, before, now) -> SectionPair:
    pairs = tuple(_pair(item, crosswalk, before, now) for item in section.rated)
    name = f"{section.number}. {section.title}" if section.number else section.title
    # An item that was split stands in two pairs, and is counted once.
    old = {each.key: each.rating for pair in pairs for each in pair.befores}
    return SectionPair(section.key, name, _count(old.values()), _count(pair.now for pair in pairs), pairs)


def _pair(item: ItemOutline, crosswalk: Crosswalk, before, now) -> ItemPair:
    line = crosswalk.to(item.key)
    befores = tuple(_before(old, before) for old in line.before if old.is_rated) if line else ()
    told = line if crosswalk.is_written and crosswalk.told_of(item.key) else None
    return ItemPair(item.key, item.number, item.title, befores, now.get(item.key, ""), told)


def _before(item: ItemOutline, before: dict[str, str]) -> Before:
    return Before(item.key, item.number, item.title, before.get(item.key, ""))


def _gone(crosswalk: Crosswalk, before) -> SectionPair:
    """What only the earlier edition asked."""
    pairs = tuple(
        ItemPair(item.key, item.number, item.title, (_before(item, before),), "", _told(line))
        for line, item in crosswalk.retired
        if item.is_rated
    )
    old = _count(each.rating for pair in pairs for each in pair.befores)
    return SectionPair("gone", "Only in the earlier edition", old, Counts(), pairs)


def _told(line: Line) -> Line | None:
    return line if line.is_written and line.relation == Relation.RETIRED else None


def _count(ratings) -> Counts:
    return count(rating for rating in ratings if rating)
