"""Forms of a report. They check shape; a draft keeps the words as typed whether or not a form is content."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from concerns.body_map import GROUPS, KINDS, PLACES
from concerns.models import Concern
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField
from safeguarding.forms.times import TimeWordsField
from safeguarding.uploads import ACCEPT, check_upload

Where, Sure = Concern.Where, Concern.WhenSure
WHEN = [
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("another", "Another day"),
    ("over_time", "Over some time"),
    ("unknown", "I do not know"),
]
# What a person in a corridor chooses, and what of it is counted.
PLACES_TO_CHOOSE = {
    "classroom": ("Classroom", Where.SCHOOL),
    "playground": ("Playground", Where.SCHOOL),
    "toilets": ("Toilets or changing", Where.SCHOOL),
    "in_school": ("Elsewhere in school", Where.SCHOOL),
    "journey": ("To or from school", Where.JOURNEY),
    "home": ("At home", Where.HOME),
    "online": ("Online", Where.ONLINE),
    "elsewhere": ("Somewhere else", Where.ELSEWHERE),
    "unknown": ("I do not know", Where.UNKNOWN),
}
ROOMS = {"classroom", "playground", "toilets"}


class WhoForm(forms.Form):
    """The first step: how urgent, who, when, where, and who was told in person."""

    urgent = forms.ChoiceField(
        label="Does someone need to act today?",
        help_text="If you are not sure, choose Yes. A lead is told at once.",
        choices=[("yes", "Yes"), ("no", "No, but it must be on record")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether someone needs to act today"},
    )
    find = forms.CharField(label="Who is it about?", required=False)
    when = forms.ChoiceField(
        label="When did it happen, or when did you notice?",
        choices=WHEN,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when it happened"},
    )
    day = DateWordsField(label="Which day?", help_text="For example, 4 December 2026", required=False)
    time = TimeWordsField(label="About what time?", required=False)
    time_exact = forms.BooleanField(label="I am sure of the time", required=False)
    when_words = LongTextField(label="Since when, and how often?", rows=2, max_length=2000)
    where = forms.ChoiceField(
        label="Where?",
        choices=[(key, label) for key, (label, _) in PLACES_TO_CHOOSE.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where it happened"},
    )
    where_words = LongTextField(label="Where exactly?", rows=1, max_length=2000)
    told = forms.ChoiceField(
        label="Have you told a safeguarding lead in person?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you have told a lead in person"},
    )
    told_whom = forms.CharField(
        label="Who did you tell?",
        required=False,
        max_length=120,
        error_messages={"max_length": "Use 120 characters or fewer for the name"},
    )
    said_on = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, leads=(), children=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.leads = {lead.public_id: lead.name for lead in leads}
        self.children = children
        yes = [(key, f"Yes, {name}") for key, name in self.leads.items()]
        self.fields["told"].choices = [*yes, ("other", "Yes, somebody else"), ("no", "No, not yet")]

    def clean_day(self):
        day = self.cleaned_data["day"]
        if self.cleaned_data.get("when") != "another":
            return None
        if day is None:
            raise ValidationError("Enter the day, such as 4 December 2026")
        if day > timezone.localdate():
            raise ValidationError("Enter a day that is today or earlier")
        return day

    def clean(self):
        cleaned = super().clean()
        needed = [
            ("when_words", cleaned.get("when") == "over_time", "Say since when, and how often"),
            ("where_words", cleaned.get("where") in {"in_school", "elsewhere"}, "Say where it happened"),
            ("told_whom", cleaned.get("told") == "other", "Enter who you told"),
        ]
        for name, asked, sentence in needed:
            if asked and name not in self.errors and not cleaned[name].strip():
                self.add_error(name, sentence)
        if not self.children:
            self.add_error("find", "Tell us who it is about, or describe them")
        return cleaned

    @property
    def facts(self) -> dict:
        """What the step says, as ``Account`` takes it."""
        said = self.cleaned_data
        return {
            "urgent": said["urgent"] == "yes",
            **self._when(said),
            **self._where(said),
            "told_in_person": said["told"] != "no",
            "told_whom": self._told(said),
        }

    def _when(self, said) -> dict:
        today = timezone.localdate()
        days = {"today": today, "yesterday": today - timedelta(days=1), "another": said["day"]}
        day = days.get(said["when"])
        if day is None:
            over_time = said["when"] == "over_time"
            sure = Sure.OVER_TIME if over_time else Sure.UNKNOWN
            return {"when_sure": sure, "when_words": said["when_words"] if over_time else ""}
        sure = Sure.DAY if said["time"] is None else Sure.EXACT if said["time_exact"] else Sure.ABOUT
        return {"when_sure": sure, "happened_on": day, "happened_at": said["time"]}

    def _where(self, said) -> dict:
        label, where = PLACES_TO_CHOOSE[said["where"]]
        words = [label] if said["where"] in ROOMS else []
        words += [said["where_words"]] if said["where_words"].strip() else []
        return {"where": where, "where_words": ": ".join(words)}

    def _told(self, said) -> str:
        if said["told"] == "no":
            return ""
        return said["told_whom"] if said["told"] == "other" else self.leads[said["told"]]


class ManyFiles(forms.FileInput):
    """A file box that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, each checked; an unsafe or mislabelled one is refused with its name and the reason."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        checked, faults = [], []
        for file in data or []:
            try:
                checked.append(check_upload(file))
            except ValidationError as fault:
                faults.append(f"{file.name}: {fault.messages[0]}")
        self.checked = checked  # those that passed are kept although another did not
        if faults:
            raise ValidationError(faults)
        return checked


