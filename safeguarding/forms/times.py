"""A time of day as people type it, in one text field."""

import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from safeguarding.forms.dates import TextInput as DateInput

TYPED = re.compile(
    r"(?P<hour>[0-9]{1,2}?)(?:\s*[:.]?\s*(?P<minute>[0-9]{2}))?(?:\s*(?P<half>[ap])\.?(?:\s?m\.?)?)?"
)
WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def read_time(text: str) -> time | None:
    """The time that ``text`` says; ``ValueError`` when it says none."""
    text = text.strip().lower()
    if not text:
        return None
    if text in WORDS:
        return WORDS[text]
    found = TYPED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"] and not 1 <= hour <= 12:
        raise ValueError(text)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    return time(hour, minute)


class TextInput(DateInput):
    """A text box for a time."""

    def format_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, time) else super().format_value(value)


class TimeWordsField(forms.Field):
    """One text field for a time: "8:15am", "08:15", "8.15", "815", "8am", "noon"."""

    widget = TextInput
    default_error_messages = {"invalid": "Enter a time, such as 8:15am"}

    def to_python(self, value) -> time | None:
        if value is None or isinstance(value, time):
            return value
        try:
            return read_time(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
