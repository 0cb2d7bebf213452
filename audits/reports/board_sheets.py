"""The trust board as a table for a spreadsheet: one row for each school and section."""

from audits.rating import Rating
from audits.reports.trust_board import Board
from safeguarding.spreadsheets import Column, Sheet

COLUMNS = (
    Column("School", 30),
    Column("State", 24),
    Column("Edition", 26),
    Column("Section", 44),
    *(Column(rating.label, 12) for rating in Rating),
    Column("Items", 10),
)


def board_sheets(board: Board) -> Sheet:
    """Every cell as plain figures; a section without figures says why in place of them."""
    return Sheet("Board", COLUMNS, tuple(_rows(board)))


def _rows(board: Board):
    for name, cells in board.rows:
        for column, cell in cells:
            start = (column.school, column.state, column.edition, name)
            if cell.counts is None:
                yield (*start, cell.why_not, *[None] * len(Rating))
            else:
                yield (*start, *(cell.counts.of(rating) for rating in Rating), cell.counts.total)
