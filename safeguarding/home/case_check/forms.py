"""How many files of each status to draw by lot."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms

from safeguarding.home.case_check.drawing import STRATA

MOST, MOST_SEED = 20, 999_999


def _number(width: int) -> forms.NumberInput:
    return forms.NumberInput(attrs={"class": f"govuk-input--width-{width}", "inputmode": "numeric"})


class DrawForm(forms.Form):
    """Sizes by status, and the seed. ``files`` says how many there are to draw from."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    seed = forms.IntegerField(
        label="Seed",
        widget=_number(5),
        min_value=1,
        max_value=MOST_SEED,
        help_text="A number that decides the lot. It is kept, so that the draw can be repeated and proved.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter a number from 1 to 999999"
        ),
    )

    def __init__(self, *args, files: dict[str, list[str]], **kwargs):
        super().__init__(*args, **kwargs)
        for kind in STRATA:
            self.fields[str(kind)] = _size(kind.label, len(files[kind]))
        self.order_fields([*map(str, STRATA), "seed"])

    @property
    def sizes(self) -> dict[str, int]:
        return {kind: self.cleaned_data[str(kind)] or 0 for kind in STRATA}

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = Size.SMALL
        helper.layout = Layout(*self.fields, Button.primary("draw", "Draw files"))
        return helper


def _size(label: str, there_are: int) -> forms.IntegerField:
    said = f"Enter how many {label.lower()} files, from 0 to {MOST}"
    return forms.IntegerField(
        label=f"{label} files",
        widget=_number(3),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=f"There {'is' if there_are == 1 else 'are'} {there_are} to draw from.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
    )
