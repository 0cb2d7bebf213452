"""A date as people type it, in one text field."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ],
        start=1,
    )
    for name in names
}
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+)?"
YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
DAY_FIRST = re.compile(
    _WEEKDAY + r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
    r"(?:\s*[-/.]\s*|\s+(?:of\s+)?|(?=[a-z]))(?P<month>[0-9]{1,2}|[a-z]{3,9})\.?"
    r"(?:\s*[-/.,]\s*|\s+|(?<=[a-z]))(?P<year>[0-9]{4}|[0-9]{2})"
)
EARLIEST, LATEST = 1900, 2199
SENTENCE = "Enter a date that exists, such as 4 December 2026"


def read_date(text: str) -> date | None:
    """The date that ``text`` says, day before month; ``ValueError`` when it says none that exists."""
    text = text.strip().lower()
    if not text:
        return None
    found = YEAR_FIRST.fullmatch(text) or DAY_FIRST.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month = found["year"], found["month"]
    number = int(month) if month.isdecimal() else MONTHS.get(month, 0)
    made = date(int(year) if len(year) == 4 else 2000 + int(year), number, int(found["day"]))
    if not EARLIEST <= made.year <= LATEST:
        raise ValueError(text)
    return made


def write_date(day: date) -> str:
    """4 December 2026."""
    return f"{day.day} {day:%B} {day.year}"


class TextInput(forms.TextInput):
    """A text box that shows a date in words, and whatever else was typed as it was typed.

    Its name is that of Django's own, since the template pack styles an input by the name of its class.
    """

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", "spellcheck": "false"} | (attrs or {}))

    def format_value(self, value):
        return write_date(value) if isinstance(value, date) else super().format_value(value)


class DateWordsField(forms.Field):
    """One text field for a date: "4 December 2026", "4 Dec 2026", "4/12/2026", "4.12.26", "2026-12-04"."""

    widget = TextInput
    default_error_messages = {
        "required": "Enter a date, such as 4 December 2026",
        "invalid": SENTENCE,
    }

    def to_python(self, value) -> date | None:
        if value is None or isinstance(value, date):
            return value
        try:
            return read_date(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
