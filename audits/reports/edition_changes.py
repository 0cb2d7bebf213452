"""What changed between two editions, line by line, in words that say how sure each is."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from audits.crosswalk import Crosswalk, Line, crosswalk_between
from audits.models import Edition, Relation
from audits.reports.wording import counted


@dataclass(frozen=True)
class EditionChanges:
    """The crosswalk from ``before`` to ``edition``; ``chosen`` narrows the lines to one relation."""

    edition: Edition
    before: Edition
    others: tuple[Edition, ...]  # earlier editions from which there is a crosswalk as well
    crosswalk: Crosswalk
    chosen: str = ""

    @cached_property
    def _counts(self) -> Counter:
        return Counter(line.relation for line in self.crosswalk.lines)

    @property
    def relations(self) -> tuple[tuple[str, str, int], ...]:
        """Each relation that there is, in words and with its count."""
        return tuple((each.value, each.label, self._counts[each]) for each in Relation if self._counts[each])

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.crosswalk.lines if self.chosen in ("", line.relation))

    @property
    def unverified(self) -> int:
        return sum(not line.is_verified for line in self.crosswalk.lines)

    @property
    def sentence(self) -> str:
        told = [
            counted(number, one, many) for relation, one, many in _SAID if (number := self._counts[relation])
        ]
        if not told:
            return "Every item is as it was."
        return ", ".join(told) + "."


_SAID = (
    (Relation.REWORDED, "item asks something else", "items ask something else"),
    (Relation.MOVED, "moved", "moved"),
    (Relation.SPLIT, "was split", "were split"),
    (Relation.MERGED, "was merged from several", "were merged from several"),
    (Relation.NEW, "is new", "are new"),
    (Relation.RETIRED, "is no longer asked", "are no longer asked"),
)


def edition_changes(edition: Edition, *, earlier: str = "", chosen: str = "") -> EditionChanges | None:
    """What changed since the earlier edition of that key, or since the last one; none where nobody wrote it."""
    known = list(
        Edition.objects.filter(pk__in=edition.crosswalk.values("before")).order_by("-effective_from")
    )
    before = next((each for each in known if each.key == earlier), known[0] if known else None)
    if before is None:
        return None
    others = tuple(each for each in known if each != before)
    chosen = chosen if chosen in Relation.values else ""
    return EditionChanges(edition, before, others, crosswalk_between(before, edition), chosen)
