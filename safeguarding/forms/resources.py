"""Recommending a resource, suggesting one, deciding on a suggestion, and saying whether one helped."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import HTML, Button, Div, Field, Layout, Size
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField
from safeguarding.uploads import ACCEPT, CheckedFile, check_upload

ASK_LINK = "Enter a link that begins with https:// or http://, such as https://www.gov.uk/"
ASK_WHY = "Say why it helps"


class TitleField(forms.CharField):
    """What a resource is called."""

    def __init__(self):
        super().__init__(
            label="Title",
            max_length=120,
            widget=forms.TextInput({"autocomplete": "off"}),
            error_messages={
                "required": "Enter a title",
                "max_length": "Use 120 characters or fewer for the title",
            },
        )


class LinkField(forms.CharField):
    """An address of the web, in full."""

    def __init__(self, *, required: bool):
        super().__init__(
            label="Link",
            required=required,
            max_length=500,
            widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
            error_messages={"required": ASK_LINK, "max_length": "Use a link of 500 characters or fewer"},
        )

    def clean(self, value) -> str:
        url = super().clean(value).strip()
        if url:
            try:
                URLValidator(schemes=["http", "https"], message=ASK_LINK)(url)
            except ValidationError:
                raise ValidationError(ASK_LINK) from None
        return url


class ResourceForm(forms.Form):
    """A resource as the officer writes it; with ``row`` one that is there already, whose file or link stays so."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1, required=False)
    title = TitleField()
    why = LongTextField(label="Why it helps", rows=3, required=True, max_length=2000)
    url = LinkField(required=False)
    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT, "class": "govuk-file-upload"}),
    )
    audience = forms.MultipleChoiceField(
        label="For whom",
        help_text="Choose nothing where it is for everybody.",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    items = forms.MultipleChoiceField(
        label="Audit items", widget=forms.CheckboxSelectMultiple, required=False
    )
    categories = forms.MultipleChoiceField(
        label="Categories of concerns", widget=forms.CheckboxSelectMultiple, required=False
    )
    checked_on = DateWordsField(
        label="Checked on",
        help_text="When you last read it and its link worked.",
        error_messages={"required": "Enter the day of the check, such as 4 December 2026"},
    )
    review_by = DateWordsField(
        label="Look at it again by",
        error_messages={"required": "Enter a day to look at it again, such as 4 December 2027"},
    )

    WORDS = ("title", "why", "url", "audience", "items", "categories", "checked_on", "review_by")

    def __init__(self, *args, items, categories, row=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].choices, self.fields["categories"].choices = items, categories
        self.fields["why"].error_messages["required"] = ASK_WHY
        self.row = row
        if row is not None:
            del self.fields["file"]
        if row is not None and row.is_file:
            del self.fields["url"]

    def clean_file(self) -> CheckedFile | None:
        sent = self.cleaned_data.get("file")
        return check_upload(sent) if sent is not None else None

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise ValidationError("Enter a day of the check that is today or earlier")
        return day

    def clean(self):
        cleaned = super().clean()
        both_or_none = bool(cleaned.get("url")) == bool(cleaned.get("file"))
        if self.row is None and both_or_none and not {"url", "file"} & set(self.errors):
            self.add_error("url", "Enter a link, or choose a file; one of them")
        if self.errors and cleaned.get("file"):
            self.add_error("file", "Choose the file again: it was not kept, since something else is missing")
        return cleaned

    @property
    def words(self) -> dict:
        """The fields as the actions take them."""
        return {name: self.cleaned_data.get(name, "") for name in self.WORDS}

    @property
    def helper(self):
        where = [
            HTML(
                '<details class="govuk-details"><summary class="govuk-details__summary">'
                '<span class="govuk-details__summary-text">Where it belongs</span></summary>'
                '<div class="govuk-details__text">'
            ),
            *("items", "categories"),
            HTML("</div></details>"),
        ]
        kept = [name for name in ("url", "file") if name in self.fields]
        return _helper(
            *("request_key", "version", "title", "why", *kept, "audience", *where),
            *(Field.text(name, field_width=20) for name in ("checked_on", "review_by")),
            submit="Save" if self.row else "Recommend it",
        )


class WithdrawForm(forms.Form):
    """Withdrawing a resource, or bringing it back: the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)
    reason = LongTextField(label="Reason", rows=2, required=True, max_length=2000)

    def __init__(self, *args, is_recommended: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_recommended = is_recommended
        self.fields["reason"].error_messages["required"] = "Give the reason"

    @property
    def helper(self):
        name, words = ("withdraw", "Withdraw it") if self.is_recommended else ("back", "Recommend it again")
        helper = _helper("version", "reason")
        helper.layout.append(Button.secondary(name, words))
        return helper


class SuggestForm(forms.Form):
    """What somebody suggests to the trust."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = TitleField()
    url = LinkField(required=True)
    why = LongTextField(
        label="Why it helps",
        help_text="Name no child and nobody else.",
        rows=4,
        required=True,
        max_length=2000,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].error_messages["required"] = ASK_WHY

    @property
    def helper(self):
        return _helper("request_key", "title", "url", "why", submit="Send it to the trust")


class DecideSuggestionForm(forms.Form):
    """Yes or no to a suggestion, with a reason that the suggester reads."""

    ACCEPT, DECLINE = "accept", "decline"

    decision = forms.ChoiceField(
        label="Decision",
        choices=[(ACCEPT, "Accept: recommend it"), (DECLINE, "Decline")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose accept or decline"),
    )
    reason = LongTextField(
        label="Reason",
        help_text="The person who suggested it reads it.",
        rows=3,
        required=True,
        max_length=2000,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Give the reason for the decision"

    @property
    def helper(self):
        return _helper("decision", "reason", submit="Record the decision")


class FeedbackForm(forms.Form):
    """Did it help, and more in words."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    helped = forms.TypedChoiceField(
        label="Did this help?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose yes or no"),
    )
    words = LongTextField(
        label="What was good, or missing?",
        help_text="The trust safeguarding officer reads it with your name. Name no child and nobody else.",
        rows=3,
        max_length=2000,
    )

    @property
    def helper(self):
        return _helper("request_key", Field.radios("helped", inline=True), "words", submit="Send")


def _helper(*parts, submit: str = ""):
    helper = FormHelper()
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    helper.layout = Layout(*parts, *([Div(Button.primary("save", submit))] if submit else []))
    return helper
