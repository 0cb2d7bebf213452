"""Behind which rows of an audit a quality check stands as evidence."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms


class CheckEvidenceForm(forms.Form):
    """The rows, all of them to begin with."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    rows = forms.MultipleChoiceField(
        label="Rows of the audit",
        help_text="Those to which a question of the checklist speaks.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one row", "invalid_choice": "Choose from the list"},
    )

    def __init__(self, data=None, *, rows, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["rows"].choices = rows
        self.fields["rows"].initial = [key for key, _ in rows]

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = helper.legend_size = Size.SMALL
        helper.layout = Layout("request_key", "rows", Button.primary("save", "Use as evidence"))
        return helper
