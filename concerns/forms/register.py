"""Forms of the register of concerns about adults."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Layout, Size
from django import forms
from django.utils import timezone

from concerns.actions.registering import AdultAccount
from concerns.models import AdultEntry, AdultStanding, Subcategory
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField

Kind, State = AdultEntry.Kind, AdultStanding.State
NOBODY = "No one person"
ASK_DAY = "Enter a date that is today or earlier"


class AdultReportForm(forms.Form):
    """A report about an adult. ``people`` are those with a role in the school, with their roles in words."""

    MYSELF, ELSE, PRACTICE = "myself", "else", "practice"

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    about = forms.ChoiceField(label="Who is it about?", error_messages={"required": "Choose who it is about"})
    subject_name = forms.CharField(
        label="Their name, if they are not in the list", max_length=120, required=False
    )
    subject_role = forms.CharField(
        label="What they do here",
        help_text="Such as supply teacher, volunteer, coach or visitor.",
        max_length=120,
        required=False,
    )
    what = LongTextField(
        label="What happened, or what worries you?",
        help_text="What you saw and heard, in the words that were used. Say who else was there.",
        rows=7,
        required=True,
    )
    happened_on = DateWordsField(label="When, if it was on one day", required=False)
    when_words = forms.CharField(label="Or in words", max_length=500, required=False)
    where_words = forms.CharField(label="Where", max_length=200, required=False)
    done_at_once = LongTextField(label="What was done at once", rows=3)
    unnamed = forms.BooleanField(
        label="Do not name me",
        help_text=(
            "Your name is kept with the record and is not on its pages. Only the headteacher can have it shown, "
            "and must say why: for example, because the police need to speak to you."
        ),
        required=False,
    )

    def __init__(self, *args, people: dict, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.people, self.by = people, by
        self.fields["what"].error_messages["required"] = "Say what happened or what worries you"
        known = [(key, label) for key, (person, label) in people.items() if person.pk != by.pk]
        self.fields["about"].choices = [
            ("", "Choose"),
            (self.MYSELF, "Myself"),
            *known,
            (self.ELSE, "Somebody who is not in this list"),
            (self.PRACTICE, "No one person: a way of working, or the site"),
        ]

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(ASK_DAY)
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("about") == self.ELSE and not cleaned.get("subject_name", "").strip():
            self.add_error("subject_name", "Enter their name, or describe them")
        return cleaned

    @property
    def account(self) -> AdultAccount:
        """The report as ``report_adult`` takes it."""
        names = ("what", "happened_on", "when_words", "where_words", "done_at_once", "unnamed")
        return AdultAccount(**self._subject, **{name: self.cleaned_data[name] for name in names})

    @property
    def _subject(self) -> dict:
        about, name = self.cleaned_data["about"], " ".join(self.cleaned_data["subject_name"].split())
        role = self.cleaned_data["subject_role"]
        if about == self.PRACTICE:
            return {"subject_name": NOBODY}
        if about == self.ELSE:
            # A name that is in the list after all is that person: they must not read this.
            person = self._known_by(name)
            return {"subject": person, "subject_name": name, "subject_role": role}
        person = self.by if about == self.MYSELF else self.people[about][0]
        label = self.people.get(person.public_id, (None, ""))[1].partition(", ")[2]
        return {"subject": person, "subject_name": person.name, "subject_role": role or label[:120]}

    def _known_by(self, name: str):
        alike = [person for person, _ in self.people.values() if person.name.casefold() == name.casefold()]
        return alike[0] if len(alike) == 1 else None

    @property
    def helper(self):
        return _helper(
            *("request_key", "about", "subject_name", "subject_role", "what"),
            Field.text("happened_on", field_width=20),
            *("when_words", "where_words", "done_at_once", "unnamed"),
            submit="Send report",
        )


class EntryForm(forms.Form):
    """A note, a contact or a correction."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    corrects = forms.ChoiceField(label="What do you put right?")
    contact_with = forms.CharField(label="With whom", max_length=200)
    happened_on = DateWordsField(label="When")
    text = LongTextField(label="What you want to add", rows=5, required=True)

    def __init__(self, *args, kind: str, entries=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].error_messages["required"] = "Write what you want to add"
        self.fields["contact_with"].error_messages["required"] = "Say with whom"
        self.fields["corrects"].choices = [("report", "The report"), *entries]
        if kind != Kind.CONTACT:
            del self.fields["contact_with"]
        if kind != Kind.CORRECTION:
            del self.fields["corrects"]
        else:
            del self.fields["happened_on"]

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(ASK_DAY)
        return day

    @property
    def helper(self):
        return _helper(*self.fields, submit="Add")


class MoveForm(forms.Form):
    """A decision about where the concern stands: threshold, outcome or reopening. Each has a reason."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="What is it?",
        choices=[
            (State.LADO, "It may meet the harm threshold: to the designated officer"),
            (State.LOW_LEVEL, "It is a low-level concern, or one about practice"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose low level, or the designated officer"},
    )
    subcategory = forms.ModelChoiceField(
        label="Category",
        queryset=Subcategory.objects.none(),
        to_field_name="key",
        empty_label="Choose",
        error_messages={"required": "Choose a category"},
    )
    text = LongTextField(label="Outcome", rows=4, required=True)
    reason = LongTextField(
        label="Reason", help_text="Say also what advice you took, and from whom.", rows=4, required=True
    )

    USED = {
        Kind.THRESHOLD: ("state", "subcategory", "reason"),
        Kind.OUTCOME: ("text", "reason"),
        Kind.REOPENED: ("state", "reason"),
    }

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].error_messages["required"] = "Say what the outcome is"
        self.fields["reason"].error_messages["required"] = "Give the reason"
        for name in {"state", "subcategory", "text"} - set(self.USED[kind]):
            del self.fields[name]
        if kind == Kind.THRESHOLD:
            rows = Subcategory.objects.on(timezone.localdate()).filter(category__register=True)
            self.fields["subcategory"].queryset = rows.select_related("category")
            self.fields["subcategory"].label_from_instance = lambda row: f"{row.category.title}: {row.title}"
            self.fields["subcategory"].required = rows.exists()

    @property
    def helper(self):
        return _helper(*self.fields, submit="Record")


class NameForm(forms.Form):
    """Somebody who may read one concern, and why."""

    person = forms.ChoiceField(label="Person", error_messages={"required": "Choose a person"})
    reason = LongTextField(label="Why do they need it?", rows=3, required=True, max_length=5000)

    def __init__(self, *args, people: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Give the reason"
        self.fields["person"].choices = [
            ("", "Choose"),
            *((key, label) for key, (_, label) in people.items()),
        ]

    @property
    def helper(self):
        return _helper(*self.fields, submit="Let them read it")


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    reason = LongTextField(label="Why do you need the name?", rows=3, required=True, max_length=5000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Give the reason"

    @property
    def helper(self):
        return _helper(*self.fields, submit="Show the name")


def _helper(*parts, submit: str) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    helper.layout = Layout(*parts, Button.primary("save", submit))
    return helper
