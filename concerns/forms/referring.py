"""Forms of a referral: writing it, and one for each step. They check the shape only."""

import uuid
from datetime import datetime

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.layout import Field
from django import forms
from django.utils import timezone

from concerns.actions.referring import Asking, Chase
from concerns.forms.entries import Written
from concerns.models import Entry, Referral
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField
from safeguarding.forms.times import TimeWordsField

DAY = "For example, 4 December 2026"
CLOCK = "For example, 8:15am. About is near enough."
GROUNDS = [
    Choice("early_help", "Early help", hint="Support with the family’s agreement, before things get worse."),
    Choice("section_17", "Section 17, child in need", hint="Without services, health or development suffers."),
    Choice("section_47", "Section 47, risk of significant harm",
           hint="There is reason to think that the child suffers significant harm, or is likely to."),
    Choice("other", "Other", hint="Health, police, or another service."),
]  # fmt: skip


def words_field(label: str, ask: str = "", rows: int = 4, **kwargs) -> LongTextField:
    """A text box; with ``ask`` it must be filled."""
    return LongTextField(
        label=label, rows=rows, required=bool(ask), error_messages={"required": ask} if ask else {}, **kwargs
    )


def choice_field(label: str, choices, ask: str = "", **kwargs) -> forms.ChoiceField:
    errors = {"required": ask, "invalid_choice": ask or "Choose one of these"}
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        required=bool(ask),
        error_messages=errors,
        **kwargs,
    )


def line_field(label: str, ask: str = "", most: int = 120, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(ask),
        error_messages={"required": ask, "max_length": f"Use {most} characters or fewer"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false"} | kwargs.pop("attrs", {})
        ),
        **kwargs,
    )


def person_field(label: str, ask: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, error_messages={"required": ask, "invalid_choice": ask})


def offer(field: forms.ChoiceField, people) -> dict:
    """Let the field choose among these colleagues; answers with them by their public id."""
    by_key = {person.public_id: person for person in people}
    field.choices = [("", "Choose a person"), *((key, person.name) for key, person in by_key.items())]
    return by_key


class StepForm(Written):
    """One step on a row that a colleague may be changing too."""

    title = ""
    SHORT = ("happened_on", "happened_at", "next_on")

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def _laid(self, name):
        return Field.text(name, field_width=20) if name in self.SHORT else name

    @property
    def step(self) -> dict:
        """What every step's action takes."""
        return {"request_key": self.cleaned_data["request_key"], "seen_version": self.cleaned_data["version"]}


def moment_of(cleaned: dict) -> datetime | None:
    """Day and time of a form as one moment; none where either is missing."""
    day, clock = cleaned.get("happened_on"), cleaned.get("happened_at")
    return timezone.make_aware(datetime.combine(day, clock)) if day and clock else None


def day_field(label: str, **kwargs) -> DateWordsField:
    return DateWordsField(label=label, help_text=DAY, **kwargs)


def clock_field(label: str, **kwargs) -> TimeWordsField:
    field = TimeWordsField(label=label, help_text=CLOCK, **kwargs)
    field.error_messages["required"] = "Enter a time, such as 8:15am"
    return field


def now_time():
    return timezone.localtime().time()


class MomentForm(StepForm):
    """A step that happened at a moment: usually now."""

    happened_on = day_field("Date", initial=timezone.localdate)
    happened_at = clock_field("Time", initial=now_time)

    @property
    def moment(self) -> datetime:
        return moment_of(self.cleaned_data)

    def clean(self):
        cleaned = super().clean()
        refuse_future(self, cleaned)
        return cleaned


def refuse_future(form, cleaned: dict) -> None:
    """Put the error at the part of the moment that makes it a time to come."""
    moment = moment_of(cleaned)
    if moment is None or moment <= timezone.now():
        return
    ahead = moment.date() > timezone.localdate()
    name, ask = (
        ("happened_on", "date that is today or earlier") if ahead else ("happened_at", "time that has passed")
    )
    form.add_error(name, f"Enter a {ask}")


class ReferralForm(Written):
    """What a referral says, and whether it was sent already: a telephone call often comes before the writing."""

    title, button = "Write a referral", "Save the referral"
    SHORT = StepForm.SHORT

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agency = line_field(
        "Whom do you refer to?",
        "Enter the service that you refer to",
        help_text="The service of the authority where the child lives, which may not be the school’s.",
        attrs={"list": "agencies"},
    )
    basis = choice_field("On which ground?", GROUNDS, "Choose on which ground you refer")
    route = choice_field("How?", Referral.Route.choices, "Choose how you refer")
    consent = choice_field(
        "Was the family asked for consent?",
        Referral.Consent.choices,
        "Choose if the family was asked",
        help_text="A child at risk of significant harm is referred without it. Do not ask where that adds to the risk.",
    )
    consent_why = words_field("If it was not given: why you refer all the same", rows=2)
    what = words_field(
        "What do you tell them?",
        "Write what you tell them",
        rows=9,
        help_text="What happened, the child’s words, what it does to the child, what you ask for. "
        "It can change until it is sent, and never after.",
    )
    owner = person_field("Who follows it up?", "Choose who follows it up")
    sent = choice_field("Was it sent?", [("yes", "Yes"), ("no", "Not yet")], "Choose if it was sent")
    happened_on = day_field("If it was sent: on which day", required=False)
    happened_at = TimeWordsField(label="At what time", help_text=CLOCK, required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = offer(self.fields["owner"], people)

    def _laid(self, name):
        return Field.text(name, field_width=20) if name in self.SHORT else name

    def clean(self):
        cleaned = super().clean()
        given = cleaned.get("consent") == Referral.Consent.GIVEN
        if cleaned.get("consent") and not given and not cleaned.get("consent_why", "").strip():
            self.add_error("consent_why", "Say why you refer without the family’s consent")
        if self.is_sent:
            self._ask_when(cleaned)
        return cleaned

    def _ask_when(self, cleaned) -> None:
        asked = {
            "happened_on": "Enter the day on which it was sent",
            "happened_at": "Enter the time at which it was sent",
        }
        for name, ask in asked.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, ask)
        refuse_future(self, cleaned)

    @property
    def is_sent(self) -> bool:
        return self.cleaned_data.get("sent") == "yes"

    @property
    def moment(self) -> datetime:
        return moment_of(self.cleaned_data)

    @property
    def asking(self) -> Asking:
        names = ("agency", "route", "basis", "consent", "what", "consent_why")
        said = {name: self.cleaned_data[name] for name in names}
        if said["consent"] == Referral.Consent.GIVEN:
            said["consent_why"] = ""
        return Asking(**said)

    @property
    def chosen_owner(self):
        return self.people[self.cleaned_data["owner"]]


