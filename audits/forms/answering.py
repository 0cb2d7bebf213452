"""The form of one item: parts, words, rating and the action that the rating asks for."""

import uuid

from django import forms

from audits.models import Mark
from audits.outline import ItemOutline
from audits.rating import NEEDS_ACTION, Rating
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.texts import LongTextField

RATINGS = [choice for choice in Rating.choices if choice[0] != Rating.UNANSWERED]
MARK = "mark-"
CHOOSE_RATING = {"invalid_choice": "Choose red, amber, green or not applicable"}
# What a hidden field says when it comes back damaged: never a fault of the person's own.
AGAIN = dict.fromkeys(
    ("required", "invalid", "min_value", "max_length"),
    "Load the page again before you save. Copy your words first",
)


class AnswerForm(forms.Form):
    """What a person says to one item.

    With ``complete`` it also asks for what the rating needs: evidence for green, a reason for not applicable,
    an action with owner and date for red and amber. Without it unfinished words are fine: they are kept.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, error_messages=AGAIN)
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=AGAIN)
    action_id = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput, error_messages=AGAIN)
    action_version = forms.IntegerField(required=False, widget=forms.HiddenInput, error_messages=AGAIN)
    evidence = LongTextField(
        label="What shows this?", help_text="Say what you did, when, and how you know that it works.", rows=4
    )
    rating = forms.ChoiceField(choices=RATINGS, required=False, error_messages=CHOOSE_RATING)
    na_reason = LongTextField(label="Why does it not apply?", rows=2)
    action_what = LongTextField(label="Action", max_length=2000, rows=2)
    action_owner = forms.ChoiceField(
        label="Who",
        required=False,
        error_messages={"invalid_choice": "Choose someone who belongs to the school today"},
    )
    action_due = DateWordsField(label="By when", required=False)
    action_due_reason = forms.CharField(
        label="Why that date",
        required=False,
        max_length=200,
        error_messages={"max_length": "Say why in 200 characters or fewer"},
    )

    ACTION_FIELDS = ("action_what", "action_owner", "action_due", "action_due_reason")

    def __init__(
        self, *args, item: ItemOutline, owners, clock_dates, complete=False, has_files=False, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.item, self.complete, self.has_files = item, complete, has_files
        self.clock_dates = clock_dates
        self.owners = {person.public_id: person for person in owners}
        self.fields["action_owner"].choices = [("", "Choose a person")] + [
            (public_id, person.name) for public_id, person in self.owners.items()
        ]
        for part in item.parts:
            self.fields[MARK + part.key] = _mark_field(part)

    def clean(self):
        cleaned = super().clean()
        if self.complete:
            self._ask_for_what_the_rating_needs(cleaned)
        return cleaned

    def _ask_for_what_the_rating_needs(self, cleaned):
        rating = cleaned.get("rating")
        if rating == Rating.GREEN and not cleaned.get("evidence", "").strip() and not self.has_files:
            self.add_error("evidence", "Say what shows this before you choose Green")
        if rating == Rating.NOT_APPLICABLE and not cleaned.get("na_reason", "").strip():
            self.add_error("na_reason", "Say why it does not apply")
        if rating in NEEDS_ACTION:
            self._ask_for_the_action(cleaned, self.clock_dates.get(rating))

    def _ask_for_the_action(self, cleaned, usual):
        if not cleaned.get("action_what", "").strip():
            self.add_error("action_what", "Say what you will do about it")
        if not cleaned.get("action_owner") and "action_owner" not in self.errors:
            self.add_error("action_owner", "Choose who will do this")
        due = cleaned.get("action_due")
        if due and usual and due > usual and not cleaned.get("action_due_reason", "").strip():
            self.add_error("action_due_reason", f"Say why it will take longer than {usual:%-d %B %Y}")

    @property
    def answer(self) -> dict:
        """The words and the rating, as ``save_answer`` takes them."""
        cleaned = self.cleaned_data
        marks = {part.key: cleaned[MARK + part.key] for part in self.item.parts if cleaned[MARK + part.key]}
        return {
            "rating": cleaned["rating"] or Rating.UNANSWERED,
            "evidence": cleaned["evidence"],
            "na_reason": cleaned["na_reason"],
            "marks": marks,
        }

    @property
    def plan(self) -> dict | None:
        """The action as ``save_plan`` takes it, or None where the card shows none."""
        cleaned = self.cleaned_data
        owner = self.owners.get(cleaned["action_owner"])
        if not cleaned["action_id"] and cleaned["rating"] not in NEEDS_ACTION:
            return None
        return {
            "what": cleaned["action_what"],
            "owner_id": owner.pk if owner else None,
            "due_on": cleaned["action_due"],
            "due_reason": cleaned["action_due_reason"],
            "public_id": cleaned["action_id"],
            "seen_version": cleaned["action_version"] or 1,
            "request_key": cleaned["request_key"],
        }

    def parts(self):
        """Each part of the item with its bound field, for the card."""
        return [(part, self[MARK + part.key]) for part in self.item.parts]


def _mark_field(part, **kwargs) -> forms.ChoiceField:
    refused = {"invalid_choice": "Choose yes, partly or no"}
    return forms.ChoiceField(label=part.text, choices=Mark, required=False, error_messages=refused, **kwargs)


class KeepForm(forms.Form):
    """After a clash: what to keep, made by a person from both. ``parts`` are those that were marked differently."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, error_messages=AGAIN)
    evidence = LongTextField(label="What to keep", rows=8)
    na_reason = LongTextField(label="Why does it not apply?", rows=3)
    rating = forms.ChoiceField(choices=RATINGS, required=False, error_messages=CHOOSE_RATING)

    def __init__(self, *args, parts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            self.fields[MARK + part.key] = _mark_field(part, widget=forms.RadioSelect)

    @property
    def answer(self) -> dict:
        """The words, the rating and the marks of those parts, as ``save_answer`` takes them."""
        cleaned = self.cleaned_data
        marks = {part.key: cleaned[MARK + part.key] for part in self.parts if cleaned[MARK + part.key]}
        answer = {name: cleaned[name] for name in ("rating", "evidence", "na_reason")}
        return (
            answer | {"rating": answer["rating"] or Rating.UNANSWERED} | ({"marks": marks} if marks else {})
        )

    def marked(self):
        """The field of each part."""
        return [self[MARK + part.key] for part in self.parts]
