"""Reading a roll: what schools' spreadsheets look like, and what is told about each wrong cell."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concerns.pupil_file import Roll, Unreadable, read_roll
from concerns.pupil_file.upn import LETTERS, check_letter, fits_its_letter, is_upn
from tests.factories.rolls import HEADINGS, csv_file, row, upn, xlsx_file

TODAY = date(2026, 11, 12)


def read(content: bytes, name: str = "roll.csv") -> Roll:
    return read_roll(name, content, today=TODAY)


def faults(content: bytes, name: str = "roll.csv") -> list[tuple[int, str]]:
    return [(each.row, each.column) for each in read(content, name).faults]


def test_check_letter_of_a_known_number():
    assert check_letter("?801200005001") == "B"
    assert fits_its_letter("B801200005001")
    assert not fits_its_letter("C801200005001")


@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_one_letter_fits_any_figures(figures):
    assert [letter for letter in LETTERS if fits_its_letter(letter + figures)] == [
        check_letter("?" + figures)
    ]


@pytest.mark.parametrize("number", ["", "I801200005001", "B80120000500", "B8012000050012", "B801200005OO1"])
def test_what_is_no_number(number):
    assert not is_upn(number)


def test_a_plain_file():
    roll = read(csv_file(row(1), row(2, Forename="Zoë", Year="Reception", Form="")))
    assert not roll.faults and not roll.advice
    assert [each.row for each in roll.rows] == [2, 3]
    assert roll.rows[1].values == {
        "upn": upn(2), "first_name": "Zoë", "last_name": "Example0002",
        "date_of_birth": date(2016, 3, 4), "year_group": 0, "form": "",
    }  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_separators_and_encodings(delimiter, encoding):
    roll = read(csv_file(row(1, Surname="Brönte-O’Hé"), delimiter=delimiter, encoding=encoding))
    assert roll.rows[0].values["last_name"] == "Brönte-O’Hé"


def test_headings_in_any_order_and_spelling_with_lines_above_and_others_between():
    headings = [
        "Class",
        "Date of Birth",
        "NC Year",
        "Legal Surname",
        "Notes",
        "First name",
        "Unique Pupil Number",
    ]
    cells = ["4B", "2016-03-04", "Yr 4", "Example", "secret", "Ada", upn(1).lower()]
    content = b"Thornbeck Primary,,\r\n,,\r\n" + csv_file(cells, headings=headings)
    roll = read(content)
    assert not roll.faults
    assert roll.rows[0].row == 4
    assert roll.rows[0].values["upn"] == upn(1)
    assert "secret" not in str(roll)


def test_a_workbook_with_true_dates_and_numbers():
    roll = read(xlsx_file(row(1, DOB=date(2016, 3, 4), Year=4), row(2, Year=4.0, Form=4)), "Roll.XLSX")
    assert not roll.faults
    assert [each.values["year_group"] for each in roll.rows] == [4, 4]
    assert roll.rows[0].values["date_of_birth"] == date(2016, 3, 4)
    assert roll.rows[1].values["form"] == "4"


@pytest.mark.parametrize(
    ("column", "cell", "advice"),
    [
        ("UPN", "", "Enter the unique pupil number"),
        ("UPN", "12345", "a letter and 12 figures"),
        ("UPN", ("A" if upn(1)[0] != "A" else "B") + upn(1)[1:], "does not fit"),
        ("Forename", "", "Enter the name"),
        ("Forename", "x" * 81, "80 characters"),
        ("Surname", "=1+1", "formula"),
        ("Surname", "+cmd|' /C calc'!A0", "begins with a letter"),
        ("Surname", "@SUM(A1)", "begins with a letter"),
        ("Form", "-4B", "letter or a figure"),
        ("DOB", "31 February 2016", "date that exists"),
        ("DOB", "42433", "date that exists"),
        ("DOB", "4 March 2036", "Check the date of birth"),
        ("DOB", "4 March 1956", "Check the date of birth"),
        ("DOB", "", "Enter the date of birth"),
        ("Year", "Dolphins", "Enter a year group"),
        ("Year", "15", "Enter a year group"),
    ],
)
def test_each_wrong_cell_is_told_with_its_row_and_what_to_do(column, cell, advice):
    roll = read(csv_file(row(2), row(1, **{column: cell}), row(3)))
    assert [each.values["last_name"] for each in roll.rows] == ["Example0002", "Example0003"]
    (fault,) = roll.faults
    assert fault.row == 3
    assert advice in fault.advice
    assert not cell or cell not in fault.advice


def test_formula_cells_of_a_workbook_are_refused():
    assert faults(xlsx_file(row(1, Surname='=HYPERLINK("https://x.example","Smith")')), "roll.xlsx") == [
        (2, "Surname")
    ]


def test_every_fault_of_a_row_is_told():
    assert faults(csv_file(row(1, UPN="", DOB="soon", Year=""))) == [
        (2, "Date of birth"), (2, "UPN"), (2, "Year"),
    ]  # fmt: skip


def test_a_temporary_number_is_brought_in_with_advice():
    figures = upn(1)[1:12]
    number = next(f"{letter}{figures}A" for letter in LETTERS if fits_its_letter(f"{letter}{figures}A"))
    other = next(f"{letter}{figures}B" for letter in LETTERS if not fits_its_letter(f"{letter}{figures}B"))
    roll = read(csv_file(row(1, UPN=number), row(2, UPN=other)))
    assert len(roll.rows) == 2
    assert "temporary" in roll.advice[0].advice
    assert "first letter should be" in roll.advice[1].advice


def test_both_rows_of_one_number_are_refused_and_namesakes_are_advice():
    roll = read(csv_file(row(1), row(1, Forename="Bea"), row(2, Surname="Same"), row(3, Surname="Same")))
    assert [(each.row, each.column) for each in roll.faults] == [(2, "UPN"), (3, "UPN")]
    assert "Rows 2 and 3" in roll.faults[0].advice
    assert [each.row for each in roll.advice] == [4, 5]
    assert [each.row for each in roll.rows] == [4, 5]


def test_days_out_of_order_and_a_day_to_come():
    headings = (*HEADINGS, "Joined", "Left")
    roll = read(
        csv_file(
            [*row(1), "1 March 2016", ""],
            [*row(2), "1 September 2020", "31 August 2020"],
            [*row(3), "1 September 2020", "31 August 2027"],
            headings=headings,
        )
    )
    assert [(each.row, each.column) for each in roll.faults] == [(2, "Joined"), (3, "Left")]
    assert roll.rows[0].values["left_on"] is None
    assert "has not come" in roll.advice[0].advice


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "Put headings"),
        (b"a,b,c\n1,2,3\n", "Put headings"),
        (csv_file(), "no row"),
        (csv_file(["x", "y", "z"], headings=["UPN", "Forename", "Surname"]), "Date of birth, and one with"),
        (csv_file([*row(1), "4"], headings=[*HEADINGS, "Year group"]), "one column for Year"),
        ("UPN,Forename,Surname".encode("utf-16"), "CSV UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(content, advice):
    with pytest.raises(Unreadable, match=advice):
        read(content)


def test_a_file_that_is_no_workbook():
    with pytest.raises(Unreadable, match="Save the spreadsheet again"):
        read(b"PK\x03\x04 nothing", "roll.xlsx")


def test_a_file_of_too_many_rows():
    with pytest.raises(Unreadable, match="5,000"):
        read(csv_file(*([row(1)] * 5_002)))


def test_a_roll_survives_being_kept():
    roll = read(csv_file(row(1), row(2, Year="?"), row(3, DOB="4/3/16")))
    assert Roll.from_data(roll.as_data()) == roll


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    with contextlib.suppress(Unreadable):
        read(csv_file() + content)
