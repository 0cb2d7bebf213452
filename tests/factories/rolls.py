"""Spreadsheets of pupils as schools send them, made small and whole."""

import csv
import io
from datetime import date

import xlsxwriter

from concerns.pupil_file.upn import check_letter

HEADINGS = ("UPN", "Forename", "Surname", "DOB", "Year", "Form")


def upn(number: int) -> str:
    """A true permanent number."""
    figures = f"{801200000000 + number:012}"
    return check_letter(f"A{figures}") + figures


def row(number: int, **cells) -> list:
    start = {
        "UPN": upn(number), "Forename": "Ada", "Surname": f"Example{number:04}", "DOB": "4 March 2016",
        "Year": "4", "Form": "4B",
    }  # fmt: skip
    return list((start | cells).values())


def csv_file(*rows, headings=HEADINGS, delimiter=",", encoding="utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def xlsx_file(*rows, headings=HEADINGS, sheet="Roll") -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, headings)
        for line, cells in enumerate(rows, start=1):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(line, place, cell, day)
                else:
                    page.write(line, place, cell)
    return kept.getvalue()
