"""Rows of a spreadsheet as plain cells, whether it came as CSV or as XLSX. Pure."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from concerns.pupil_file.faults import Unreadable

MOST_ROWS = 5_000
MOST_LINES = 20_000  # with empty ones between
MOST_COLUMNS = 100
DELIMITERS = ",;\t"
DAMAGED = "Save the spreadsheet again in Excel, then choose it again. This one cannot be opened."


class Formula:
    """Stands for a cell whose value is worked out: what it would say is not in the file."""


FORMULA = Formula()
Cell = str | date | Formula
Row = tuple[int, list[Cell]]


def read_csv(content: bytes, is_heading: Callable[[list[Cell]], bool]) -> list[Row]:
    """Rows with their numbers; the separator is the one under which a row of headings is found."""
    text = _decoded(content)
    for delimiter in DELIMITERS:
        rows = _csv_rows(text, delimiter)
        if any(is_heading(cells) for _, cells in rows[:20]):
            return rows
    return _csv_rows(text, ",")


def read_xlsx(content: bytes, is_heading: Callable[[list[Cell]], bool]) -> list[Row]:
    """Rows of the first sheet that has a row of headings, or of the first sheet."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = [_xlsx_rows(sheet) for sheet in book.worksheets[:10]]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise Unreadable(DAMAGED) from error
    found = (rows for rows in sheets if any(is_heading(cells) for _, cells in rows[:20]))
    return next(found, sheets[0] if sheets else [])


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise Unreadable(
            "Save the file as “CSV UTF-8” or as an Excel workbook (.xlsx), then choose it again."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _csv_rows(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _kept([_csv_cell(cell) for cell in row[:MOST_COLUMNS]] for row in reader)
    except csv.Error:
        raise Unreadable(
            "Save the file again as CSV, then choose it again. It breaks off in a cell."
        ) from None


def _csv_cell(text: str) -> Cell:
    text = text.strip()
    return FORMULA if text.startswith("=") else text


def _xlsx_rows(sheet) -> list[Row]:
    sheet.reset_dimensions()  # what the file says of its size need not be so
    return _kept([_xlsx_cell(cell) for cell in row[:MOST_COLUMNS]] for row in sheet.iter_rows())


def _xlsx_cell(cell) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f":
        return FORMULA
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, date) else str(value).strip()


def _kept(rows: Iterable[list[Cell]]) -> list[Row]:
    """Rows with something in them, numbered as the spreadsheet numbers them."""
    kept = []
    for number, cells in _numbered(rows):
        if any(cell != "" for cell in cells):
            kept.append((number, cells))
        if len(kept) > MOST_ROWS:
            raise Unreadable(f"Choose a file of at most {MOST_ROWS:,} rows. Split it into two.")
    return kept


def _numbered(rows: Iterable[list[Cell]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=1):
        if number > MOST_LINES:
            return
        yield number, cells
