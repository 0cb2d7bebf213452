"""What of the counts may be shown to somebody who may not open every record behind them.

Whatever is masked in one view is masked so in every other: totals are masked by themselves, what they are made of is
masked without touching them, and two things at once are masked as one whole table. Counts come by number of the span
and by row; shown values too, with the total of each span under ``TOTAL``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from safeguarding.masking import Shown, masked_sums, plain

TOTAL = "total"


def show_all(counts: Mapping[tuple, int], keys: Sequence, spans: int) -> dict[tuple, Shown]:
    """For those who may open every record: each count as it is."""
    shown = {}
    for span in range(spans):
        parts = {key: counts.get((span, key), 0) for key in keys}
        shown |= {(span, key): plain(count) for key, count in parts.items()}
        shown[span, TOTAL] = plain(sum(parts.values()))
    return shown


def mask_rows(
    counts: Mapping[tuple, int], keys: Sequence, spans: int, wholes: Mapping[int, Shown] | None = None
) -> dict[tuple, Shown]:
    """Rows that add up to the total of each span; ``wholes`` says how that looks in another view."""
    shown = {}
    for span in range(spans):
        parts = {key: counts.get((span, key), 0) for key in keys}
        looks = _mask_parts(parts, wholes[span] if wholes else None)
        shown |= {(span, key): look for key, look in looks.items()}
    return shown


@dataclass(frozen=True)
class Side:
    """One side of a table: what it counts by, and its keys."""

    by: str
    keys: Sequence

    def names(self) -> list[str]:
        return [f"{self.by} {key}" for key in self.keys]


def mask_columns(counts: Mapping[tuple, int], rows: Side, columns: Side, spans: int) -> dict[object, dict]:
    """Every column of the table of both, with its total; ``counts`` are by span, row and column."""
    shown: dict = {column: {} for column in columns.keys}
    for span in range(spans):
        table = [[counts.get((span, row, column), 0) for column in columns.keys] for row in rows.keys]
        looks = _mask_table(table, rows.names(), columns.names())
        for name, column in zip(columns.names(), columns.keys, strict=True):
            for row_name, row in zip(rows.names(), rows.keys, strict=True):
                shown[column][span, row] = looks[_place(row_name, name)]
            shown[column][span, TOTAL] = looks[_place(name)]
    return shown


def _place(*names: str) -> tuple[str, ...]:
    """A cell, or a total of one name or of none: called the same whichever side of the table is which.

    What is hidden beside a small count is chosen by these, so a table and the same one turned are masked alike.
    """
    return tuple(sorted(names))


def _mask_parts(parts: dict, whole: Shown | None = None) -> dict:
    hidden = {TOTAL} if whole is not None and whole.is_hidden else ()
    counts = parts | {TOTAL: sum(parts.values())}
    return masked_sums(counts, [(TOTAL, list(parts))], hidden=hidden, open_={TOTAL})


def _mask_table(table: list[list[int]], rows: list[str], columns: list[str]) -> dict:
    """Every cell by its place; the totals look as they do where they are shown by themselves."""
    of_rows = dict(zip(rows, map(sum, table), strict=True))
    of_columns = dict(zip(columns, map(sum, zip(*table, strict=True)), strict=True))
    counts = {
        _place(row, column): count
        for row, line in zip(rows, table, strict=True)
        for column, count in zip(columns, line, strict=True)
    }
    margins = {_place(name): count for name, count in (of_rows | of_columns).items()}
    margins[_place()] = sum(of_rows.values())
    looks = {_place(name): look for name, look in (_mask_parts(of_rows) | _mask_parts(of_columns)).items()}
    hidden = {place for place in margins if place and looks[place].is_hidden}
    sums = sorted((*_sums(rows, columns), *_sums(columns, rows)))
    return masked_sums(counts | margins, sums, hidden=hidden, open_=set(margins) - hidden)


def _sums(names: list[str], others: list[str]) -> Iterator[tuple[tuple, list]]:
    """For each name what its total is made of; and the total of all those totals."""
    for name in names:
        yield _place(name), [_place(name, other) for other in others]
    yield _place(), [_place(name) for name in names]
