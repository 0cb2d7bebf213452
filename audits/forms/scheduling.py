"""The trust's schedule of audits: asking schools, and changing what was asked."""

import uuid
from datetime import date

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import HTML, Button, Field, Layout, Size
from django import forms

from audits.models import Edition
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField

ASK_DAY = "Enter the day it is due, such as 4 December 2026"


class ScheduleForm(forms.Form):
    """Which audit, of which schools, by when: one day for all, and another for some."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    edition = forms.ModelChoiceField(
        Edition.objects.none(),
        label="Form",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a form"),
    )
    year = forms.TypedChoiceField(
        label="School year",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a school year"),
    )
    due_on = DateWordsField(
        label="Due on",
        help_text="The day on which the school sends it to its governor. For example, 4 December 2026",
        error_messages={"required": ASK_DAY},
    )
    schools = forms.MultipleChoiceField(
        label="Schools",
        help_text="A school that is in this round already keeps its day.",
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose at least one school"),
    )

    def __init__(self, *args, schools, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_slug = {school.slug: school for school in schools}
        editions = Edition.objects.open_to(schools[0]).order_by("-effective_from")  # all are of one trust
        self.fields["edition"].queryset = editions
        self.fields["edition"].initial = editions.first()
        self.fields["year"].choices = [(year, f"{year} to {year + 1}") for year in years]
        self.fields["year"].initial = years[0]
        self.fields["schools"].choices = [(school.slug, school.name) for school in schools]
        self.fields["schools"].initial = list(self.by_slug)
        self.days = {f"day-{school.slug}": school for school in schools}
        for name, school in self.days.items():
            self.fields[name] = DateWordsField(label=school.name, required=False)

    @property
    def due(self) -> dict:
        """The day by school: its own, or the one for all."""
        chosen = (self.by_slug[slug] for slug in self.cleaned_data["schools"])
        return {
            school: self.cleaned_data[f"day-{school.slug}"] or self.cleaned_data["due_on"]
            for school in chosen
        }

    @property
    def helper(self):
        opened = " open" if any(name in self.errors for name in self.days) else ""
        return _helper(
            *("request_key", "edition", "year"),
            Field.text("due_on", field_width=20),
            "schools",
            HTML(
                f'<details class="govuk-details"{opened}><summary class="govuk-details__summary"><span'
                ' class="govuk-details__summary-text">Another day for some schools</span></summary>'
                '<div class="govuk-details__text"><p>Leave a box empty for the day above.</p>'
            ),
            *(Field.text(name, field_width=20) for name in self.days),
            HTML("</div></details>"),
            submit="Ask for the audit",
        )


class ChangeDueAuditForm(forms.Form):
    """Another day, out of the schedule, or back into it; each with a reason."""

    MOVE, TAKE_OUT, PUT_BACK = "move", "take_out", "put_back"

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)
    what = forms.ChoiceField(
        label="What changes?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what changes"),
    )
    due_on = DateWordsField(label="Due on", required=False, help_text="For example, 4 December 2026")
    reason = LongTextField(
        label="Reason", help_text="The school reads it.", rows=3, required=True, max_length=2000
    )

    def __init__(self, *args, is_asked: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Give the reason"
        choices = [(self.MOVE, "Another day"), (self.TAKE_OUT, "Do not ask this school any more")]
        self.fields["what"].choices = choices if is_asked else [(self.PUT_BACK, "Ask this school again")]
        self.fields["what"].initial = self.MOVE if is_asked else self.PUT_BACK

    def clean(self):
        cleaned = super().clean()
        needs_day = cleaned.get("what") in (self.MOVE, self.PUT_BACK)
        if needs_day and "due_on" not in self.errors and not cleaned.get("due_on"):
            self.add_error("due_on", ASK_DAY)
        return cleaned

    @property
    def day(self) -> date:
        return self.cleaned_data["due_on"]

    @property
    def helper(self):
        return _helper(
            "version", "what", Field.text("due_on", field_width=20), "reason", submit="Save the change"
        )


def _helper(*parts, submit: str):
    helper = FormHelper()
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    helper.layout = Layout(*parts, Button.primary("save", submit))
    return helper
