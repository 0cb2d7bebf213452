"""Forms of what is added to a concern: one for each kind of entry, for actions and for moves.

Each gives ``fields``: what ``add_entry`` takes. They check the shape only.
"""

import uuid

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Layout, Size
from django import forms
from django.utils import timezone

from concerns.models import Concern, Entry, Standing
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField
from safeguarding.forms.times import TimeWordsField
from safeguarding.uploads import ACCEPT, CheckedFile, check_upload

ALL = ""
YES_NO = [("yes", "Yes"), ("no", "No")]
TOLD = [("yes", "Yes"), ("no", "No"), ("", "Does not apply")]


def _text(label: str, ask: str = "", rows: int = 4, **kwargs) -> LongTextField:
    """A text box; with ``ask`` it must be filled."""
    errors = {"required": ask} if ask else {}
    return LongTextField(label=label, rows=rows, required=bool(ask), error_messages=errors, **kwargs)


def _radios(label: str, choices, ask: str = "", **kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        required=bool(ask),
        error_messages={"required": ask or "Choose one", "invalid_choice": ask or "Choose one"},
        **kwargs,
    )


class Written(forms.Form):
    """A form with a button, whose compulsory words are more than blanks."""

    button = "Save"

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = helper.legend_size = Size.SMALL
        helper.layout = Layout(
            *(self._laid(name) for name in self.fields), Button.primary("save", self.button)
        )
        return helper

    def _laid(self, name):
        if name in {"happened_on", "happened_at", "due_on"}:
            return Field.text(name, field_width=20)
        return name

    def clean(self):
        cleaned = super().clean()
        for name, field in self.fields.items():
            if (
                isinstance(field, LongTextField)
                and field.required
                and name in cleaned
                and not cleaned[name].strip()
            ):
                self.add_error(name, field.error_messages["required"])
        return cleaned


class EntryForm(Written):
    """What every entry has: when it happened, which child, a file."""

    kind = ""
    title = ""
    names = ()
    must_name_child = False

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data=None, files=None, *, concern: Concern, children=(), **kwargs):
        super().__init__(data, files, **kwargs)
        self.concern, self.children = concern, {link.pupil.public_id: link.pupil for link, _ in children}
        if len(self.children) > 1:
            named = [(link.pupil.public_id, name) for link, name in children]
            everyone = [] if self.must_name_child else [(ALL, "All of them")]
            ask = "Choose a child" if self.must_name_child else ""
            self.fields["child"] = _radios("Which child", [*everyone, *named], ask)
        self.fields["happened_on"] = DateWordsField(
            label="Date", help_text="When it happened, such as 4 December 2026", initial=timezone.localdate
        )
        self.fields["happened_at"] = TimeWordsField(
            label="Time, if it is known", required=False, help_text="For example, 8:15am"
        )
        self.fields["file"] = forms.FileField(
            label="File, if there is one",
            required=False,
            allow_empty_file=True,
            help_text="PDF, picture (PNG or JPEG), Word or Excel",
            widget=forms.FileInput(attrs={"accept": ACCEPT, "class": "govuk-file-upload"}),
        )

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Enter a date that is today or earlier")
        return day

    def clean_file(self) -> CheckedFile | None:
        sent = self.cleaned_data.get("file")
        return check_upload(sent) if sent is not None else None

    def clean(self):
        cleaned = super().clean()
        now = timezone.localtime()
        if (
            cleaned.get("happened_on") == now.date()
            and (cleaned.get("happened_at") or now.time()) > now.time()
        ):
            self.add_error("happened_at", "Enter a time that is not in the future")
        if self.errors and cleaned.get("file"):
            self.add_error("file", "Choose the file again: it was not kept, since something else is missing")
        return cleaned

    @property
    def entry_fields(self) -> dict:
        """What the entry says, as ``add_entry`` takes it."""
        cleaned = self.cleaned_data
        said = {name: cleaned[name] for name in self.names}
        when = {name: cleaned[name] for name in ("request_key", "happened_on", "happened_at")}
        return said | when | {"pupil": self.children.get(cleaned.get("child", ""))} | self.more()

    def more(self) -> dict:
        return {}


class DecisionForm(EntryForm):
    kind, title, button = Entry.Kind.DECISION, "Record a decision", "Record the decision"
    names = ("route", "options", "reason", "advice", "child_view", "family_view")

    route = _radios("What did you decide?", Entry.Route.choices, "Choose what you decided to do")
    options = _text("What else was considered?", rows=3)
    reason = _text(
        "Reason",
        "Give the reason for the decision",
        help_text="Why this and not the others. “No further action” needs its reason too.",
    )
    advice = _text("Advice taken, and from whom", rows=2)
    child_view = _text("The child’s view", rows=2)
    family_view = _text("The parents’ or carers’ view", rows=2)
    told = _radios("Was the family told?", TOLD, help_text="If not, say why under the reason.")

    def more(self) -> dict:
        return {"family_told": {"yes": True, "no": False}.get(self.cleaned_data["told"])}


