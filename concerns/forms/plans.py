"""Forms of plans: starting, writing, putting in force, reviewing, ending. They check the shape only."""

import uuid
from copy import deepcopy

from django import forms
from django.utils.html import format_html

from concerns.forms.fields import (
    KeyedForm,
    VersionedForm,
    day,
    line,
    radios,
    select,
    text,
)
from concerns.models import Plan, PlanReview


def _of_concern(concern) -> str:
    return f"{concern.reference}, {concern.recorded_at.day} {concern.recorded_at:%B %Y}"


class StartPlanForm(KeyedForm):
    """What kind of plan, about whom, who has it, and from which concern it was made."""

    button = "Continue"

    kind = radios("What kind of plan is it?", Plan.Kind.choices, "Choose what kind of plan it is")
    about_adult = line("Which adult is it about?")
    owner = select("Who has the plan?", "Choose who has the plan")
    concern = select("Which concern is it made from, if from one?")

    def __init__(self, data=None, *, owners, concerns, register_url: str, me, concern=None, **kwargs):
        super().__init__(data, **kwargs)
        self.offer("owner", owners, lambda person: person.name, start=me)
        self.offer("concern", concerns, _of_concern, empty="None", start=concern)
        # The one place where somebody may be about to write a colleague into a child's file.
        self.fields["about_adult"].help_text = format_html(
            "Only for a plan about an adult. Somebody who works or helps here belongs in the register of concerns "
            'about adults instead: <a class="govuk-link" href="{}">report it there</a>.',
            register_url,
        )
        if not concerns:
            del self.fields["concern"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == Plan.Kind.RISK_ADULT and not cleaned.get("about_adult", "").strip():
            self.add_error("about_adult", "Enter which adult the plan is about")
        return cleaned

    @property
    def plan(self) -> dict:
        """What ``start_plan`` takes."""
        cleaned = self.cleaned_data
        said = {name: cleaned[name] for name in ("kind", "about_adult", "request_key")}
        concern = self.chosen("concern") if "concern" in self.fields else None
        return said | {"owner": self.chosen("owner"), "concern": concern}


class WritePlanForm(VersionedForm):
    """The words of a plan. Written anew it also says why."""

    title, button = "Write the plan", "Save the plan"

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    risks = text(
        "What are the risks?",
        "Say what the risks are",
        rows=6,
        help_text="What could happen, to whom, where and when.",
    )
    measures = text(
        "What is done about them?",
        "Say what is done about the risks",
        rows=8,
        help_text="By whom, where and when, so that a colleague who is new today could do it.",
    )
    triggers = text(
        "What would show that it is not enough?",
        help_text="Signs, places or times at which the plan is looked at again.",
    )
    child_view = text("The child’s view", rows=3)
    family_view = text("The parents’ or carers’ view", rows=3)
    why = text("Why is it written anew?", "Say why the plan is written anew", rows=3)

    def __init__(self, data=None, *, first: bool, **kwargs):
        super().__init__(data, **kwargs)
        del self.fields["why"]
        if not first:
            self.ask_why()

    def ask_why(self) -> None:
        """Ask for what a later version says besides: also where a colleague wrote the first one meanwhile."""
        self.fields["why"] = deepcopy(self.base_fields["why"])
        self.title, self.button = "Write the plan anew", "Save as a new version"

    @property
    def words(self) -> dict:
        """What ``write_version`` takes, but for who has seen which state."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PutInForceForm(VersionedForm):
    """From when on it holds, and when it is looked at first."""

    title, button = "Put the plan in force", "Put it in force"

    starts_on = day("In force from", today=True)
    review_on = day("First review on")

    def clean(self):
        cleaned = super().clean()
        self.not_in_future("starts_on")
        first, review = cleaned.get("starts_on"), cleaned.get("review_on")
        if first and review and review <= first:
            self.add_error("review_on", "Enter a review day that is after the first day")
        return cleaned


class ReviewForm(VersionedForm):
    """One look at a plan."""

    title, button = "Record a review", "Save the review"

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    held_on = day("Day of the review", today=True)
    trigger = radios("What set it off?", PlanReview.Trigger.choices, "Choose what set the review off")
    concern = select("Which concern?", help_text="Only for “A new concern”.")
    risk = radios(
        "The risk is", PlanReview.Risk.choices, "Choose whether the risk is higher, the same or lower"
    )
    still_holds = radios(
        "Does the plan still hold?",
        [("yes", "Yes, it is still enough"), ("no", "No, it has to be written anew")],
        "Choose whether the plan still holds",
    )
    reason = text(
        "Reason", "Give the reason", help_text="What you looked at, and whom you asked. A yes needs it too."
    )
    child_view = text("The child’s view", rows=3)
    impact = text(
        "Effect on the child", rows=2, help_text="What the plan, or the change, means for the child."
    )
    next_review_on = day("Next review on")

    def __init__(self, data=None, *, concerns, asking=None, **kwargs):
        super().__init__(data, **kwargs)
        self.offer("concern", concerns, _of_concern, empty="None", start=asking)
        if asking is not None:
            self.fields["trigger"].initial = PlanReview.Trigger.CONCERN
        if not concerns:
            del self.fields["concern"]

    def clean(self):
        cleaned = super().clean()
        self.not_in_future("held_on")
        held, following = cleaned.get("held_on"), cleaned.get("next_review_on")
        if held and following and following <= held:
            self.add_error("next_review_on", "Enter a next review day that is after this review")
        if cleaned.get("trigger") == PlanReview.Trigger.CONCERN and not cleaned.get("concern"):
            self.add_error("concern" if "concern" in self.fields else "trigger", "Choose the concern")
        return cleaned

    @property
    def review(self) -> dict:
        """What ``review_plan`` takes."""
        said = {
            name: value for name, value in self.cleaned_data.items() if name not in {"version", "concern"}
        }
        concern = self.chosen("concern") if "concern" in self.fields else None
        return said | {"still_holds": said["still_holds"] == "yes", "concern": concern}


class EndPlanForm(VersionedForm):
    """When and why a plan ends."""

    title, button = "End the plan", "End the plan"

    ended_on = day("Last day", today=True)
    reason = text("Why does it end?", "Say why the plan ends")

    def clean(self):
        cleaned = super().clean()
        self.not_in_future("ended_on")
        return cleaned


class NewOwnerForm(VersionedForm):
    """To whom a plan or a meeting is handed over."""

    title = button = "Hand over"

    owner = select("To whom", "Choose a person")

    def __init__(self, data=None, *, owners, **kwargs):
        super().__init__(data, **kwargs)
        self.offer("owner", owners, lambda person: person.name)
