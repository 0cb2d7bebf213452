"""Forms of the action plan."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Layout, Size
from django import forms

from audits.models import Action
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField

LONGEST = 2000
ASK_WHAT = "Say what will be done"
ASK_WHO = "Choose who will do this"
SAME = "same"  # not a state: a colleague may move the action while the form is open
MOVES = {
    Action.State.OPEN: "Put it back to open",
    Action.State.IN_PROGRESS: "Mark it as in progress",
    Action.State.DONE: "Mark it as done",
    Action.State.CANCELLED: "Cancel it",
}


def _helper(*layout) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    helper.layout = Layout(*layout)
    return helper


class PlanForm(forms.Form):
    """What, who and by when."""

    what = LongTextField(
        label="What will be done",
        rows=3,
        max_length=LONGEST,
        required=True,
        error_messages={"required": ASK_WHAT},
    )
    owner = forms.ChoiceField(label="Who", error_messages={"required": ASK_WHO, "invalid_choice": ASK_WHO})
    due_on = DateWordsField(label="By when", help_text="For example, 4 December 2026")

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.owners = {person.public_id: person for person in owners}
        self.fields["owner"].choices = [
            ("", "Choose a person"),
            *((public_id, person.name) for public_id, person in self.owners.items()),
        ]

    def clean_what(self):
        if not self.cleaned_data["what"].strip():
            raise forms.ValidationError(ASK_WHAT)
        return self.cleaned_data["what"]

    @property
    def plan(self) -> dict:
        """The plan as actions take it."""
        cleaned = self.cleaned_data
        return {
            "what": cleaned["what"],
            "owner_id": self.owners[cleaned["owner"]].pk,
            "due_on": cleaned["due_on"],
            "due_reason": cleaned.get("due_reason", ""),
        }


class AddActionForm(PlanForm):
    """A new action, from an item or added by hand."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    item = forms.ChoiceField(label="Where it comes from", required=False)

    field_order = ["item", "what", "owner", "due_on"]

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [
            ("", "No item of the audit"),
            *((item.key, f"{item.ref}. {item.title}") for item in items),
        ]

    @property
    def helper(self):
        due_on = Field.text("due_on", field_width=20)
        button = Button.primary("save", "Add the action")
        return _helper("request_key", "item", "what", "owner", due_on, button)


class ChangePlanForm(PlanForm):
    """Another plan for an action that is there."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    due_reason = forms.CharField(
        label="Why that date",
        required=False,
        max_length=200,
        help_text="Needed when the date moves.",
        error_messages={"max_length": "Say why in 200 characters or fewer"},
    )

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, prefix="plan", **kwargs)
        self.action = action

    def clean(self):
        cleaned = super().clean()
        due, before = cleaned.get("due_on"), self.action.due_on
        if due and before and due > before and not self._reason_is_new(cleaned):
            self.add_error("due_reason", "Say why the date moved")
        return cleaned

    def _reason_is_new(self, cleaned) -> bool:
        return cleaned.get("due_reason", "").strip() not in {"", self.action.due_reason}

    @property
    def helper(self):
        button = Button.secondary("change", "Save the plan")
        return _helper("version", "what", "owner", "due_on", "due_reason", button)


class ProgressForm(forms.Form):
    """A note, a move, or both."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = LongTextField(label="What was done", rows=4)
    state = forms.ChoiceField(label="State", required=False, widget=forms.RadioSelect, initial=SAME)

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, prefix="progress", **kwargs)
        now = action.get_state_display().lower()
        legal = [(state.value, words) for state, words in MOVES.items() if action.can_move_to(state)]
        self.fields["state"].choices = [(SAME, f"Leave it {now}"), *legal]
        self.fields["state"].error_messages["invalid_choice"] = (
            f"Choose again: this action is {now} now, since a colleague moved it"
        )

    def clean_state(self) -> str:
        state = self.cleaned_data["state"]
        return "" if state == SAME else state

    def clean(self):
        cleaned = super().clean()
        blank = not cleaned.get("note", "").strip()
        if blank and "note" not in self.errors and cleaned.get("state") == Action.State.CANCELLED:
            self.add_error("note", "Say why the action is cancelled")
        elif blank and not self.errors and not cleaned.get("state"):
            self.add_error("note", "Say what was done, or choose a new state")
        return cleaned

    @property
    def helper(self):
        return _helper("version", "note", "state", Button.primary("progress", "Add progress"))