def update_field() -> forms.ChoiceField:
    """Whether a contact tells how things are, so that the file’s clock starts anew. Left out, the answer is no."""
    return _radios(
        "Was this an update from a professional who works with the family?",
        YES_NO,
        initial="no",
        help_text="Such as the social worker. An update starts the clock of the file anew. A message that nobody "
        "has answered is none.",
    )


class ContactForm(EntryForm):
    kind, title, button = Entry.Kind.CONTACT, "Record a call, e-mail, meeting or talk", "Record it"
    names = ("contact_kind", "contact_with", "text")

    contact_kind = _radios(
        "How were you in touch?", Entry.ContactKind.choices, "Choose how you were in touch"
    )
    contact_with = forms.CharField(
        label="With whom",
        max_length=200,
        help_text="Name and who they are, such as the school nurse",
        error_messages={"required": "Say with whom", "max_length": "Use 200 characters or fewer"},
    )
    text = _text("What was said", "Say what was said", rows=6)
    update = update_field()

    def more(self) -> dict:
        return {"facts": {"update": self.cleaned_data["update"] == "yes"}}


class ChildWordsForm(EntryForm):
    kind, title, button = Entry.Kind.CHILD_WORDS, "Record the child’s words", "Record the words"
    names = ("own_words", "text")
    must_name_child = True

    own_words = _text(
        "The child’s own words", "Write the child’s words", help_text="Exactly as they were said, not tidied."
    )
    text = _text("Where and how it was said", rows=2)


class NoteForm(EntryForm):
    kind, title, button, names = Entry.Kind.NOTE, "Add a note", "Add the note", ("text",)

    text = _text("Note", "Write the note", rows=6)


class SignificantForm(EntryForm):
    kind, title, button = Entry.Kind.SIGNIFICANT, "Record a significant event", "Record the event"
    names = ("text", "impact", "own_words")

    text = _text("What happened", "Say what happened")
    impact = _text("Effect on the child", "Say what effect it has on the child", rows=3)
    own_words = _text("The child’s own words, if there are any", rows=2)

    def more(self) -> dict:
        return {"significant": True}


class OutcomeForm(EntryForm):
    kind, title, button, names = Entry.Kind.OUTCOME, "Say what came of it", "Save the outcome", ("text",)

    text = _text("What came of it?", "Say what came of it", help_text="What is different for the child now.")


class FeedbackForm(EntryForm):
    kind, title, button = Entry.Kind.FEEDBACK, "Tell the reporter what you can", "Save"
    names = ("text", "reason")

    given = _radios("Was the reporter told?", YES_NO, "Choose yes or no")
    text = _text(
        "What the reporter is told",
        help_text="They see these words with their report. Keep the child’s file out.",
    )
    reason = _text("Why they were not told", rows=2)

    def clean(self):
        cleaned = super().clean()
        told = cleaned.get("given") == "yes"
        if told and not cleaned.get("text", "").strip():
            self.add_error("text", "Write what the reporter is told")
        if cleaned.get("given") == "no" and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why they were not told")
        return cleaned

    def more(self) -> dict:
        told = self.cleaned_data["given"] == "yes"
        words = {
            "text": self.cleaned_data["text"] if told else "",
            "reason": "" if told else self.cleaned_data["reason"],
        }
        return words | {"facts": {"given": told}}


class JustificationForm(EntryForm):
    kind, title = Entry.Kind.JUSTIFICATION, "Say why this was enough"
    names = ("reason",)

    reason = _text("Why was this enough?", "Say why this was enough")
    risk = _radios(
        "A written risk assessment", Entry.Risk.choices, "Say whether a risk assessment is needed",
        help_text="For each child who may be at risk, or be one, from another.",
    )  # fmt: skip

    def more(self) -> dict:
        return {"facts": {"risk_assessment": self.cleaned_data["risk"]}}


class AddendumForm(EntryForm):
    kind, title, button, names = Entry.Kind.ADDENDUM, "Correct the report", "Add the correction", ("text",)

    text = _text(
        "What is right",
        "Write what is right",
        help_text="The report stays as it was sent; this stands beside it.",
    )


class CorrectionForm(EntryForm):
    kind, title, button, names = Entry.Kind.CORRECTION, "Correct an entry", "Add the correction", ("text",)

    text = _text(
        "What is right", "Write what is right", help_text="The entry stays as it is; this stands beside it."
    )


