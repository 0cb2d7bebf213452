"""Forms of a challenge: raising it, and one for each step. They check the shape only."""

import uuid

from crispy_forms_gds.choices import Choice
from django import forms
from django.utils import timezone

from concerns.actions.challenging import Dispute
from concerns.forms.referring import (
    HandForm,
    MomentForm,
    StepForm,
    choice_field,
    clock_field,
    day_field,
    line_field,
    now_time,
    offer,
    person_field,
    words_field,
)
from concerns.models import Referral

__all__ = ["EndForm", "FurtherForm", "HandForm", "RaiseForm", "ReplyForm", "SettleForm"]


class RaiseForm(MomentForm):
    """What is disputed, why, and what it does to the child."""

    title, button = "Raise a challenge", "Raise the challenge"

    version = None
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    agency = line_field(
        "With whom do you disagree?", "Enter the service that decided", attrs={"list": "agencies"}
    )
    disputed = words_field(
        "Which decision do you dispute?", "Say which decision you dispute", rows=3,
        help_text="What they decided and when, or what they did not decide in time.",
    )  # fmt: skip
    why = words_field(
        "Why?", "Say why you dispute it", rows=6, help_text="What you know that speaks against it."
    )
    effect = words_field(
        "What effect does it have on the child?", "Say what effect it has on the child", rows=4,
        help_text="What the child goes through while it stays as it is.",
    )  # fmt: skip
    owner = person_field("Who follows it up?", "Choose who follows it up")
    happened_on = day_field("Raised on", initial=timezone.localdate)
    happened_at = clock_field("At what time", initial=now_time)

    field_order = ("agency", "disputed", "why", "effect", "owner", "happened_on", "happened_at")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = offer(self.fields["owner"], people)

    @property
    def dispute(self) -> Dispute:
        return Dispute(**{name: self.cleaned_data[name] for name in ("agency", "disputed", "why", "effect")})

    @property
    def chosen_owner(self):
        return self.people[self.cleaned_data["owner"]]


class ReplyForm(MomentForm):
    title, button = "Record their reply", "Record the reply"

    contact_with = line_field("Who replied?", "Enter who replied", 200, help_text="Name and role.")
    reply = words_field("What they replied", "Write what they replied", rows=6)

    @property
    def told(self) -> dict:
        return {
            "at": self.moment,
            "reply": self.cleaned_data["reply"],
            "by_whom": self.cleaned_data["contact_with"],
        }


class FurtherForm(MomentForm):
    title, button = "Take it further", "Take it further"

    why = words_field("Why does it go further?", "Say why it goes further", rows=5)

    @property
    def going(self) -> dict:
        return {"at": self.moment, "why": self.cleaned_data["why"]}


STANDS, CHANGED = "stands", "changed"


class SettleForm(StepForm):
    """What came of it; where a referral was answered, whether their decision is another now."""

    title, button = "Settle the challenge", "Settle it"

    outcome = words_field(
        "What came of it?", "Say what came of it", rows=5, help_text="What is different for the child."
    )
    decision = choice_field(
        "Their decision",
        [
            Choice(CHANGED, "They changed it"),
            Choice(STANDS, "It stands, and we accept it", hint="The words above say why."),
        ],
        "Choose if their decision stands",
    )
    new_decision = choice_field("If they changed it: what did they decide?", Referral.Outcome.choices)

    def __init__(self, *args, has_decision: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_decision:
            del self.fields["decision"], self.fields["new_decision"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == CHANGED and not cleaned.get("new_decision"):
            self.add_error("new_decision", "Choose what they decided")
        return cleaned

    @property
    def settling(self) -> dict:
        changed = self.cleaned_data.get("decision") == CHANGED
        decided = self.cleaned_data["new_decision"] if changed else ""
        return {"outcome": self.cleaned_data["outcome"], "new_decision": decided}


class EndForm(StepForm):
    title, button = "Withdraw the challenge", "Withdraw it"

    reason = words_field("Why is it withdrawn?", "Say why it is withdrawn")
