"""Inviting a person, and how long they stay."""

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms

from safeguarding.access.roles import PLACE_OF, Place, Role
from safeguarding.forms.dates import DateWordsField

MEANING = {
    Role.STAFF: "Sees actions of their own, and nothing else.",
    Role.LEAD: "Writes, submits and signs audits, and keeps the action plan.",
    Role.DEPUTY: "Writes audits, and keeps the action plan.",
    Role.HEAD: "Writes, submits, signs and withdraws audits, and keeps the action plan.",
    Role.GOVERNOR: "Reads audits once they are submitted, asks about them, and signs them for the governors.",
    Role.ADVISER: "Reads the one audit to which they are invited, and comments, for 30 days at most.",
    Role.ADMINISTRATOR: "Invites people and ends roles. Sees no audit.",
}
SCHOOL_ROLES = [
    Choice(role.value, role.label, hint=MEANING[role]) for role in Role if PLACE_OF[role] is Place.SCHOOL
]


class InviteForm(forms.Form):
    """Who, in what role, from when and until when."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        error_messages={"required": "Enter the person’s name"},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label="Email address",
        help_text="Their own address at work. They sign in with it.",
        max_length=254,
        error_messages={
            "required": "Enter the person’s email address",
            "invalid": "Enter an email address, such as name@school.example",
        },
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=SCHOOL_ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role", "invalid_choice": "Choose a role from the list"},
    )
    starts_on = DateWordsField(label="First day")
    ends_on = DateWordsField(
        label="Last day, if it is known",
        help_text="They can sign in until the end of this day. An adviser needs one, at most 30 days on.",
        required=False,
    )

    @property
    def helper(self):
        return _helper(self, "Send the invitation")

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("role") == Role.ADVISER and "ends_on" in cleaned and cleaned["ends_on"] is None:
            self.add_error("ends_on", "Enter a last day for an adviser, at most 30 days on")
        return cleaned


class LastDayForm(forms.Form):
    """When a membership ends. The choice comes first, so that one tap is enough for most."""

    TODAY, NOW, DAY, OPEN = "today", "now", "day", "open"
    CHOICES = [
        (TODAY, "Today is the last day"),
        (NOW, "End now, and sign the person out at once"),
        (DAY, "On another day"),
        (OPEN, "No last day is known"),
    ]

    version = forms.IntegerField(widget=forms.HiddenInput)
    until = forms.ChoiceField(
        label="When does it end?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when it ends", "invalid_choice": "Choose when it ends"},
    )
    ends_on = DateWordsField(
        label="The other day",
        help_text="For example, 4 December 2026. They can sign in until it is over.",
        required=False,
    )

    def __init__(self, *args, role: str, **kwargs):
        super().__init__(*args, **kwargs)
        if role == Role.ADVISER:
            self.fields["until"].choices = self.CHOICES[:3]

    @property
    def helper(self):
        return _helper(self, "Save")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("until") == self.DAY and "ends_on" in cleaned and cleaned["ends_on"] is None:
            self.add_error("ends_on", "Enter the last day, such as 4 December 2026")
        return cleaned


def _helper(form: forms.Form, submit: str) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    helper.layout = Layout(*form.fields, Button.primary("save", submit))
    return helper
