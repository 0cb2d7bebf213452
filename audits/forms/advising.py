"""Choosing the adviser of an audit."""

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms

from audits.reports.advisers import AdviserLine
from safeguarding.forms.dates import write_date

NOBODY = "nobody"


class AdviserForm(forms.Form):
    """One of the school's advisers, or nobody."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    adviser = forms.ChoiceField(
        label="Who advises on this audit?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a person, or nobody"),
    )

    def __init__(self, *args, advisers: tuple[AdviserLine, ...], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {line.person.public_id: line.person for line in advisers}
        self.fields["adviser"].choices = [
            *(Choice(line.person.public_id, line.person.name, hint=_until(line)) for line in advisers),
            Choice(NOBODY, "Nobody", hint="Whoever was invited can no longer open it. What they said stays."),
        ]

    @property
    def chosen(self):
        return self.people.get(self.cleaned_data["adviser"])

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = helper.legend_size = Size.SMALL
        helper.layout = Layout(*self.fields, Button.primary("save", "Save"))
        return helper


def _until(line: AdviserLine) -> str:
    return (
        f"Adviser of this school until {write_date(line.ends_on)}"
        if line.ends_on
        else "Adviser of this school"
    )
