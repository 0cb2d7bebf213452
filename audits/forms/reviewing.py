"""What is said while an audit is read: a question, a reply, a comment, a reason, the words of a signature."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms

from audits.models import Reply
from safeguarding.forms.texts import LongTextField

LONGEST = 4000
NO_CHILD = "Do not name a child."


class WordsForm(forms.Form):
    """One box of words, and the key that makes it one row however often it arrives."""

    SUBMIT = "Send"
    is_our_fault = False  # set when the system failed, and not the person

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = helper.legend_size = Size.SMALL
        helper.layout = Layout(*self.fields, Button.primary("save", self.SUBMIT))
        return helper


class Words(LongTextField):
    """A box that must hold more than spaces; ``ask`` says what is missing."""

    def __init__(self, label: str, ask: str, hint: str = "", *, rows: int = 4):
        super().__init__(label=label, help_text=hint, rows=rows, required=True, max_length=LONGEST)
        self.error_messages["required"] = ask

    def validate(self, value):
        super().validate(value.strip())


class AboutForm(WordsForm):
    """Words about one item of the audit, or about the whole of it."""

    item = forms.ChoiceField(label="About", required=False)

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [
            ("", "The whole audit"),
            *((item.key, f"{item.ref}. {item.title}") for item in items),
        ]
        self.fields["item"].error_messages["invalid_choice"] = "Choose an item of this audit"


class AskForm(AboutForm):
    """A governor's or an officer's question."""

    text = Words(
        "Your question",
        "Write the question",
        f"{NO_CHILD} Your question and the reply become part of the report.",
        rows=3,
    )


class CommentForm(AboutForm):
    """The adviser's comment."""

    text = Words(
        "Your comment",
        "Write the comment",
        f"{NO_CHILD} The report prints it, and says that it is advice.",
        rows=3,
    )


class ReplyForm(WordsForm):
    """The school's reply, or that the question waits for a meeting."""

    SUBMIT = "Send the reply"

    kind = forms.ChoiceField(
        label="What do you want to do?",
        choices=[
            (Reply.Kind.REPLY, "Reply now"),
            (Reply.Kind.NEXT_MEETING, "Take it to the next meeting"),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose to reply, or to take it to the next meeting"
        ),
    )
    text = Words(
        "Your words",
        "Write the reply, or why it waits",
        f"If it goes to the meeting, say which one and why. {NO_CHILD}",
    )


class NextMeetingForm(WordsForm):
    """A governor takes their side's question to the next meeting."""

    SUBMIT = "Take it to the next meeting"

    text = Words("Which meeting, and why it can wait", "Say which meeting, and why it can wait", rows=3)


class SignForm(WordsForm):
    """The words of a signature, bound to what the person was shown."""

    SUBMIT = "Sign"

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    statement = Words("Your statement", "Write what you sign", rows=3)

    def __init__(self, *args, hint: str, submit: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["statement"].help_text = hint
        self.SUBMIT = submit

    def show_again(self, content: str) -> None:
        """The page shows what stands now, so that is what the next try signs."""
        self.data = self.data.copy()
        self.data["seen"] = content


class ReasonForm(WordsForm):
    """Why an audit is returned, opened again or withdrawn."""

    reason = Words("Why", "Say why")

    def __init__(self, *args, hint: str, submit: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
        self.SUBMIT = submit
