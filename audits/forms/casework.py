"""Adding a case, and answering its questions."""

import re

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms

from audits.models import CaseSample

NAME_LIKE = re.compile(r"^[A-Z][a-z'’-]+ [A-Z][a-z'’-]+$")


class CaseForm(forms.Form):
    """One sampled file. The label must not name a child."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    label = forms.CharField(
        label="Label",
        max_length=40,
        help_text="Such as Case 1. Do not use a name, initials or a date of birth.",
        error_messages={
            "required": "Enter a label, such as Case 1",
            "max_length": "Use 40 characters or fewer for the label",
        },
    )
    kind = forms.ChoiceField(
        label="Kind of file",
        choices=CaseSample.Kind,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the kind of file"),
    )
    how_chosen = forms.CharField(
        label="How it was chosen",
        required=False,
        max_length=200,
        help_text="Such as every tenth file, or by lot.",
        error_messages={"max_length": "Use 200 characters or fewer to say how it was chosen"},
    )

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = Size.SMALL
        helper.layout = Layout(*self.fields, Button.primary("save", "Add the case"))
        return helper

    def clean_label(self):
        label = self.cleaned_data["label"].strip()
        if NAME_LIKE.match(label):
            raise forms.ValidationError("Enter a label that is not a name, such as Case 1")
        return label
