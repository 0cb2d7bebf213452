"""Who looks after which section, and by when."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Div, Field, Layout, Size
from django import forms
from django.utils.html import format_html

from audits.actions.sharing import version_of
from audits.outline import Outline
from safeguarding.forms.dates import DateWordsField, write_date


class ShareForm(forms.Form):
    """One choice of a person for each section, and a day that may be left open."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**62)

    def __init__(self, *args, outline: Outline, people, shares, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in people}
        self.shares = {share.section_id: share for share in shares}
        self.initial.setdefault("version", version_of(self.shares.values()))
        self.sections = {section.key: section for section in outline.sections}
        self.choices = [(public_id, person.name) for public_id, person in self.people.items()]
        for section in outline.sections:
            self._add(section, self.shares.get(section.pk))

    def _add(self, section, share) -> None:
        name = f"{section.number}. {section.title}" if section.number else section.title
        self.fields[f"section-{section.key}"] = forms.ChoiceField(
            label=name,
            choices=self.choices,
            initial=share.owner.public_id if share else None,
            error_messages=dict.fromkeys(
                ("required", "invalid_choice"), f"Choose a person for {section.title}"
            ),
        )
        self.fields[f"day-{section.key}"] = DateWordsField(
            label=format_html('By<span class="govuk-visually-hidden">, {}</span>', section.title),
            required=False,
            initial=share.due_on if share else None,
            error_messages={
                "invalid": f"Enter a date that exists for {section.title}, such as 4 December 2026"
            },
        )

    def suggest(self, days: dict) -> None:
        """Show these days, by the key of a section, in place of what was typed; nothing is saved by it."""
        shown = {f"day-{key}": write_date(day) for key, day in days.items()}
        self.data = self.data.dict() | shown

    def meet(self, shares) -> None:
        """A colleague saved meanwhile: say below each field that differs what stands, and save over it next."""
        self.data = self.data.dict() | {"version": version_of(shares)}
        for share in shares:
            key = next(key for key, section in self.sections.items() if section.pk == share.section_id)
            if self.cleaned_data.get(f"section-{key}") != share.owner.public_id:
                self[f"section-{key}"].help_text = f"Your colleague chose {share.owner.name}"
            if self.cleaned_data.get(f"day-{key}") != share.due_on:
                stands = write_date(share.due_on) if share.due_on else "no day"
                self[f"day-{key}"].help_text = f"Your colleague saved {stands}"

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = Size.SMALL
        rows = [
            Div(f"section-{key}", Field.text(f"day-{key}", field_width=20), css_class="gt-share")
            for key in self.sections
        ]
        buttons = Div(
            Button.primary("save", "Save"),
            Button.secondary("suggest", "Suggest days"),
            css_class="govuk-button-group",
        )
        helper.layout = Layout("version", *rows, buttons)
        return helper

    @property
    def owners(self) -> dict:
        """The chosen person by section."""
        return {
            section.pk: self.people[self.cleaned_data[f"section-{key}"]]
            for key, section in self.sections.items()
        }

    @property
    def dates(self) -> dict:
        """The day by section, or None."""
        return {section.pk: self.cleaned_data[f"day-{key}"] for key, section in self.sections.items()}
