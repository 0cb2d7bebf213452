"""The trends as tables for a spreadsheet: the same figures as on the page, masked alike."""

from concerns.reports.trends import Line, Trends
from safeguarding.spreadsheets import Column, Sheet


def trend_sheet(trends: Trends) -> Sheet:
    """A row for each row of the page and one for all together, with every stretch of time."""
    columns = (
        Column(trends.by_in_words, 40),
        *(Column(_head(trends, span), 14) for span in trends.spans),
        Column(f"For each 100 pupils, {trends.spans[trends.at_before].label}", 16),
        Column(f"For each 100 pupils, {trends.now.label}", 16),
        Column("In words", 24),
    )
    return Sheet("Trends", columns, tuple(_row(line) for line in (*trends.lines, trends.total)))


def _head(trends: Trends, span) -> str:
    return f"{span.label}, so far" if span == trends.running else span.label


def _row(line: Line) -> tuple:
    return (
        line.title,
        *(cell.cell for cell in line.cells),
        line.rate_before,
        line.rate_now,
        line.verdict.words,
    )


def meaning_sheet(trends: Trends) -> Sheet:
    """What the figures mean, for the workbook."""
    return Sheet(
        "How it is counted", (Column("How it is counted", 100),), tuple((line,) for line in trends.notes)
    )
