"""The form that says why a step took longer than its limit."""

from concerns.forms.fields import KeyedForm, text


class DelayForm(KeyedForm):
    button = "Save the reason"

    reason = text(
        "Why did it take so long?",
        "Say why it took so long",
        help_text="What held it up, and what was done about it.",
    )
