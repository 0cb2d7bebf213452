"""Spreadsheets, as CSV and as XLSX. The only place that writes them, so that no cell is ever a formula.

People's own words go into cells. A program that opens the file would run what begins like a formula, so such
words get an apostrophe in front, as a spreadsheet itself writes it.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

Cell = str | int | date | None

FORMULA_STARTS = frozenset("=+-@\t\r\n|%")
CELL_LENGTH = 32_000  # a cell of XLSX holds 32,767
CUT = " … The cell holds no more. The rest is on the page and in the CSV file."


@dataclass(frozen=True)
class Column:
    """A head and how wide it is, in characters."""

    title: str
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    """A table with a name."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Sequence[Cell], ...]


def plain_text(text: str) -> str:
    """``text`` such that no spreadsheet takes it for a formula.

    What counts is the first character that can be seen, with full-width forms taken for what they stand for;
    and the very first one, since some programs act on a tab or a line break.
    """
    seen = text.lstrip(_UNSEEN)
    first = unicodedata.normalize("NFKC", seen[:1])
    if (first and first[0] in FORMULA_STARTS) or text[:1] in {"\t", "\r", "\n"}:
        return f"'{text}"
    return text


# White space of every kind, and characters without a width.
_UNSEEN = "".join(
    chr(code)
    for code in range(0x10000)
    if chr(code).isspace() or unicodedata.category(chr(code)) in {"Cc", "Cf", "Zs"}
)


def write_csv(sheets: Iterable[Sheet]) -> bytes:
    """One table after the other, under the head of the first; UTF-8 with the mark by which Excel knows it."""
    sheets = tuple(sheets)
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([column.title for column in sheets[0].columns])
    for sheet in sheets:
        writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return plain_text(cell) if isinstance(cell, str) else str(cell)


def write_xlsx(title: str, sheets: Iterable[Sheet]) -> bytes:
    """A workbook with a sheet for each table: heads that stay, widths, filters, and dates that are dates."""
    kept = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(kept, options) as book:
        book.set_properties({"title": title})
        looks = _looks(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.title), sheet, looks)
    return kept.getvalue()


def _looks(book) -> dict:
    cell = {"text_wrap": True, "valign": "top"}
    return {
        "head": book.add_format({"bold": True, "valign": "top", "text_wrap": True, "bottom": 1}),
        "text": book.add_format(cell),
        "day": book.add_format(cell | {"num_format": "d mmmm yyyy", "align": "left"}),
    }


def _write_sheet(page, sheet: Sheet, looks: dict) -> None:
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.title, looks["head"])
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for line, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(page, line, place, cell, looks)


def _write_cell(page, line: int, place: int, cell: Cell, looks: dict) -> None:
    if cell is None or cell == "":
        page.write_blank(line, place, None, looks["text"])
    elif isinstance(cell, date):
        page.write_datetime(line, place, cell, looks["day"])
    elif isinstance(cell, str):
        page.write_string(line, place, _fitting(plain_text(cell)), looks["text"])
    else:
        page.write_number(line, place, cell, looks["text"])


def _fitting(text: str) -> str:
    # Counted as the format counts: a character outside the first 65,536 is two.
    if len(text.encode("utf-16-le")) // 2 <= CELL_LENGTH:
        return text
    return text.encode("utf-16-le")[: 2 * CELL_LENGTH].decode("utf-16-le", errors="ignore") + CUT
