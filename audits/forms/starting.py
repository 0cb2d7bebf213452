"""Starting an audit, and its particulars."""

import uuid
from datetime import date

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms

from audits.actions.starting import usual_due_date
from audits.models import Edition
from safeguarding.forms.dates import DateWordsField, write_date
from safeguarding.forms.texts import LongTextField
from safeguarding.models import School


class ParticularsForm(forms.Form):
    """The dates of an audit and who takes part."""

    audit_date = DateWordsField(
        label="Date of the audit",
        help_text="Amber falls due one month after this day.",
        error_messages={"required": "Enter the date of the audit, such as 4 November 2026"},
    )
    period_from = DateWordsField(
        label="Period covered, from",
        error_messages={"required": "Enter the first day of the period, such as 1 September 2025"},
    )
    period_to = DateWordsField(
        label="Period covered, to",
        error_messages={"required": "Enter the last day of the period, such as 31 August 2026"},
    )
    due_on = DateWordsField(
        label="Due to the governor on",
        error_messages={"required": "Enter the day it is due to the governor, such as 4 December 2026"},
    )
    participants = LongTextField(
        label="Who takes part",
        help_text="Names or roles: leaders, staff, governors; pupils, parents and carers where it helps.",
        rows=3,
        max_length=2000,
    )

    SUBMIT = "Save"

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = Size.SMALL
        helper.layout = Layout(*self.fields, Button.primary("save", self.SUBMIT))
        return helper

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "Enter a last day that comes after the first day")
        day, due = cleaned.get("audit_date"), cleaned.get("due_on")
        if day and due and due < day:
            self.add_error("due_on", "Enter a day on or after the date of the audit")
        return cleaned


class StartForm(ParticularsForm):
    """What is needed to start an audit."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    edition = forms.ModelChoiceField(
        Edition.objects.none(), label="Form", widget=forms.RadioSelect, empty_label=None
    )

    carry = forms.BooleanField(
        label="Start from the answers of the last audit",
        help_text="Ratings and words come along. Each is read again before this audit can be submitted.",
        required=False,
        initial=True,
    )

    field_order = ["edition", "carry", "audit_date", "period_from", "period_to", "due_on", "participants"]
    SUBMIT = "Start the audit"

    def __init__(self, *args, school: School, has_earlier: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_earlier:
            del self.fields["carry"]
        editions = Edition.objects.open_to(school).order_by("-effective_from", "-published_at")
        self.fields["edition"].queryset = editions
        self.fields["edition"].initial = editions.first()
        self.fields["edition"].label_from_instance = _edition_label
        self.fields["edition"].error_messages = dict.fromkeys(("required", "invalid_choice"), "Choose a form")
        # Where there is only one form, it is chosen already.
        if len(published := list(self.fields["edition"].queryset[:2])) == 1:
            self.initial.setdefault("edition", published[0].pk)


def _edition_label(edition: Edition) -> str:
    if edition.effective_to is None:
        return edition.label
    return f"{edition.label}, in force until {edition.effective_to:%-d %B %Y}"


def usual_particulars(today: date) -> dict:
    """What the start form offers: this school year, and three weeks to fill it in."""
    first = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    return {
        "request_key": uuid.uuid4(),
        "audit_date": today,
        "period_from": first.replace(year=first.year - 1),
        "period_to": first.replace(month=8, day=31),
        "due_on": usual_due_date(today),
    }


def as_asked(asked) -> dict:
    """What the start form offers where the trust asks for an audit: its edition, and its day if it is ahead."""
    offered = {"edition": asked.due.edition_id}
    return offered if asked.days_late else offered | {"due_on": asked.due.due_on}


class ChangeParticularsForm(ParticularsForm):
    """Changing the particulars of an audit that is under way."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def meet(self, stands: dict) -> None:
        """A colleague saved meanwhile: say below each field that differs what stands, and save over it next."""
        self.data = self.data | {"version": stands["version"]}
        for name, value in stands.items():
            if name != "version" and value != self.cleaned_data.get(name):
                words = write_date(value) if isinstance(value, date) else value
                self[name].help_text = f"Your colleague saved: {words or 'nothing'}"
