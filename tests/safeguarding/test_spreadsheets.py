"""No cell of a spreadsheet is a formula, and what goes in comes out."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from safeguarding.spreadsheets import Column, Sheet, plain_text, write_csv, write_xlsx

COLUMNS = (Column("Words", 40), Column("Day"), Column("Number"))
WRITERS = ("csv.writer", "csv.DictWriter", "xlsxwriter", "openpyxl")
FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","Click")', "=WEBSERVICE(\"http://evil\")",
    "=IMPORTXML(\"http://evil.example\",\"//a\")", "=DDE(\"cmd\",\"/C calc\",\"a\")", "=@SUM(1)", "==1", "=",
    "+1", "+cmd|' /C calc'!A0", "+SUM(1,2)", "++", "+", "+44 20 7946 0000",
    "-1", "-1+1", "-cmd|' /C calc'!A0", "--", "-", "- a list item",
    "@SUM(1)", "@cmd", "@", "@import",
    "\t=1", "\tharmless", "\r=1", "\n=1", "\r\n=1", "\n-1", "\t\t+1",
    " =1", "  +1", "   -1", "\u00a0=1", "\u2003@a", "\u3000=1", "\u200b=1", "\ufeff=1", "\u202e=1", "\x0b=1",
    "＝1+1", "＋1", "－1", "＠SUM(1)", " ＝1", "\u3000＝1", "﹦1", "﹢1", "﹣1", "﹫a",
    "|calc", "%0A=1", "⁼1", "₊1", "\x00=1", "\x1f=1",
]  # fmt: skip
HARMLESS = [
    "", "Train all staff", "1 + 1 = 2", "a=b", "'=1", '"quoted", with commas', "two\nlines", "<script>",
    "😀 done", "עברית", "–1 with a dash", "5", "2026-12-04", "£5",
]  # fmt: skip


def _sheet(*words, title="Actions"):
    return Sheet(title, COLUMNS, tuple((text, date(2026, 12, 4), 3) for text in words))


def _read_csv(content: bytes):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_enough_payloads_are_tried():
    assert len(FORMULAS) >= 50


@pytest.mark.parametrize("payload", FORMULAS)
def test_formula_gets_an_apostrophe(payload):
    assert plain_text(payload) == f"'{payload}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_words_stay_as_they_are(text):
    assert plain_text(text) == text


def test_csv_reads_back_with_every_cell_as_text():
    words = [*FORMULAS, *HARMLESS]
    rows = _read_csv(write_csv([_sheet(*words)]))
    assert rows[0] == ["Words", "Day", "Number"]
    assert [row[0] for row in rows[1:]] == [plain_text(text) for text in words]
    assert rows[1][1:] == ["2026-12-04", "3"]


def test_csv_begins_with_the_mark_that_excel_knows():
    assert write_csv([_sheet("a")]).startswith(b"\xef\xbb\xbf")


def test_csv_puts_one_table_after_the_other():
    rows = _read_csv(write_csv([_sheet("a"), _sheet("b", title="Reviews")]))
    assert [row[0] for row in rows] == ["Words", "a", "b"]


def test_workbook_reads_back_without_a_formula():
    shown = [text for text in [*FORMULAS, *HARMLESS] if text and text.isprintable()]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx("Plan", [_sheet(*FORMULAS, *shown)])))
    cells = [row[0] for row in book["Actions"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [cell.value for cell in cells[len(FORMULAS) :]] == [plain_text(text) for text in shown]


def test_workbook_has_dates_heads_filters_and_a_title():
    book = openpyxl.load_workbook(
        io.BytesIO(write_xlsx("Action plan", [_sheet("a"), _sheet(title="Reviews")]))
    )
    page = book["Actions"]
    assert book.properties.title == "Action plan"
    assert book.sheetnames == ["Actions", "Reviews"]
    assert page["B2"].is_date
    assert page["B2"].value.date() == date(2026, 12, 4)
    assert page["C2"].value == 3
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:C2"
    assert page.column_dimensions["A"].width == pytest.approx(40, abs=1)


def test_long_words_are_cut_where_a_cell_ends_and_say_so():
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx("Plan", [_sheet("😀" * 50_000)])))
    value = book["Actions"]["A2"].value
    assert value.startswith("😀" * 16_000)
    assert value.endswith("in the CSV file.")
    assert _read_csv(write_csv([_sheet("x" * 100_000)]))[1][0] == "x" * 100_000


def test_only_one_module_writes_spreadsheets():
    root = Path(__file__).resolve().parents[2]
    writers = {
        path.relative_to(root).as_posix()
        for room in ("safeguarding", "audits", "concerns")
        for path in (root / room).rglob("*.py")
        if any(
            word in path.read_text() for word in ("csv.writer", "csv.DictWriter", "xlsxwriter", "openpyxl")
        )
    }
    reads_only = {"concerns/pupil_file/tables.py"}
    assert writers - reads_only == {"safeguarding/spreadsheets.py"}