# Name in the address, form, and what it is for, in the order of the page of choices.
FORMS = {
    "decision": (DecisionForm, "Decision", "What you decided, with the reason"),
    "action": (None, "Action", "Something to do, by whom and by when"),
    "plan": (None, "Plan or risk assessment", "What is done so that it does not happen again, with reviews"),
    "contact": (ContactForm, "Call, e-mail, meeting or talk", "With whom, and what was said"),
    "words": (ChildWordsForm, "Child’s words", "What the child said, as they said it"),
    "referral": (None, "Referral", "To social care, early help or another service"),
    "challenge": (None, "Challenge", "A decision of another service that you dispute"),
    "significant": (SignificantForm, "Significant event", "Something that changed things for the child"),
    "note": (NoteForm, "Note", "Anything else worth keeping"),
    "outcome": (OutcomeForm, "Outcome", "What came of it"),
    "feedback": (FeedbackForm, "Feedback to the reporter", "What they were told, or why not"),
    "justification": (JustificationForm, "Why this was enough", "With the answer on a risk assessment"),
    "addendum": (AddendumForm, "Correction of the report", "Something in the report is not right"),
}


class KindForm(forms.Form):
    """What to add: the page of choices."""

    kind = forms.ChoiceField(
        choices=[(key, title) for key, (_, title, _) in FORMS.items()],
        error_messages={"required": "Choose what to add", "invalid_choice": "Choose what to add"},
    )


class ActionForm(Written):
    """What, who and by when."""

    button = "Add the action"

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    what = _text("What will be done", "Say what will be done", rows=3)
    owner = forms.ChoiceField(
        label="Who",
        error_messages={"required": "Choose who will do this", "invalid_choice": "Choose who will do this"},
    )
    due_on = DateWordsField(label="By when", help_text="For example, 4 December 2026")

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.owners = {person.public_id: person for person in owners}
        self.fields["owner"].choices = [
            ("", "Choose a person"),
            *((k, one.name) for k, one in self.owners.items()),
        ]

    def clean_due_on(self):
        if self.cleaned_data["due_on"] < timezone.localdate():
            raise forms.ValidationError("Enter a date that is today or later")
        return self.cleaned_data["due_on"]

    @property
    def plan(self) -> dict:
        cleaned = self.cleaned_data
        names = ("request_key", "what", "due_on")
        return {name: cleaned[name] for name in names} | {"owner": self.owners[cleaned["owner"]]}


class ChangeActionForm(Written):
    """Somebody else, another day, or both; and why."""

    button = "Change it"

    version = forms.IntegerField(widget=forms.HiddenInput)
    owner = forms.ChoiceField(
        label="Who",
        error_messages={"required": "Choose who will do this", "invalid_choice": "Choose who will do this"},
    )
    due_on = DateWordsField(label="By when", help_text="For example, 4 December 2026")
    reason = _text("Reason", "Give the reason for the change", rows=3)

    def __init__(self, *args, action, owners, **kwargs):
        now = {"version": action.version, "owner": action.owner.public_id, "due_on": action.due_on}
        super().__init__(*args, initial=now, **kwargs)
        self.action, self.owners = action, {person.public_id: person for person in owners}
        names = {key: one.name for key, one in self.owners.items()}
        # Whoever has it now may have left: they stay in the list, so that the day alone can be changed.
        names.setdefault(action.owner.public_id, f"{action.owner.name} (has it now)")
        self.fields["owner"].choices = list(names.items())

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day != self.action.due_on and day < timezone.localdate():
            raise forms.ValidationError("Enter a date that is today or later")
        return day

    @property
    def change(self) -> dict:
        """What ``change_action`` takes."""
        cleaned = self.cleaned_data
        return {
            "owner": self.owners.get(cleaned["owner"]),
            "due_on": cleaned["due_on"],
            "reason": cleaned["reason"],
            "seen_version": cleaned["version"],
        }


class EndActionForm(Written):
    """Done, or cancelled with a reason."""

    end = _radios(
        "What became of it?",
        [("done", "It is done"), ("cancelled", "It is cancelled")],
        "Choose done or cancelled",
    )
    words = _text("What came of it, or why it is cancelled", "Say what came of it, or why it is cancelled")


class LevelForm(Written):
    """Another level, with its reason."""

    title, button = "Change the level", "Change the level"

    version = forms.IntegerField(widget=forms.HiddenInput)
    level = _radios("Level", Standing.Level.choices, "Choose a level")
    reason = _text("Reason", "Give the reason for the new level")


class OwnerForm(Written):
    """Another owner."""

    title, button = "Hand over", "Hand over"

    version = forms.IntegerField(widget=forms.HiddenInput)
    owner = forms.ChoiceField(
        label="To whom", error_messages={"required": "Choose a person", "invalid_choice": "Choose a person"}
    )
    reason = _text("What they should know", rows=3)

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.owners = {person.public_id: person for person in owners}
        self.fields["owner"].choices = [
            ("", "Choose a person"),
            *((k, one.name) for k, one in self.owners.items()),
        ]


class WhyForm(Written):
    """The reason of a move."""

    def __init__(self, *args, label: str, ask: str, button: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _text(label, ask)
        self.button = button


class AgreeForm(Written):
    """The second person of "entered in error": may add a word."""

    button = "Strike it through"

    reason = _text("Anything to add", rows=2)
