"""Drawing a sample that anybody can draw again: from the same records and the same seed come the same ones. Pure.

Each record's place is a hash of the seed and its own name, so the draw depends on no order, no clock and no library.
"""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Framed:
    """One record that might be drawn: its random name, and the group in which it counts."""

    name: str
    group: str = ""


@dataclass(frozen=True)
class Group:
    """How many records a group has, and how many of them were drawn."""

    label: str
    size: int
    drawn: int


@dataclass(frozen=True)
class Draw:
    """What was drawn, in the order in which it is checked, and from what."""

    names: tuple[str, ...]
    groups: tuple[Group, ...]
    size: int
    frame_hash: str


def new_seed() -> str:
    return secrets.token_hex(8)


def draw(frame: Iterable[Framed], *, seed: str, wanted: int) -> Draw:
    """``wanted`` records of each group, or all where there are fewer; without groups, of the whole."""
    frame = sorted(set(frame))
    by_group = defaultdict(list)
    for each in frame:
        by_group[each.group].append(each.name)
    names, groups = [], []
    for label in sorted(by_group):
        found = sorted(by_group[label], key=lambda name: _place(seed, name))[:wanted]
        names += found
        groups.append(Group(label, len(by_group[label]), len(found)))
    return Draw(
        tuple(sorted(names, key=lambda name: _place(seed, name))),
        tuple(groups),
        len(frame),
        hash_of(frame),
    )


def hash_of(frame: Iterable[Framed]) -> str:
    """What says whether two frames are the same, whatever their order."""
    told = "\n".join(f"{each.name}\t{each.group}" for each in sorted(set(frame)))
    return hashlib.sha256(told.encode()).hexdigest()


def _place(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
