"""Asking for a new category, and deciding."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import HTML, Button, Field, Layout, Size
from django import forms

from concerns.models import Category
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField

MARKS = [
    ("C", "Child-on-child: asks for a justification and a risk assessment"),
    ("E", "Exploitation, or outside the family"),
    ("O", "Online"),
    ("H", "Home and family"),
]


class AskForm(forms.Form):
    """What a school misses in the list, why, and what it would have been chosen for."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(
        label="Name of the category",
        max_length=160,
        error_messages={"required": "Enter a name for the category"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reason = LongTextField(
        label="Why is it needed?",
        help_text="Say what you cannot tell from the figures today.",
        rows=4,
        required=True,
        max_length=5000,
    )
    examples = LongTextField(
        label="Examples",
        help_text="Two or three, and which category you chose for them. Name no child and nobody else.",
        rows=5,
        required=True,
        max_length=5000,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Say why the category is needed"
        self.fields["examples"].error_messages["required"] = "Give at least one example"

    @property
    def helper(self):
        return _helper(*self.fields, submit="Ask for it")


class DecideForm(forms.Form):
    """Yes, with the new category as it will read; or no. Each with a reason."""

    ACCEPT, DECLINE = "accept", "decline"
    NEEDED = {
        "category": "Choose the category that it belongs to",
        "title": "Enter a name for the category",
        "definition": "Enter what it means",
        "since": "Enter the first day, such as 4 December 2026",
    }

    decision = forms.ChoiceField(
        label="Decision",
        choices=[(ACCEPT, "Accept: add it to the list"), (DECLINE, "Decline")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose accept or decline"},
    )
    reason = LongTextField(
        label="Reason", help_text="The school reads it.", rows=4, required=True, max_length=5000
    )
    category = forms.ModelChoiceField(
        label="Belongs to",
        queryset=Category.objects.none(),
        to_field_name="key",
        empty_label="Choose",
        required=False,
    )
    title = forms.CharField(label="Name", max_length=160, required=False)
    definition = LongTextField(label="What it means", rows=3, max_length=5000)
    guidance = LongTextField(label="What to do, and what not to do", rows=3, max_length=5000)
    marks = forms.MultipleChoiceField(
        label="Marks", choices=MARKS, widget=forms.CheckboxSelectMultiple, required=False
    )
    since = DateWordsField(label="May be chosen from", required=False)

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.on(day).filter(register=False)
        self.fields["reason"].error_messages["required"] = "Give the reason for the decision"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == self.ACCEPT:
            for field, sentence in self.NEEDED.items():
                if field not in self.errors and not cleaned.get(field):
                    self.add_error(field, sentence)
        return cleaned

    @property
    def new(self) -> dict:
        """The new category as ``accept_request`` takes it."""
        names = ("reason", "category", "title", "definition", "guidance", "since")
        return {name: self.cleaned_data[name] for name in names} | {
            "marks": "".join(self.cleaned_data["marks"])
        }

    @property
    def helper(self):
        return _helper(
            "decision",
            "reason",
            HTML('<h2 class="govuk-heading-m">If you accept</h2>'),
            *("category", "title", "definition", "guidance", "marks"),
            Field.text("since", field_width=20),
            submit="Record the decision",
        )


def _helper(*parts, submit: str) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    helper.layout = Layout(*parts, Button.primary("save", submit))
    return helper
