"""Who looks after which section."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms

from audits.outline import Outline


class ShareForm(forms.Form):
    """One choice of a person for each section."""

    def __init__(self, *args, outline: Outline, people, shares, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in people}
        owners = {share.section_id: share.owner.public_id for share in shares}
        self.sections = {f"section-{section.key}": section.pk for section in outline.sections}
        choices = [(public_id, person.name) for public_id, person in self.people.items()]
        for section in outline.sections:
            name = f"{section.number}. {section.title}" if section.number else section.title
            self.fields[f"section-{section.key}"] = forms.ChoiceField(
                label=name,
                choices=choices,
                initial=owners.get(section.pk),
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), f"Choose a person for {section.title}"
                ),
            )

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = Size.SMALL
        helper.layout = Layout(*self.fields, Button.primary("save", "Save"))
        return helper

    @property
    def owners(self) -> dict:
        """The chosen person by section."""
        return {pk: self.people[self.cleaned_data[name]] for name, pk in self.sections.items()}
