"""Patterns in the register of concerns about adults: by person and by place. Counts, never scores."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concerns.models import AdultConcern, AdultStanding

State = AdultStanding.State


@dataclass(frozen=True)
class Pattern:
    """How often one name occurs, by where the concerns stand, and when last."""

    name: str
    total: int
    low_level: int
    lado: int
    closed: int
    last: date
    concerns: tuple[AdultConcern, ...]


@dataclass(frozen=True)
class AdultPatterns:
    people: tuple[Pattern, ...]
    places: tuple[Pattern, ...]
    total: int

    @property
    def repeated(self) -> int:
        """People of whom there is more than one concern."""
        return sum(each.total > 1 for each in self.people)


def adult_patterns(concerns: Iterable[AdultConcern]) -> AdultPatterns:
    """Of the concerns that the reader may open, with their standings."""
    rows = list(concerns)
    return AdultPatterns(
        people=_grouped(rows, _person, lambda row: row.subject_name),
        places=_grouped(rows, lambda row: _plain(row.where_words), lambda row: row.where_words),
        total=len(rows),
    )


def same_person(concern: AdultConcern, concerns: Iterable[AdultConcern]) -> list[AdultConcern]:
    """Other concerns about the person of this one."""
    mine = _person(concern)
    return [each for each in concerns if mine and each.pk != concern.pk and _person(each) == mine]


def _person(row: AdultConcern) -> str:
    if row.subject_id:
        return f"person {row.subject_id}"
    return _plain(row.subject_name)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .,")


def _grouped(rows, key, name) -> tuple[Pattern, ...]:
    groups = defaultdict(list)
    for row in rows:
        if found := key(row):
            groups[found].append(row)
    patterns = [_pattern(name(group[0]), group) for group in groups.values()]
    return tuple(sorted(patterns, key=lambda each: (-each.total, -each.last.toordinal(), each.name)))


def _pattern(name: str, rows: list[AdultConcern]) -> Pattern:
    states = [row.standing.state for row in rows]
    return Pattern(
        name=name,
        total=len(rows),
        low_level=states.count(State.LOW_LEVEL),
        lado=states.count(State.LADO),
        closed=states.count(State.CLOSED),
        last=max(row.happened_on or row.recorded_at.date() for row in rows),
        concerns=tuple(rows),
    )
