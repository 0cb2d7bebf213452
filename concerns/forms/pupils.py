"""The file of a school's roll, and the word that it may be written."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from concerns.pupil_file import Roll, Unreadable, read_roll
from safeguarding.models import LocalAuthority
from safeguarding.uploads import KINDS, check_upload

CSV_BYTES = 5 * 1024 * 1024
CHOOSE = "Choose a spreadsheet: a CSV file or an Excel workbook (.xlsx)"


class RollForm(forms.Form):
    """A spreadsheet of pupils. One that cannot be read is refused here, with what to do."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="CSV or Excel workbook (.xlsx), of at most 5,000 rows.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx", "class": "govuk-file-upload"}),
        error_messages={"required": CHOOSE},
    )
    whole_roll = forms.BooleanField(
        label="This is the whole roll",
        help_text="Pupils who are not in it will be marked as left. You see whom before anything is written.",
        required=False,
    )

    def clean_file(self) -> Roll:
        sent = self.cleaned_data["file"]
        read = {"csv": _csv, "xlsx": _xlsx}.get(sent.name.rsplit(".", 1)[-1].lower())
        if read is None:
            raise ValidationError(CHOOSE)
        try:
            known = LocalAuthority.objects.values_list("name", flat=True)
            return read_roll(sent.name, read(sent), today=timezone.localdate(), authorities=known)
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable)) from None

    @property
    def helper(self):
        return _helper(self, "Check the file")


class ConfirmForm(forms.Form):
    """That the changes are meant; ``seen`` names those that the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput)
    leavers_agreed = forms.BooleanField(required=False)

    def __init__(self, *args, missing: int = 0, **kwargs):
        super().__init__(*args, **kwargs)
        if not missing:
            del self.fields["leavers_agreed"]
        else:
            one = "the pupil who is" if missing == 1 else f"the {missing:,} pupils who are"
            self.fields["leavers_agreed"].label = f"Mark {one} not in the file as left"

    @property
    def helper(self):
        return _helper(self, "Bring in")


def _csv(sent) -> bytes:
    if sent.size > CSV_BYTES:
        raise ValidationError("Choose a file of at most 5 MB.")
    return sent.read(CSV_BYTES + 1)


def _xlsx(sent) -> bytes:
    checked = check_upload(sent)
    if checked.kind is not KINDS["xlsx"]:
        raise ValidationError(CHOOSE)
    return checked.content


def _helper(form: forms.Form, submit: str) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    helper.layout = Layout(*form.fields, Button.primary("save", submit))
    return helper
