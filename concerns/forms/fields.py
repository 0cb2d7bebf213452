"""Fields that the forms of plans, meetings and papers share, and what those forms have in common."""

import uuid

from crispy_forms_gds.layout import Field
from django import forms
from django.utils import timezone

from concerns.forms.entries import Written
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField
from safeguarding.uploads import ACCEPT, CheckedFile, check_upload

DAY = "For example, 4 December 2026"
YES_NO = [("yes", "Yes"), ("no", "No")]


def text(label: str, ask: str = "", rows: int = 4, **kwargs) -> LongTextField:
    """A text box; with ``ask`` it must be filled."""
    errors = {"required": ask} if ask else {}
    return LongTextField(label=label, rows=rows, required=bool(ask), error_messages=errors, **kwargs)


def line(label: str, ask: str = "", most: int = 120, **kwargs) -> forms.CharField:
    """One line; with ``ask`` it must be filled."""
    field = forms.CharField(label=label, max_length=most, required=bool(ask), **kwargs)
    field.error_messages |= {
        "required": ask or "Fill this in",
        "max_length": f"Use {most} characters or fewer",
    }
    field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
    return field


def radios(label: str, choices, ask: str, **kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": ask, "invalid_choice": ask},
        **kwargs,
    )


def select(label: str, ask: str = "", **kwargs) -> forms.ChoiceField:
    """A list to choose from; its choices come with the form."""
    wrong = ask or "Choose from the list"
    return forms.ChoiceField(
        label=label, required=bool(ask), error_messages={"required": ask, "invalid_choice": wrong}, **kwargs
    )


def day(label: str, *, today: bool = False, hint: str = DAY, **kwargs) -> DateWordsField:
    initial = {"initial": timezone.localdate} if today else {}
    return DateWordsField(label=label, help_text=hint, **initial, **kwargs)


def upload(label: str = "File, if there is one") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        allow_empty_file=True,
        help_text="PDF, picture (PNG or JPEG), Word or Excel",
        widget=forms.FileInput(attrs={"accept": ACCEPT, "class": "govuk-file-upload"}),
    )


class WorkForm(Written):
    """A form of case work: dates in narrow boxes, a file that is checked, colleagues and rows by their random ids."""

    title = ""

    def _laid(self, name):
        return Field.text(name, field_width=20) if isinstance(self.fields[name], DateWordsField) else name

    def offer(self, name: str, rows, words, *, empty: str = "Choose a person", start=None) -> None:
        """Let the field choose among rows; ``chosen`` gives the row."""
        self.offered = getattr(self, "offered", {}) | {name: {row.public_id: row for row in rows}}
        choices = [(key, words(row)) for key, row in self.offered[name].items()]
        self.fields[name].choices = [("", empty), *choices]
        if start is not None:
            self.fields[name].initial = start.public_id

    def chosen(self, name: str):
        """The row that was chosen, or None."""
        return self.offered[name].get(self.cleaned_data.get(name, ""))

    def clean_file(self) -> CheckedFile | None:
        sent = self.cleaned_data.get("file")
        return check_upload(sent) if sent is not None else None

    def clean(self):
        cleaned = super().clean()
        if self.errors and cleaned.get("file"):
            self.add_error("file", "Choose the file again: it was not kept, since something else is missing")
        return cleaned

    def not_in_future(self, name: str, ask: str = "Enter a date that is today or earlier") -> None:
        given = self.cleaned_data.get(name)
        if given and given > timezone.localdate():
            self.add_error(name, ask)


class VersionedForm(WorkForm):
    """A form that changes a row, and says which state of it the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def see(self, version: int) -> None:
        """Let the next post be one that has seen this state."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version


class KeyedForm(WorkForm):
    """A form that makes one row, however often it arrives."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
