"""Two audits of one school side by side, also of different editions: section by section and item by item."""

from dataclasses import dataclass
from functools import cached_property

from audits.models import Audit, Response
from audits.outline import ItemOutline, Outline, outline_of
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
class ItemPair:
    """One item with its rating in each audit; in one edition only, the other rating is empty."""

    key: str
    ref_before: str
    ref_now: str
    title: str
    before: str
    now: str

    @cached_property
    def direction(self) -> str:
        if not self.now:
            return GONE
        return direction_of(self.before, self.now) if self.before else NEW

    @property
    def direction_in_words(self) -> str:
        return WORDS[self.direction]

    @property
    def ref(self) -> str:
        return self.ref_now or self.ref_before


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
    """Compare by the items' keys, which editions share; the number of queries does not grow."""
    old, new = outline_of(earlier.edition), outline_of(later.edition)
    before, now = _ratings(earlier, later)
    sections = [_section(section, new, old, before, now) for section in new.main_sections]
    gone = _gone(old, new, before)
    return TwoAudits(
        earlier,
        later,
        count(before.values()),
        count(now.values()),
        tuple(section for section in [*sections, *gone] if section.items),
    )


def _ratings(earlier: Audit, later: Audit) -> tuple[dict[str, str], dict[str, str]]:
    """The ratings of both by the items' keys, in one query."""
    rows = Response.objects.filter(audit__in=[earlier.pk, later.pk], case=None).order_by()
    found: dict[int, dict[str, str]] = {earlier.pk: {}, later.pk: {}}
    for audit, key, rating in rows.values_list("audit_id", "item__key", "rating"):
        found[audit][key] = rating
    return found[earlier.pk], found[later.pk]


def _section(section, new: Outline, old: Outline, before, now) -> SectionPair:
    pairs = tuple(_pair(item, old.by_key.get(item.key), before, now) for item in section.rated)
    name = f"{section.number}. {section.title}" if section.number else section.title
    return SectionPair(
        section.key, name, _count(pair.before for pair in pairs), _count(p.now for p in pairs), pairs
    )


def _pair(item: ItemOutline, old: ItemOutline | None, before, now) -> ItemPair:
    return ItemPair(
        item.key,
        old.ref if old else "",
        item.ref,
        item.title,
        before.get(item.key, ""),
        now.get(item.key, ""),
    )


def _gone(old: Outline, new: Outline, before) -> list[SectionPair]:
    """What only the earlier edition asked."""
    pairs = tuple(
        ItemPair(item.key, item.ref, "", item.title, before.get(item.key, ""), "")
        for item in old.rated
        if item.key not in new.by_key
    )
    return [
        SectionPair("gone", "Only in the earlier edition", _count(p.before for p in pairs), Counts(), pairs)
    ]


def _count(ratings) -> Counts:
    return count(rating for rating in ratings if rating)