class AccountForm(forms.Form):
    """The second step: what was seen and heard, apart from what one thinks of it."""

    source = forms.ChoiceField(
        label="How do you know?",
        choices=Concern.Source.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you know"},
    )
    seen_heard = LongTextField(
        label="What did you see and hear?",
        help_text="Only what was seen, said and done, in the order in which it happened. Names in full.",
        rows=6,
    )
    own_words = LongTextField(
        label="What did the child say, in their own words?",
        help_text="As it was said, in “quotation marks”. Leave it empty if the child said nothing. Do not ask more.",
        rows=3,
    )
    opinion = LongTextField(
        label="What do you think about it?",
        help_text="If you have a thought that helps. It is kept apart from what happened.",
        rows=2,
    )
    done_at_once = LongTextField(
        label="What did you do at once?",
        help_text="For example, first aid, or who stayed with the child.",
        rows=2,
    )
    injury = forms.BooleanField(label="There is an injury or a mark", required=False)
    adult = forms.BooleanField(
        label="An adult who works or helps in school may have caused it", required=False
    )
    files = ManyFilesField(
        label="Files",
        help_text="A letter, a drawing or a screen print. Never a picture of a child’s body, or of a nude.",
        required=False,
        widget=ManyFiles(attrs={"accept": ACCEPT}),
    )

    def clean_seen_heard(self):
        said = self.cleaned_data["seen_heard"]
        if not said.strip():
            raise ValidationError("Say what you saw or heard")
        return said

    @property
    def facts(self) -> dict:
        """What the step says, as ``Account`` takes it."""
        names = ("source", "seen_heard", "own_words", "opinion", "done_at_once", "injury")
        return {name: self.cleaned_data[name] for name in names} | {"adult_here": self.cleaned_data["adult"]}


class MarkForm(forms.Form):
    """One mark of the body map; where several ``children`` are named it says whose body it is."""

    UNSURE = "unsure"

    child = forms.ChoiceField(
        label="Whose body is it?", error_messages={"required": "Choose whose body it is"}
    )
    place = forms.ChoiceField(
        label="Place",
        choices=[
            ("", "Choose a place"),
            *((group, [(place.key, place.label) for place in places]) for group, places in GROUPS),
        ],
        error_messages={"required": "Choose the place"},
    )
    kind = forms.ChoiceField(
        label="What it looks like",
        choices=[("", "Choose"), *((kind, kind) for kind in KINDS)],
        error_messages={"required": "Choose what it looks like"},
    )
    size = forms.CharField(label="About how big", required=False, max_length=80)
    colour = forms.CharField(label="Colour", required=False, max_length=80)
    skin_broken = forms.ChoiceField(
        label="Is the skin broken?",
        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
        required=False,
    )
    note = LongTextField(label="What the child said about it, in their own words", rows=2, max_length=5000)

    def __init__(self, *args, children=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {child.key: place for place, child in enumerate(children)}
        if len(children) < 2:
            del self.fields["child"]
            return
        names = [(child.key, child.name) for child in children]
        self.fields["child"].choices = [("", "Choose"), *names, (self.UNSURE, "I am not sure")]
        self.fields["child"].error_messages["invalid_choice"] = "Choose whose body it is"

    @property
    def facts(self) -> dict:
        """The mark's words, as ``Mark`` takes them."""
        said = self.cleaned_data
        broken = {"yes": True, "no": False}.get(said["skin_broken"])
        child = self.places.get(said.get("child"))
        return said | {"view": PLACES[said["place"]].view, "skin_broken": broken, "child": child}


class AddendumForm(forms.Form):
    """More words to a report that was sent."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    text = LongTextField(
        label="Add to this report",
        help_text="Something that you remembered, or that has happened since. What you sent stays as it is.",
        rows=4,
    )

    def clean_text(self):
        text = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError("Write what you want to add")
        return text
