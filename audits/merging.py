"""Two people change one answer: what can be joined is joined, what cannot is shown to the second. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Merged:
    """Field values that keep both people's changes, and the fields in which they truly differ."""

    values: dict
    clashes: frozenset[str]


def merge(base: dict, mine: dict, theirs: dict) -> Merged:
    """Join field by field, against what I saw when I began.

    A field that only one of us changed takes that change. A field that both changed, to different values,
    is a clash; ``values`` then holds theirs, which is what stands saved. A missing field was never filled.
    """
    values, clashes = dict(theirs), set()
    for field, value in mine.items():
        was, stands = base.get(field), theirs.get(field)
        if value in (was, stands):
            continue
        if stands == was:
            values[field] = value
        else:
            clashes.add(field)
    return Merged(values, frozenset(clashes))
