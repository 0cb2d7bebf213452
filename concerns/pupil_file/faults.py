"""What is wrong with a spreadsheet of pupils: the whole of it, or one cell."""

from dataclasses import dataclass


class Unreadable(Exception):
    """Nothing can be read from the file. The text says what to do."""


@dataclass(frozen=True, order=True)
class CellFault:
    """One cell: its row as the spreadsheet counts, its column, and what to do. Never what it says."""

    row: int
    column: str
    advice: str
