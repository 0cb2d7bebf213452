"""The form that marks several main files at once."""

from django import forms

from concerns.forms.fields import day


class MarkSeveralForm(forms.Form):
    """Which pupils of the list, and since when their main files say so."""

    pupils = forms.MultipleChoiceField(
        error_messages={
            "required": "Choose at least one pupil",
            "invalid_choice": "Choose pupils of the list. It may have changed: look at it again",
        }
    )
    on = day("Marked on", today=True)

    def __init__(self, data=None, *, offered, **kwargs):
        super().__init__(data, **kwargs)
        self.offered = {pupil.public_id: pupil for pupil in offered}
        self.fields["pupils"].choices = [(key, key) for key in self.offered]

    @property
    def chosen(self) -> list:
        return [self.offered[key] for key in self.cleaned_data["pupils"]]