class ChangeForm(ReferralForm):
    """The words of a draft."""

    title, button = "Change the referral", "Save the changes"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("sent", "happened_on", "happened_at"):
            del self.fields[name]


class SendForm(MomentForm):
    title, button = "Record that it was sent", "It was sent"

    sent_by = person_field("Who sent it?", "Choose who sent it")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = offer(self.fields["sent_by"], people)

    @property
    def sending(self) -> dict:
        return {"sent_at": self.moment, "sent_by": self.people[self.cleaned_data["sent_by"]]}


class AcknowledgeForm(MomentForm):
    title, button = "Record their acknowledgement", "Record the acknowledgement"

    contact_with = line_field(
        "Who told you?", "Enter who told you", 200, help_text="Name and role, or the desk."
    )
    their_reference = line_field("Their reference, if they gave one", most=60)
    words = words_field("What else they said", rows=3)

    @property
    def told(self) -> dict:
        cleaned = self.cleaned_data
        names = ("their_reference", "words")
        return {name: cleaned[name] for name in names} | {
            "at": self.moment,
            "by_whom": cleaned["contact_with"],
        }


LATER = "later"


class AnswerForm(MomentForm):
    """What they decided, and what the school says to it."""

    title, button = "Record their answer", "Record the answer"

    contact_with = line_field("Who told you?", "Enter who told you", 200, help_text="Name and role.")
    outcome = choice_field("What did they decide?", Referral.Outcome.choices, "Choose what they decided")
    words = words_field(
        "What they said, with their reasons", "Write what they said, with their reasons", rows=5
    )
    say = choice_field(
        "What do you say to it?",
        [
            Choice("accept", "We accept it"),
            Choice("challenge", "We challenge it", hint="The next page asks why."),
            Choice(LATER, "Not decided yet", hint="It stays on Today until it is."),
        ],
        "Choose what you say to it",
    )
    reason = words_field("If you accept it: why", rows=3)

    def __init__(self, *args, may_challenge: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_challenge:
            self.fields["say"].choices = [("accept", "We accept it"), (LATER, "Not decided yet")]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("say") == "accept" and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why you accept it")
        return cleaned

    @property
    def told(self) -> dict:
        cleaned = self.cleaned_data
        said = {name: cleaned[name] for name in ("outcome", "words")}
        return said | {"at": self.moment, "by_whom": cleaned["contact_with"]}


class ChaseForm(MomentForm):
    title, button = "Record a chase", "Record the chase"

    contact_kind = choice_field(
        "How were you in touch?", Entry.ContactKind.choices, "Choose how you were in touch"
    )
    contact_with = line_field("With whom?", "Enter with whom", 200, help_text="Name and role, or the desk.")
    said = words_field("What was said", "Write what was said", rows=4)
    next_on = day_field("When to ask again, if no answer comes")
    next_owner = person_field("Who asks again?", "Choose who asks again")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = offer(self.fields["next_owner"], people)
        self.fields["next_on"].error_messages["required"] = "Enter the day on which you ask again"

    def clean_next_on(self):
        if self.cleaned_data["next_on"] < timezone.localdate():
            raise forms.ValidationError("Enter a date that is today or later")
        return self.cleaned_data["next_on"]

    @property
    def chase(self) -> Chase:
        cleaned = self.cleaned_data
        names = ("contact_kind", "contact_with", "said", "next_on")
        owner = self.people[cleaned["next_owner"]]
        return Chase(at=self.moment, next_owner=owner, **{name: cleaned[name] for name in names})


class AcceptForm(StepForm):
    title, button = "Accept their answer", "Accept the answer"

    reason = words_field("Why do you accept it?", "Say why you accept it")


class WithdrawForm(StepForm):
    title, button = "Withdraw the referral", "Withdraw it"

    reason = words_field("Why is it not sent?", "Say why it is not sent")


class HandForm(StepForm):
    title, button = "Hand over", "Hand over"

    owner = person_field("To whom?", "Choose a person")
    reason = words_field("What they should know", rows=3)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = offer(self.fields["owner"], people)

    @property
    def handing(self) -> dict:
        return {"owner": self.people[self.cleaned_data["owner"]], "reason": self.cleaned_data["reason"]}


class WhichChildForm(forms.Form):
    """Which child of a concern it is about."""

    child = choice_field("Which child is it about?", [], "Choose a child")

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["child"].choices = children
