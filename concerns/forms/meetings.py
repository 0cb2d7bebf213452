"""Forms of meetings, and of papers: planned, held with what was asked of the school, minutes, report, cancelled."""

import uuid

from django import forms

from concerns.actions.meetings import Asked
from concerns.actions.papers import RECEIVED, SENT
from concerns.forms.fields import (
    YES_NO,
    KeyedForm,
    VersionedForm,
    day,
    line,
    radios,
    select,
    text,
    upload,
)
from concerns.models import Meeting
from safeguarding.forms.dates import DateWordsField

ROWS = 3  # empty rows for what was asked of the school
MOST_ROWS = 30


class PlanMeetingForm(KeyedForm):
    """What kind of meeting, when, who calls it and who has it."""

    button = "Plan the meeting"

    kind = radios("What kind of meeting is it?", Meeting.Kind.choices, "Choose what kind of meeting it is")
    due_on = day(
        "When is it?",
        hint="For example, 4 December 2026. A day that is over is fine: say next that it was held.",
    )
    called_by = line("Who calls it?", help_text="Such as Children’s services")
    plan = select("Which plan is it about, if about one?")
    owner = select("Who sees to it here?", "Choose who sees to it")

    def __init__(self, data=None, *, owners, plans, me, plan=None, **kwargs):
        super().__init__(data, **kwargs)
        self.offer("owner", owners, lambda person: person.name, start=me)
        self.offer("plan", plans, str, empty="None", start=plan)
        if not plans:
            del self.fields["plan"]

    @property
    def meeting(self) -> dict:
        """What ``plan_meeting`` takes."""
        names = ("kind", "due_on", "called_by", "request_key")
        plan = self.chosen("plan") if "plan" in self.fields else None
        return {name: self.cleaned_data[name] for name in names} | {
            "owner": self.chosen("owner"),
            "plan": plan,
        }


class HeldForm(VersionedForm):
    """What was said of a meeting. What was asked of the school stands in rows of ``AskedForm``."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    held_on = day("When was it?", today=True)
    attended = text("Who was there?", "Say who was there", rows=3, help_text="Names, and from which service.")
    school_attended = radios(
        "Was somebody from school there?", YES_NO, "Choose whether somebody from school was there"
    )
    why_not = text("If not, why?", rows=2)
    summary = text("What was said and decided?", "Say what was said and decided", rows=8)
    child_view = text("The child’s view", rows=3, help_text="How it was found, and who brought it.")
    impact = text("Effect on the child", rows=2)
    report_sent_on = day("The school’s report was sent on, if there was one", required=False)

    def __init__(self, data=None, *, report_is_sent: bool, **kwargs):
        super().__init__(data, **kwargs)
        if report_is_sent:
            del self.fields["report_sent_on"]

    @property
    def helper(self):
        helper = super().helper
        helper.layout.fields.pop()  # the button stands under the rows
        return helper

    def clean(self):
        cleaned = super().clean()
        self.not_in_future("held_on")
        self.not_in_future("report_sent_on")
        if cleaned.get("school_attended") == "no" and not cleaned.get("why_not", "").strip():
            self.add_error("why_not", "Say why nobody from school was there")
        return cleaned

    @property
    def held(self) -> dict:
        """What ``hold_meeting`` takes, but for what was asked."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return said | {"school_attended": said["school_attended"] == "yes"}


class AskedForm(forms.Form):
    """One row: what, who and by when. An empty one is left out."""

    what = forms.CharField(
        label="What",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "class": "govuk-textarea"}),
        error_messages={"max_length": "Use 2000 characters or fewer"},
    )
    owner = forms.ChoiceField(
        label="Who",
        required=False,
        widget=forms.Select({"class": "govuk-select"}),
        error_messages={"invalid_choice": "Choose who will do this"},
    )
    due_on = DateWordsField(label="By when", required=False)

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.owners = {person.public_id: person for person in owners}
        self.fields["due_on"].widget.attrs["class"] = "govuk-input"
        self.fields["owner"].choices = [
            ("", "Choose"),
            *((key, one.name) for key, one in self.owners.items()),
        ]

    def clean(self):
        cleaned = super().clean()
        asks = {
            "what": "Say what the school was asked to do",
            "owner": "Choose who will do this",
            "due_on": "Enter by when, such as 4 December 2026",
        }
        said = [name for name in ("what", "due_on") if cleaned.get(name)]
        for name, ask in asks.items():
            if said and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, ask)
        return cleaned

    @property
    def asked(self) -> Asked | None:
        cleaned = self.cleaned_data
        if not cleaned.get("what"):
            return None
        return Asked(cleaned["what"], self.owners[cleaned["owner"]], cleaned["due_on"])


def asked_rows(data, *, owners, me, more: bool = False) -> list[AskedForm]:
    """The rows as they were sent, or three empty ones; ``more`` adds three."""
    sent = _count(data) if data else 0
    count = min((sent or ROWS) + (ROWS if more else 0), MOST_ROWS)
    # What was typed only shows again; nothing is checked where a person asks for more rows.
    return [_row(data, number, owners, me, bound=bool(data) and not more) for number in range(count)]


def _row(data, number, owners, me, *, bound: bool) -> AskedForm:
    prefix = f"asked-{number}"
    if bound:
        return AskedForm(data, prefix=prefix, owners=owners)
    typed = {name: data.get(f"{prefix}-{name}", "") for name in ("what", "owner", "due_on")} if data else {}
    return AskedForm(prefix=prefix, owners=owners, initial={"owner": me.public_id} | typed)


def _count(data) -> int:
    given = data.get("asked-count", "")
    return min(int(given), MOST_ROWS) if given.isascii() and given.isdecimal() else 0


class MoveMeetingForm(VersionedForm):
    title, button = "Another day", "Save the day"

    due_on = day("New day")
    reason = text("Why?", "Say why the meeting has another day", rows=3)


class CancelMeetingForm(VersionedForm):
    title, button = "Cancel the meeting", "Cancel the meeting"

    reason = text("Why is it cancelled?", "Say why the meeting is cancelled", rows=3)


class CameForm(KeyedForm):
    """A day and a file: minutes that came, a report that went."""

    button = "Save"

    on = day("Day", today=True)
    file = upload()

    def clean(self):
        cleaned = super().clean()
        self.not_in_future("on")
        return cleaned


class MinutesForm(CameForm):
    title = "Minutes received"


class ReportForm(CameForm):
    title = "The school’s report was sent"


class CorrectMeetingForm(KeyedForm):
    title, button = "Correct what was said", "Add the correction"

    text = text(
        "What is right", "Write what is right", help_text="What was said stays; this stands beside it."
    )


class PaperForm(KeyedForm):
    """A paper that came or went."""

    title, button = "Add a paper", "Add the paper"

    what = line(
        "What paper is it?",
        "Say what paper it is",
        200,
        help_text="Such as: outline child protection plan, 3 November",
    )
    way = radios(
        "Did it come or go?",
        [(RECEIVED, "We received it"), (SENT, "We sent it")],
        "Choose whether it came or went",
    )
    with_whom = line("From whom, or to whom?", "Enter from whom it came, or to whom it went", 200)
    on = day("On which day?", today=True)
    file = upload()

    def clean(self):
        cleaned = super().clean()
        self.not_in_future("on")
        return cleaned
