"""From one edition to another: where each item went, read once for two published editions.

Where nobody wrote a crosswalk, items that keep their key are joined, and it is said that nobody has checked it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from audits.models import Audit, CrosswalkLine, Edition, Relation
from audits.outline import ItemOutline, Outline, outline_of

TURNED = {
    Relation.NEW: Relation.RETIRED,
    Relation.RETIRED: Relation.NEW,
    Relation.SPLIT: Relation.MERGED,
    Relation.MERGED: Relation.SPLIT,
}


@dataclass(frozen=True)
class Line:
    """What became of the items ``before``: the items ``now``."""

    relation: Relation
    before: tuple[ItemOutline, ...]
    now: tuple[ItemOutline, ...]
    reason: str = ""
    is_verified: bool = False
    is_written: bool = True  # and not only joined by key

    @property
    def key(self) -> str:
        """What the line is called in an address: as ``edition_file.editing.line_key`` has it."""
        return f"to-{self.now[0].key}" if self.now else f"from-{self.before[0].key}"

    @property
    def label(self) -> str:
        return self.relation.label

    @property
    def keeps_parts(self) -> bool:
        """Whether the parts of the item still ask the same."""
        return self.relation in (Relation.SAME, Relation.MOVED)

    @property
    def tells_nothing(self) -> bool:
        """Whether there is nothing to say but that the item stayed as it was."""
        return self.relation == Relation.SAME and self.is_verified and self.refs_before == self.refs_now

    @property
    def refs_before(self) -> str:
        return _numbers(self.before)

    @property
    def refs_now(self) -> str:
        return _numbers(self.now)

    @property
    def in_words(self) -> str:
        """All that there is to tell to a person who reads the old answer under the new number."""
        numbers = f"It was {self.refs_before} and is {self.refs_now} now."
        same = self.refs_before == self.refs_now or not self.is_written
        what = "" if self.relation == Relation.SAME else f"{self.label}."
        return " ".join(part for part in ("" if same else numbers, what, self.reason, self.standing) if part)

    @property
    def standing(self) -> str:
        """How sure this is, in words; nothing where it was checked."""
        if self.is_verified:
            return ""
        if self.is_written:
            return "This was not checked against the official text. Read both before you rely on it."
        return "Nobody wrote down what changed between these editions. The two share a name in our data, no more."


def _numbers(items: tuple[ItemOutline, ...]) -> str:
    return ", ".join(item.number for item in items)


@dataclass(frozen=True)
class Crosswalk:
    """All lines from one edition to another."""

    lines: tuple[Line, ...]
    is_written: bool
    is_one_edition: bool = False

    @cached_property
    def _to(self) -> dict[str, Line]:
        return {item.key: line for line in self.lines for item in line.now}

    def to(self, key: str) -> Line | None:
        """The line that leads to this item of the later edition."""
        return self._to.get(key)

    def told_of(self, key: str) -> Line | None:
        """The line to this item, where there is something to tell a person who reads its old answer."""
        line = None if self.is_one_edition else self.to(key)
        return None if line is None or not line.before or line.tells_nothing else line

    def leads_to(self, key: str) -> Iterator[str]:
        """The keys in the later edition of the item that had this key in the earlier one."""
        return (
            item.key for line in self.lines if any(old.key == key for old in line.before) for item in line.now
        )

    @property
    def retired(self) -> Iterator[tuple[Line, ItemOutline]]:
        return ((line, item) for line in self.lines if not line.now for item in line.before)


def crosswalk_between(before: Edition, now: Edition) -> Crosswalk:
    """The crosswalk from ``before`` to ``now``: as written, as written the other way round, or by keys."""
    if Edition.State.DRAFT in (before.state, now.state):
        return _read(before, now)
    return _remembered(before.pk, before.content_hash, now.pk, now.content_hash)


def carried_over(audit: Audit) -> Crosswalk | None:
    """The crosswalk from the edition of the audit before to that of this one."""
    return crosswalk_between(audit.previous.edition, audit.edition) if audit.previous else None


@lru_cache(maxsize=64)
def _remembered(before: int, before_hash: str, now: int, now_hash: str) -> Crosswalk:
    editions = Edition.objects.in_bulk([before, now])
    return _read(editions[before], editions[now])


def _read(before: Edition, now: Edition) -> Crosswalk:
    old, new = outline_of(before), outline_of(now)
    if before.pk == now.pk:
        same = tuple(Line(Relation.SAME, (item,), (item,), is_verified=True) for item in new.items)
        return Crosswalk(same, is_written=True, is_one_edition=True)
    if rows := list(now.crosswalk.filter(before=before)):
        return Crosswalk(_complete([_line(row, old, new) for row in rows], old, new), is_written=True)
    if rows := list(before.crosswalk.filter(before=now)):
        turned = [_turned(_line(row, new, old)) for row in rows]
        return Crosswalk(_complete(turned, old, new), is_written=True)
    return Crosswalk(_complete([], old, new), is_written=False)


def _line(row: CrosswalkLine, old: Outline, new: Outline) -> Line:
    return Line(
        Relation(row.relation),
        tuple(old.by_key[key] for key in row.before_keys if key in old.by_key),
        tuple(new.by_key[key] for key in row.now_keys if key in new.by_key),
        row.reason,
        row.is_verified,
    )


def _turned(line: Line) -> Line:
    relation = TURNED.get(line.relation, line.relation)
    return replace(line, relation=relation, before=line.now, now=line.before)


def _complete(lines: list[Line], old: Outline, new: Outline) -> tuple[Line, ...]:
    """The lines in the order of the later edition, with what no line names joined by key or standing alone."""
    placed_before = {item.key for line in lines for item in line.before}
    placed_now = {item.key for line in lines for item in line.now}
    unplaced = {item.key: item for item in old.items if item.key not in placed_before}
    for item in new.items:
        if item.key in placed_now:
            continue
        same = unplaced.pop(item.key, None)
        relation = Relation.SAME if same else Relation.NEW
        lines.append(Line(relation, (same,) if same else (), (item,), is_written=False))
    lines += [Line(Relation.RETIRED, (item,), (), is_written=False) for item in unplaced.values()]
    places = {item.key: place for place, item in enumerate(new.items)}
    return tuple(sorted(lines, key=lambda line: places[line.now[0].key] if line.now else len(places)))
