"""The telephone numbers of a school's leads, all on one page."""

from django import forms

from safeguarding.actions.people import ASK_PHONE
from safeguarding.local_links import phone_link


class LeadPhonesForm(forms.Form):
    """One box for each lead, with the version that was seen; an empty one means no number."""

    def __init__(self, data=None, *, rows):
        super().__init__(data)
        self.rows = list(rows)
        for row in self.rows:
            self.fields[f"phone-{row.public_id}"] = forms.CharField(
                label=f"{row.user.name}, {row.get_role_display().lower()}",
                initial=row.phone,
                max_length=40,
                required=False,
                widget=forms.TextInput({"autocomplete": "off", "type": "tel"}),
                error_messages={"max_length": "Use 40 characters or fewer"},
            )
            self.fields[f"version-{row.public_id}"] = forms.IntegerField(
                initial=row.version, required=False, widget=forms.HiddenInput
            )

    @property
    def boxes(self):
        """Each lead's box and hidden version."""
        return [(self[f"phone-{row.public_id}"], self[f"version-{row.public_id}"]) for row in self.rows]

    def clean(self):
        cleaned = super().clean()
        for row in self.rows:
            name = f"phone-{row.public_id}"
            cleaned[name] = " ".join(cleaned.get(name, "").split())
            if cleaned[name] and not phone_link(cleaned[name]):
                self.add_error(name, ASK_PHONE)
        return cleaned

    @property
    def changes(self) -> list[tuple]:
        """The rows whose number is another now: row, number, version seen.

        A lead who joined after the page was shown has no box in what was sent, and is left alone.
        """
        told = [
            (
                row,
                self.cleaned_data[f"phone-{row.public_id}"],
                self.cleaned_data[f"version-{row.public_id}"] or 0,
            )
            for row in self.rows
            if f"phone-{row.public_id}" in self.data
        ]
        return [each for each in told if each[0].phone != each[1]]
