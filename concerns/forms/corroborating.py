"""The form that says where a paper is."""

from concerns.forms.fields import KeyedForm, day, text, upload


class KeptForm(KeyedForm):
    """A file, or words that say where the paper is kept."""

    button = "Save"

    on = day("Date of the paper", today=True)
    file = upload("The paper, if you have it as a file")
    where = text("Where is it kept?", rows=3, help_text="Leave it empty if you chose a file.")

    def clean(self):
        cleaned = super().clean()
        self.not_in_future("on")
        if not cleaned.get("file") and not cleaned.get("where", "").strip() and "file" not in self.errors:
            self.add_error("where", "Choose the file, or say where the paper is kept")
        return cleaned
