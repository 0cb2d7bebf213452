"""Forms of the evidence library."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Div, Field, Layout, Size
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from audits.models import Evidence
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField
from safeguarding.uploads import ACCEPT, CheckedFile, check_upload

ASK_LINK = "Enter a link that begins with https:// or http://, such as https://www.gov.uk/schools"
KINDS = [(Evidence.Kind.FILE, "A file"), (Evidence.Kind.LINK, "A link"), (Evidence.Kind.NOTE, "A note")]


class EvidenceForm(forms.Form):
    """A new piece. An unsafe or mislabelled file is refused here, with the reason."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(
        label="Title",
        max_length=120,
        help_text="What a colleague would look for. Name no child.",
        error_messages={
            "required": "Enter a title, such as Staff training record",
            "max_length": "Use 120 characters or fewer for the title",
        },
    )
    kind = forms.ChoiceField(
        label="What do you want to add?",
        choices=KINDS,
        widget=forms.RadioSelect,
        initial=Evidence.Kind.FILE,
        error_messages={"required": "Choose a file, a link or a note"},
    )
    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT, "class": "govuk-file-upload"}),
    )
    url = forms.CharField(
        label="Link",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": "Use a link of 500 characters or fewer"},
    )
    note = LongTextField(label="Note", rows=4, max_length=5000)
    dated_on = DateWordsField(
        label="Date it stands for",
        help_text="When it was agreed, held or seen, not when you add it. For example, 4 December 2025",
        error_messages={"required": "Enter the date it stands for, such as 4 December 2025"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        megabytes = settings.EVIDENCE_FILE_BYTES // (1024 * 1024)
        self.fields["file"].help_text = f"PDF, picture (PNG or JPEG), Word or Excel, up to {megabytes} MB"

    def clean_file(self) -> CheckedFile | None:
        sent = self.cleaned_data.get("file")
        if self._kind != Evidence.Kind.FILE:
            return None
        if sent is None:
            raise ValidationError("Choose a file")
        return check_upload(sent)

    def clean_url(self) -> str:
        url = self.cleaned_data["url"].strip()
        if self._kind != Evidence.Kind.LINK:
            return ""
        try:
            URLValidator(schemes=["http", "https"], message=ASK_LINK)(url)
        except ValidationError:
            raise ValidationError(ASK_LINK) from None
        return url

    def clean_note(self) -> str:
        note = self.cleaned_data["note"]
        if self._kind != Evidence.Kind.NOTE:
            return ""
        if not note.strip():
            raise ValidationError("Write the note")
        return note

    def clean_dated_on(self):
        day = self.cleaned_data["dated_on"]
        if day > timezone.localdate():
            raise ValidationError("Enter a date that is today or earlier")
        return day

    def clean(self):
        cleaned = super().clean()
        if self.errors and cleaned.get("file"):
            self.add_error("file", "Choose the file again: it was not kept, since something else is missing")
        return cleaned

    @property
    def _kind(self) -> str:
        return self.cleaned_data.get("kind", "")

    @property
    def piece(self) -> dict:
        """The fields as ``add_evidence`` takes them."""
        names = ("request_key", "title", "dated_on", "file", "url", "note")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = helper.legend_size = Size.SMALL
        helper.layout = Layout(
            "request_key",
            "title",
            Div(
                Field.radios("kind", inline=True),
                *(Div(name, css_class=f"gt-kinds__{name}") for name in ("file", "url", "note")),
                css_class="gt-kinds",
            ),
            Field.text("dated_on", field_width=20),
            Button.primary("save", "Add"),
        )
        return helper
