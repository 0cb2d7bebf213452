"""Shutting a person out of a record, and letting them in again."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms

from safeguarding.forms.texts import LongTextField

ASK_WHO = "Choose who is shut out"
ASK_OWNER = "Choose who has it from now on"


class ShutOutForm(forms.Form):
    """Who, and why; and, once the page has said that they have something of the record, who has it from now on."""

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
    owner = forms.ChoiceField(
        label="Who has it from now on", required=False, error_messages={"invalid_choice": ASK_OWNER}
    )

    def __init__(self, *args, people, owners=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.owners = {person.public_id: person for person in owners}
        choices = ((public_id, person.name) for public_id, person in self.owners.items())
        self.fields["owner"].choices = [("", "Choose a person"), *choices]
        self.asks_owner = bool(self.data.get("owner"))
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
            "new_owner": self.new_owner,
        }

    @property
    def new_owner(self):
        return self.owners.get(self.cleaned_data.get("owner", ""))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("owner") and cleaned["owner"] == cleaned.get("person"):
            self.add_error("owner", "Choose somebody who is not the one to be shut out")
        return cleaned

    def ask_owner(self) -> None:
        """Show the field from now on; where it was shown and left empty, say so."""
        self.asks_owner = True
        if "owner" in self.data:
            self.add_error("owner", ASK_OWNER)

    @property
    def helper(self):
        owner = ["owner"] if self.asks_owner else []
        return _helper(
            "request_key", "person", "reason", *owner, Button.primary("save", "Shut this person out")
        )


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
