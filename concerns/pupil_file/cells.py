"""One cell of each column: what it says, or what to do about it. Pure.

A reader is given the cell and today, and raises ``Wrong`` with the advice for the person.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from concerns.pupil_file.tables import FORMULA, Cell
from concerns.pupil_file.upn import check_letter, fits_its_letter, is_temporary, is_upn, tidy_upn
from safeguarding.forms.dates import read_date
from safeguarding.spreadsheets import plain_text

YEAR = re.compile(r"(?:year|yr|y|nc|ncy)?\s*([0-9]{1,2})")
NAMED_YEARS = {"r": 0, "rec": 0, "reception": 0, "yr r": 0, "year r": 0, "fs2": 0,
               "n": -1, "nursery": -1, "n2": -1, "nursery 2": -1, "fs1": -1, "n1": -2, "nursery 1": -2}  # fmt: skip
OLDEST = 26  # years; some pupils of special schools stay until 25
Reader = Callable[[Cell, date], str | int | date | None]


class Wrong(Exception):
    """The cell cannot be used. The text says what to do."""


def upn(cell: Cell, today: date) -> str:
    number = _upn(cell, needed=True)
    if not is_temporary(number) and not fits_its_letter(number):
        raise Wrong(
            "Check this number against your school’s system. Its first letter does not fit its figures."
        )
    return number


def upn_advice(number: str) -> str:
    """What to say of a number that may stand, or nothing."""
    if not is_temporary(number):
        return ""
    odd = "" if fits_its_letter(number) else f" Its first letter should be {check_letter(number)}."
    return f"This number is temporary. Ask the last school for the permanent one.{odd}"


def former_upn(cell: Cell, today: date) -> str:
    return _upn(cell, needed=False)


def _upn(cell: Cell, *, needed: bool) -> str:
    number = tidy_upn(_text(cell))
    if not number and not needed:
        return ""
    if not number:
        raise Wrong("Enter the unique pupil number.")
    if not is_upn(number):
        raise Wrong("Enter a unique pupil number: a letter and 12 figures, such as B801200005001.")
    return number


def name(longest: int = 80, *, needed: bool = True) -> Reader:
    """A name as people write it; it begins with a letter."""

    def read(cell: Cell, today: date) -> str:
        text = " ".join(_text(cell).split())
        if not text and needed:
            raise Wrong("Enter the name.")
        _refuse_long(text, longest)
        if text and not text.lstrip("'’‘`")[:1].isalpha():
            raise Wrong("Enter a name that begins with a letter.")
        return text

    return read


def form(cell: Cell, today: date) -> str:
    text = " ".join(_text(cell).split())
    _refuse_long(text, 20)
    if plain_text(text) != text:
        raise Wrong("Begin the form with a letter or a figure.")
    return text


def authority(cell: Cell, today: date) -> str:
    """The name of a local authority as it was written; whether it is known is asked later."""
    text = " ".join(_text(cell).split())
    _refuse_long(text, 120)
    return text


def year_group(cell: Cell, today: date) -> int:
    text = " ".join(_text(cell).split()).lower()
    if text in NAMED_YEARS:
        return NAMED_YEARS[text]
    found = YEAR.fullmatch(text)
    if not found or int(found[1]) > 14:
        raise Wrong("Enter a year group, such as 4, Year 4, Reception or Nursery.")
    return int(found[1])


def date_of_birth(cell: Cell, today: date) -> date:
    day = _day(cell)
    if day is None:
        raise Wrong("Enter the date of birth, such as 4 December 2016.")
    if not 0 <= today.year - day.year <= OLDEST or day > today:
        raise Wrong(f"Check the date of birth. It does not make the child 0 to {OLDEST} years old.")
    return day


def joined_on(cell: Cell, today: date) -> date | None:
    return _day(cell)


left_on = joined_on


def _day(cell: Cell) -> date | None:
    if isinstance(cell, date):
        return cell
    try:
        return read_date(_text(cell))
    except ValueError:
        raise Wrong("Enter a date that exists, such as 4 December 2016 or 04/12/2016.") from None


def _text(cell: Cell) -> str:
    if cell is FORMULA:
        raise Wrong("Replace the formula by what it shows: copy the column, and paste it as values.")
    if isinstance(cell, date):
        raise Wrong("Enter words here. The spreadsheet holds a date.")
    text = unicodedata.normalize("NFC", cell)
    if any(unicodedata.category(letter) in {"Cc", "Co", "Cs"} for letter in text) or "\ufffd" in text:
        raise Wrong("Type this again. It holds a character that cannot be read.")
    return text


def _refuse_long(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Wrong(f"Use {longest} characters or fewer.")
