"""Which reports somebody wants, and of which schools."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Layout, Size
from django import forms

from audits.models import ReportPack

Kind = ReportPack.Kind
WHAT = {
    Kind.BRIEF: "Governor brief: two pages to read before a meeting (PDF)",
    Kind.FULL: "Full report: every item, with what shows it (PDF)",
    Kind.PLAN: "Action plan: every action, who and by when (spreadsheet)",
    Kind.TRUST: "Trust report: all chosen schools side by side (PDF and spreadsheet)",
}


class OwnPackForm(forms.Form):
    """The reports of one school."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    kinds = forms.MultipleChoiceField(
        label="Which reports",
        choices=[(kind.value, words) for kind, words in WHAT.items() if kind != Kind.TRUST],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one report"},
    )

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.legend_size = Size.SMALL
        helper.layout = Layout("request_key", *self._layout(), Button.primary("make", "Make reports"))
        return helper

    def _layout(self):
        return [Field.checkboxes("kinds", legend_size=Size.SMALL)]


class TrustPackForm(OwnPackForm):
    """The reports of some or all schools of a trust."""

    ALL, SOME = "all", "some"

    which = forms.ChoiceField(label="Which schools", widget=forms.RadioSelect)
    schools = forms.MultipleChoiceField(label="Schools", required=False, widget=forms.CheckboxSelectMultiple)

    field_order = ["which", "schools", "kinds"]

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = {school.slug: school for school in sorted(schools, key=lambda school: school.name)}
        every = f"All {len(self.own)} schools" if len(self.own) > 1 else "The one school"
        self.fields["which"].choices = [(self.ALL, every), (self.SOME, "Only the ones I choose")]
        self.fields["which"].error_messages["required"] = "Choose all schools or only some"
        self.fields["schools"].choices = [(slug, school.name) for slug, school in self.own.items()]
        self.fields["kinds"].choices = [(kind.value, words) for kind, words in WHAT.items()]

    def _layout(self):
        return [
            Field.radios("which", legend_size=Size.SMALL),
            Field.checkboxes("schools", legend_size=Size.SMALL, small=True),
            *super()._layout(),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("which") == self.ALL and cleaned.get("schools"):
            self.add_error("which", "Choose only the ones you ticked, or take the ticks away for all schools")
        if cleaned.get("which") == self.SOME and not cleaned.get("schools") and "schools" not in self.errors:
            self.add_error("schools", "Choose at least one school")
        return cleaned

    @property
    def chosen(self) -> list:
        """The schools, in the order of their names."""
        if self.cleaned_data["which"] == self.ALL:
            return list(self.own.values())
        return [school for slug, school in self.own.items() if slug in self.cleaned_data["schools"]]
