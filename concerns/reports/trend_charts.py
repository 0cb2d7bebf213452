"""The small charts of the trends: bars or a line for each row, where each bar and label goes. Pure.

Across in per cent, so that a chart fits any screen and its words keep their size; down in pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from concerns.reports.trends import Line, Trends
from concerns.trend_periods import Span
from safeguarding.masking import Shown

PANELS = 6
LINE_FROM = 12  # stretches: so many bars side by side can no longer be told apart
LEFT, TOP, FLOOR, HOLLOW = 9.0, 22, 112, 10
SLIM = 0.72  # of its place, the width of a bar
NOW, BEFORE, OTHER, RUNNING = "now", "before", "other", "running"


@dataclass(frozen=True)
class Bar:
    """One bar with its number and what stands at its foot; a masked one has no number."""

    x: float
    width: float
    middle: float
    top: int
    height: int
    look: str
    number: str
    foot: str
    is_few: bool = False


@dataclass(frozen=True)
class Under:
    """What several bars have in common, such as the school year."""

    at: float
    anchor: str
    start: float
    length: float
    text: str


@dataclass(frozen=True)
class Tick:
    y: int
    text: str


@dataclass(frozen=True)
class Panel:
    """The chart of one row."""

    line: Line
    bars: tuple[Bar, ...]
    path: str  # of a line chart, in a square of 100 by 100


@dataclass(frozen=True)
class Charts:
    """Panels side by side, on one scale and with the same stretches."""

    panels: tuple[Panel, ...]
    ticks: tuple[Tick, ...]
    under: tuple[Under, ...]
    is_line: bool
    left: float = LEFT
    line_width: float = 100 - LEFT


def charts(trends: Trends) -> Charts:
    """What rises first, then what there is most of."""
    lines = sorted(
        (
            line
            for line in trends.lines
            if line.row.is_sorted and any(cell.number != 0 for cell in line.cells)
        ),
        key=lambda line: (
            not (line.verdict.is_sure and line.verdict.way == "rising"),
            -(line.now.number or 0),
        ),
    )[:PANELS]
    top = _round_up(max((cell.number or 0 for line in lines for cell in line.cells), default=0))
    is_line = len(trends.spans) >= LINE_FROM
    return Charts(
        panels=tuple(_panel(line, trends, top, is_line) for line in lines),
        ticks=tuple(Tick(_y(top * part // 2, top), str(top * part // 2)) for part in (0, 1, 2)),
        under=() if is_line else tuple(_under(trends)),
        is_line=is_line,
    )


def _round_up(most: int) -> int:
    """The top of the scale: an even number with few digits, with room for the highest bar."""
    for step in (10, 20, 30, 40, 60, 80):
        if most <= step:
            return step
    size = 10 ** (len(str(most)) - 1)
    return next(size * part for part in (1, 2, 4, 6, 8, 10) if most <= size * part)


def _y(number: int, top: int) -> int:
    return FLOOR - round((FLOOR - TOP) * number / top)


def _panel(line: Line, trends: Trends, top: int, is_line: bool) -> Panel:
    bars = tuple(_bar(number, cell, trends, top) for number, cell in enumerate(line.cells))
    return Panel(line, bars, _path(line.cells, top) if is_line else "")


def _bar(number: int, cell: Shown, trends: Trends, top: int) -> Bar:
    slot = (100 - LEFT) / len(trends.spans)
    x = LEFT + slot * (number + (1 - SLIM) / 2)
    y = FLOOR - HOLLOW if cell.is_few else _y(cell.number or 0, top)
    return Bar(
        x=round(x, 3),
        width=round(slot * SLIM, 3),
        middle=round(LEFT + slot * (number + 0.5), 3),
        top=y,
        height=FLOOR - y,
        look=_look(number, trends),
        number="" if cell.number is None else str(cell.number),
        foot=_foot(trends.spans, number),
        is_few=cell.is_few,
    )


def _foot(spans: Sequence[Span], number: int) -> str:
    """Of many stretches only two have a name at the foot, and there is room for the year."""
    span = spans[number]
    return span.short if len(spans) < LINE_FROM else f"{span.short} {span.under}"


def _look(number: int, trends: Trends) -> str:
    if number == trends.number_now:
        return NOW
    if number == trends.number_before:
        return BEFORE
    return RUNNING if trends.running and number == len(trends.spans) - 1 else OTHER


def _path(cells: Sequence[Shown], top: int) -> str:
    """Points that are known, joined; a masked one leaves a gap. What is not over yet is left out."""
    parts, is_on = [], False
    for number, cell in enumerate(cells[:-1]):
        if cell.number is None:
            is_on = False
            continue
        x, y = 100 * (number + 0.5) / len(cells), 100 - 100 * cell.number / top
        parts.append(f"{'L' if is_on else 'M'}{x:.2f} {y:.2f}")
        is_on = True
    return " ".join(parts)


def _under(trends: Trends) -> Iterator[Under]:
    slot, start, last = (100 - LEFT) / len(trends.spans), 0, len(trends.spans) - 1
    for number, span in enumerate(trends.spans):
        if number < last and trends.spans[number + 1].under == span.under:
            continue
        left, length = LEFT + slot * start, slot * (number + 1 - start)
        ends = number == last and start > 0  # a short stretch at the end would push its name out of the chart
        yield Under(
            at=round(left + (length if ends else length / 2), 3),
            anchor="end" if ends else "middle",
            start=round(left + slot * 0.1, 3),
            length=round(length - slot * 0.2, 3),
            text=span.under,
        )
        start = number + 1
