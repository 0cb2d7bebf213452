"""What of the counts may be shown to somebody who may not open every record behind them.

Whatever is masked in one view is masked so in every other: totals are masked by themselves, what they are made of is
masked without touching them, and two things at once are masked as one whole table. Counts come by number of the span
and by row; shown values too, with the total of each span under ``TOTAL``.
"""

from collections.abc import Mapping, Sequence

from safeguarding.masking import Shown, masked, masked_sums, plain, sums_of_table

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


def mask_column(
    counts: Mapping[tuple, int], keys: Sequence, others: Sequence, chosen: object, spans: int
) -> dict[tuple, Shown]:
    """The column of ``chosen`` in the table of rows by something else; ``counts`` are by span, row and that."""
    column, shown = list(others).index(chosen), {}
    for span in range(spans):
        table = [[counts.get((span, key, other), 0) for other in others] for key in keys]
        looks = _mask_table(table)
        shown |= {(span, key): looks[row, column] for row, key in enumerate(keys)}
        shown[span, TOTAL] = looks[None, column]
    return shown


def _mask_parts(parts: dict, whole: Shown | None = None) -> dict:
    hidden = {TOTAL} if whole is not None and whole.is_hidden else ()
    counts = parts | {TOTAL: sum(parts.values())}
    return masked_sums(counts, [(TOTAL, list(parts))], hidden=hidden, open_={TOTAL})


def _mask_table(table: list[list[int]]) -> dict:
    """Cells by place; the totals, whose place has a None, look as they do where they are shown by themselves."""
    rows = dict(enumerate(map(sum, table)))
    columns = dict(enumerate(map(sum, zip(*table, strict=True))))
    counts = {(row, column): count for row, line in enumerate(table) for column, count in enumerate(line)}
    margins = {(row, None): count for row, count in rows.items()}
    margins |= {(None, column): count for column, count in columns.items()}
    looks = {(row, None): look for row, look in _mask_parts(rows).items()}
    looks |= {(None, column): look for column, look in _mask_parts(columns).items()}
    margins[None, None] = sum(rows.values())
    looks[None, None] = masked(margins[None, None])
    hidden = {place for place in margins if looks[place].is_hidden}
    return masked_sums(
        counts | margins, sums_of_table(rows, columns), hidden=hidden, open_=set(margins) - hidden
    )
