"""Shutting a person out of a record, and letting them in again."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms

from safeguarding.forms.texts import LongTextField

ASK_WHO = "Choose who is shut out"


class ShutOutForm(forms.Form):
    """Who, and why."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    person = forms.ChoiceField(label="Who", error_messages={"required": ASK_WHO, "invalid_choice": ASK_WHO})
    reason = LongTextField(
        label="Why",
        help_text="For example: she is the child’s aunt.",
        rows=3,
        max_length=2000,
        required=True,
        error_messages={"required": "Say why this person is shut out"},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in people}
        names = ((public_id, person.name) for public_id, person in self.people.items())
        self.fields["person"].choices = [("", "Choose a person"), *names]

    @property
    def asked(self) -> dict:
        """The fields as ``shut_out`` takes them."""
        cleaned = self.cleaned_data
        return {
            "person": self.people[cleaned["person"]],
            "reason": cleaned["reason"],
            "request_key": cleaned["request_key"],
        }

    @property
    def helper(self):
        return _helper("request_key", "person", "reason", Button.primary("save", "Shut this person out"))


class LetInForm(forms.Form):
    """Why a person may read it again."""

    reason = LongTextField(
        label="Why may they read it again?",
        rows=3,
        max_length=2000,
        required=True,
        error_messages={"required": "Say why this person may read it again"},
    )

    @property
    def helper(self):
        return _helper("reason", Button.primary("save", "Let this person in again"))


def _helper(*layout) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    helper.layout = Layout(*layout)
    return helper
