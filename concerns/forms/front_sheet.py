"""Forms of a child's file: facts of the front sheet, entries, the filter of the chronology."""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Layout, Size
from django import forms
from django.utils import timezone

from concerns.forms.entries import update_field
from concerns.models import Entry, KeyPerson, Shield, Status
from concerns.reports.chronology import CHOICES, Asked
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField
from safeguarding.models import LocalAuthority

YES_NO = [("yes", "Yes"), ("no", "No"), ("", "Not known")]
MARKS = {"yes": True, "no": False, "": None}
WORDS_OF = {mark: words for words, mark in MARKS.items()}
DAY = "For example, 4 December 2026"


def _line(label, most=120, **kwargs):
    ask = kwargs.pop("ask", "")
    field = forms.CharField(label=label, max_length=most, required=bool(ask), **kwargs)
    field.error_messages["max_length"] = f"Use {most} characters or fewer"
    if ask:
        field.error_messages["required"] = ask
    field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
    return field


def _choice(label, choices, ask):
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": ask, "invalid_choice": ask},
    )


def _yes_no(label):
    return forms.ChoiceField(
        label=label, choices=YES_NO, widget=forms.RadioSelect, required=False, initial=""
    )


class KeyedForm(forms.Form):
    """A form that makes one row, however often it arrives."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    SUBMIT = "Save"
    INLINE: tuple[str, ...] = ()

    def clean(self):
        cleaned = super().clean()
        for name, field in self.fields.items():
            words = cleaned.get(name)
            if field.required and isinstance(words, str) and not words.strip():
                self.add_error(name, field.error_messages["required"])
        return cleaned

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = helper.legend_size = Size.SMALL
        fields = [Field.radios(name, inline=True) if name in self.INLINE else name for name in self.fields]
        helper.layout = Layout(*fields, Button.primary("save", self.SUBMIT))
        return helper


class FactForm(KeyedForm):
    """One fact of the front sheet, as ``add_fact`` and ``replace_fact`` take it."""

    MARKS: tuple[str, ...] = ()

    @classmethod
    def as_it_is(cls, words: dict) -> dict:
        """What the form shows of a fact that is there."""
        return words | {name: WORDS_OF[words[name]] for name in cls.MARKS}

    @property
    def words(self) -> dict:
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "request_key"}
        return cleaned | {name: MARKS[cleaned[name]] for name in self.MARKS}

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Enter a last day that comes after the first day")
        return cleaned


class PersonForm(FactForm):
    name = _line("Name", ask="Enter the person’s name")
    relation = _line(
        "Relation to the child", 80, ask="Enter the relation, such as mother", help_text="Such as mother"
    )
    responsibility = _yes_no("Do they have parental responsibility?")
    lives_with = _yes_no("Do they live with the child?")
    may_share = _choice(
        "May we share with them and contact them?", KeyPerson.Safe.choices, "Choose if we may share with them"
    )
    needs = _line("Communication needs", 200, help_text="Such as an interpreter for Polish, or large print")
    phone = _line("Telephone", 40)
    note = LongTextField(label="Note", rows=3, max_length=2000)

    MARKS = INLINE = ("responsibility", "lives_with")


class ProfessionalForm(FactForm):
    name = _line("Name", ask="Enter the person’s name")
    agency = _line("Service or agency", ask="Enter the service, such as the school nursing team")
    role = _line("Role", 80)
    phone = _line("Telephone", 40)
    email = forms.EmailField(
        label="Email address",
        required=False,
        error_messages={"invalid": "Enter an email address, such as name@service.example"},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


class OrderForm(FactForm):
    title = _line("Name of the order", ask="Enter the name, such as child arrangements order")
    terms = LongTextField(
        label="What it says",
        help_text="Who may do what, and who may not. Other people read it in a print of the chronology.",
        required=True,
        max_length=5000,
        error_messages={"required": "Say what the order says"},
    )
    starts_on = DateWordsField(label="First day", help_text=DAY, required=False)
    ends_on = DateWordsField(label="Last day, if it has one", required=False)


class ShieldForm(FactForm):
    kind = _choice("What is shielded?", Shield.Kind.choices, "Choose what is shielded")
    hidden_from = _line("From whom", 200, ask="Say from whom it is kept")
    text = LongTextField(
        label="The shielded words",
        help_text="They are shown to nobody without a reason, are left out of every print, and where other "
        "entries hold the same words they are covered there too. One line for each, such as an address.",
        required=True,
        rows=3,
        max_length=2000,
        error_messages={"required": "Write what is shielded"},
    )
    ends_on = DateWordsField(label="Last day, if it is known", required=False)


class StatusForm(FactForm):
    kind = _choice("Status", Status.Kind.choices, "Choose a status")
    starts_on = DateWordsField(label="First day", help_text=DAY)
    ends_on = DateWordsField(label="Last day, if it is over or known", required=False)
    worker = _line("Worker")
    note = LongTextField(label="Note", rows=3, max_length=2000)


FORMS = {
    "person": PersonForm,
    "professional": ProfessionalForm,
    "order": OrderForm,
    "shield": ShieldForm,
    "status": StatusForm,
}
NOUNS = {
    "person": "person",
    "professional": "professional",
    "order": "court order",
    "shield": "shield",
    "status": "status",
}


class EndForm(KeyedForm):
    """When a fact stopped to hold, and why."""

    last_day = DateWordsField(label="Last day on which it held", help_text=DAY, initial=timezone.localdate)
    reason = LongTextField(
        label="Why it no longer holds",
        rows=3,
        required=True,
        max_length=2000,
        error_messages={"required": "Say why it no longer holds"},
    )

    SUBMIT = "End it"


class ReasonForm(KeyedForm):
    """Why a person needs to see shielded words."""

    reason = LongTextField(
        label="Why do you need to see it?",
        help_text="Your name, the time and this reason are kept.",
        rows=3,
        required=True,
        max_length=2000,
        error_messages={"required": "Say why you need to see it"},
    )

    SUBMIT = "Show it"


class MarkerForm(forms.Form):
    """Since when the main pupil file says that a separate file is kept."""

    on = DateWordsField(label="Marked on", help_text=DAY, initial=timezone.localdate)

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = Size.SMALL
        helper.layout = Layout("on", Button.primary("save", "Save"))
        return helper


class AuthorityForm(forms.Form):
    """The local authority in which a child lives."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    authority = forms.ModelChoiceField(
        label="Local authority",
        queryset=LocalAuthority.objects.none(),
        to_field_name="key",
        required=False,
        error_messages={"invalid_choice": "Choose an authority from the list"},
    )

    def __init__(self, *args, school, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = LocalAuthority.objects.all()
        self.fields["authority"].empty_label = f"Not known: as the school, {school.authority.name}"

    @property
    def chosen(self) -> dict:
        """As ``set_authority`` takes it."""
        return {"authority": self.cleaned_data["authority"], "seen_version": self.cleaned_data["version"]}

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = Size.SMALL
        helper.layout = Layout("version", "authority", Button.primary("save", "Save"))
        return helper


ENTRIES = {
    "note": "Note",
    "contact": "Call, e-mail, meeting or talk",
    "child_words": "The child’s own words",
    "significant": "Significant event",
    "status": "Status",
    "plan": "Plan or risk assessment",
    "meeting": "Meeting that is planned or was held, with what was asked of the school",
    "paper": "Paper received or sent",
    "referral": "Referral",
    "challenge": "Challenge",
}


def _happened():
    hint = f"{DAY}. When you write it is kept as well."
    return DateWordsField(label="When it happened", help_text=hint, initial=timezone.localdate)


def _own_words(hint: str = "As they were said, not tidied.", **kwargs):
    return LongTextField(label="The child’s own words", help_text=hint, rows=3, **kwargs)


def _impact():
    return LongTextField(label="Effect on the child", rows=3)


class EntryForm(KeyedForm):
    """An entry to the file itself, as ``add_entry`` takes it; each kind has the fields that it needs."""

    SUBMIT = "Add to the file"

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        getattr(self, f"_{kind}")()

    def _note(self):
        self._take(text=("Note", "Write the note"))

    def _significant(self):
        self._take(text=("What happened", "Say what happened"))

    def _contact(self):
        self.fields["contact_kind"] = _choice(
            "How", Entry.ContactKind.choices, "Choose how you were in touch"
        )
        self.fields["contact_with"] = _line("With whom", 200, ask="Say with whom")
        self._take(text=("What was said", "Say what was said"))
        self.fields["update"] = update_field()

    def _child_words(self):
        self.fields["happened_on"] = _happened()
        ask = {"required": "Write the child’s words"}
        self.fields["own_words"] = _own_words(required=True, error_messages=ask)
        self.fields["impact"] = _impact()

    def _take(self, *, text):
        label, ask = text
        self.fields["happened_on"] = _happened()
        self.fields["text"] = LongTextField(
            label=label, required=True, rows=6, error_messages={"required": ask}
        )
        self.fields["impact"] = _impact()
        self.fields["own_words"] = _own_words()

    @property
    def entry(self) -> dict:
        said = dict(self.cleaned_data)
        if "update" in said:
            said["facts"] = {"update": said.pop("update") == "yes"}
        return {"kind": self.kind, **said}


class AddedForm(KeyedForm):
    """The child's words and the effect, added to a line of the chronology that lacks them."""

    own_words = _own_words("As they were said, not tidied. Leave it empty if none are known.")
    impact = _impact()

    SUBMIT = "Add"

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name, "").strip() for name in ("own_words", "impact")) and not self.errors:
            self.add_error("own_words", "Write the child’s words, the effect, or both")
        return cleaned


class ChronologyFilter(forms.Form):
    """What to show of the chronology. A wrong date is said, and the rest still holds."""

    kind = forms.MultipleChoiceField(choices=CHOICES.items(), required=False)
    since = DateWordsField(label="From", required=False)
    until = DateWordsField(label="To", required=False)

    @property
    def asked(self) -> Asked:
        self.is_valid()
        cleaned = self.cleaned_data
        chosen = cleaned.get("kind") or [key for key in self.data.getlist("kind") if key in CHOICES]
        return Asked(
            kinds=tuple(chosen),
            since=cleaned.get("since"),
            until=cleaned.get("until"),
            oldest_first=self.data.get("order") == "oldest",
        )
