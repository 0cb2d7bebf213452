"""The form that answers "Does this change our view?"."""

import uuid

from django import forms

from concerns.forms.entries import YES_NO, Written
from safeguarding.forms.texts import LongTextField


class ViewForm(Written):
    """Yes or no, and why. ``asked`` names what raised the question as the person read it."""

    button = "Save the answer"

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    asked = forms.SlugField(widget=forms.HiddenInput)
    changes_view = forms.ChoiceField(
        label="Does this change our view?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
    reason = LongTextField(
        label="Why?",
        required=True,
        help_text="What you read, with whom you talked, and what you make of it. A no needs its reason too.",
        error_messages={"required": "Give the reason for your answer"},
    )

    @property
    def answer(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "changes_view": cleaned["changes_view"] == "yes",
            "reason": cleaned["reason"],
            "request_key": cleaned["request_key"],
        }
