"""Editing an edition in the browser: its words, sections, items, clocks and the list of changes."""

import uuid
from datetime import date

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout, Size
from django import forms
from django.core.exceptions import ValidationError

from audits.edition_file.crosswalk import UNVERIFIED, VERIFIED
from audits.edition_file.editing import next_letter
from audits.edition_file.shape import LOCAL, plain
from audits.models import Edition, Item, Prompt, Relation
from safeguarding.data_file import Text
from safeguarding.forms.dates import DateWordsField, write_date

AGAIN = dict.fromkeys(("required", "invalid"), "Load the page again before you save. Copy your words first")


class ShapedField(forms.CharField):
    """Words of an edition: what its file may not hold is refused here already."""

    def __init__(self, shape: Text, *, rows: int = 0, **kwargs):
        self.shape = shape
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput())
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value).replace("\r\n", "\n").strip()
        if text and (fault := self.shape.fault(text)):
            raise ValidationError(f"Change this: it {fault[0]}, and should be {fault[1]}")
        return text


def _choose(words: str) -> dict:
    return {"error_messages": dict.fromkeys(("required", "invalid_choice"), f"Choose {words}")}


def _required(words: str) -> dict:
    return {"error_messages": {"required": f"Enter {words}"}}


class EditingForm(forms.Form):
    """A form of a draft. ``version`` is the fingerprint of what the person saw."""

    version = forms.CharField(max_length=64, widget=forms.HiddenInput, error_messages=AGAIN)

    SUBMIT = "Save"

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.label_size = Size.SMALL
        helper.layout = Layout(*self.fields, Button.primary("save", self.SUBMIT))
        return helper

    def meet(self) -> None:
        """A colleague saved meanwhile: say below each field that differs what stands, and save over it next."""
        stands = self.initial.get("version")
        if "version" not in self.fields or stands == self.cleaned_data.get("version"):
            return
        self.data = self.data | {"version": stands}
        for name, field in self.fields.items():
            value = self.get_initial_for_field(field, name)
            if name != "version" and value != self.cleaned_data.get(name):
                self[name].help_text = f"Your colleague saved: {_in_words(field, value)}"


def _in_words(field, value) -> str:
    if isinstance(value, date):
        return write_date(value)
    return str(dict(getattr(field, "choices", ())).get(value, value) or "nothing")


class CopyEditionForm(EditingForm):
    """What a new draft is called, and whether it corrects the edition that it is made from."""

    CORRECTION, NEW = "correction", "new"
    version = None
    request_key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput, error_messages=AGAIN)
    purpose = forms.ChoiceField(
        label="What is the draft for?",
        choices=[(CORRECTION, "To correct this edition"), (NEW, "To begin another edition")],
        widget=forms.RadioSelect,
        help_text="Once a correction is published, your schools start new audits from it. Audits stay as they are.",
        **_choose("what the draft is for"),
    )
    label = ShapedField(plain(120), label="Name of the draft", **_required("a name for the draft"))

    SUBMIT = "Make the draft"

    def __init__(self, *args, source: Edition, **kwargs):
        super().__init__(*args, **kwargs)
        if source.is_draft:
            del self.fields["purpose"]

    @property
    def corrects(self) -> bool:
        return self.cleaned_data.get("purpose") == self.CORRECTION


class AboutEditionForm(EditingForm):
    """The name, dates and texts of an edition."""

    label = ShapedField(plain(120), label="Name", **_required("the name of the edition"))
    effective_from = DateWordsField(
        label="In force from", error_messages={"required": "Enter the first day, such as 1 September 2026"}
    )
    effective_to = DateWordsField(
        label="In force until", help_text="Leave it empty if not known.", required=False
    )
    introduction = ShapedField(LOCAL, label="Introduction", rows=10, **_required("the introduction"))
    disclaimer = ShapedField(
        LOCAL, label="What the audit is not", rows=4, **_required("what the audit is not")
    )
    source_note = ShapedField(
        plain(),
        label="Where it comes from, and what was not checked",
        rows=4,
        **_required("where it comes from"),
    )
    licence_note = ShapedField(
        plain(), label="Whose words these are", rows=3, **_required("whose words these are")
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("effective_from"), cleaned.get("effective_to")
        if first and last and last < first:
            self.add_error("effective_to", "Enter a last day that comes after the first day")
        return cleaned

    @property
    def content(self) -> dict:
        """The fields as the file has them."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in ("effective_from", "effective_to"):
            said[name] = said[name] and said[name].isoformat()
        return said


class ClocksForm(EditingForm):
    """When each colour falls due."""

    UNITS = [("months", "months"), ("days", "days")]
    STARTS = [("audit_date", "the date of the audit"), ("rating", "the day of the rating")]
    COLOURS = ("red", "amber", "green")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for colour in self.COLOURS:
            name = colour.capitalize()
            asked = dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"),
                f"Enter a whole number from 0 to 120 for {colour}",
            )
            narrow = forms.NumberInput(attrs={"class": "govuk-input--width-3"})
            self.fields[f"{colour}-length"] = forms.IntegerField(
                widget=narrow, label=f"{name} is due after", min_value=0, max_value=120, error_messages=asked
            )
            self.fields[f"{colour}-unit"] = forms.ChoiceField(
                label=f"{name}: months or days", choices=self.UNITS, **_choose("months or days")
            )
            self.fields[f"{colour}-from"] = forms.ChoiceField(
                label=f"{name}: counted from", choices=self.STARTS, **_choose("a day to count from")
            )
            self.fields[f"{colour}-reason"] = ShapedField(
                plain(200),
                label=f"{name}: the same in words, shown beside the date",
                **_required("it in words"),
            )

    @classmethod
    def shown(cls, ratings: list[dict]) -> dict:
        """What the form begins with."""
        found = {}
        for rating in (each for each in ratings if each["rating"] in cls.COLOURS):
            colour, clock = rating["rating"], rating["clock"]
            unit = "months" if "months" in clock else "days"
            found |= {
                f"{colour}-length": clock[unit],
                f"{colour}-unit": unit,
                f"{colour}-from": clock["from"],
            }
            found[f"{colour}-reason"] = rating["clock_reason"]
        return found

    @property
    def clocks(self) -> dict[str, dict]:
        said = self.cleaned_data
        return {
            colour: {
                "clock": {said[f"{colour}-unit"]: said[f"{colour}-length"], "from": said[f"{colour}-from"]},
                "clock_reason": said[f"{colour}-reason"],
            }
            for colour in self.COLOURS
        }


class SectionForm(EditingForm):
    """A heading with the banner above it."""

    title = ShapedField(plain(120), label="Title", **_required("the title of the section"))
    group = ShapedField(
        plain(120),
        label="Heading above it",
        help_text="Sections with the same heading stand together.",
        **_required("the heading above the section"),
    )


class AddSectionForm(SectionForm):
    version = None
    request_key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput, error_messages=AGAIN)

    SUBMIT = "Add the section"


class ItemForm(EditingForm):
    """All of one item. A question or part without words is taken out; the empty ones at the end add more."""

    MORE = 2  # empty questions at the end

    section = forms.ChoiceField(label="Section", **_choose("a section"))
    ref = ShapedField(
        plain(20),
        label="Number",
        required=False,
        help_text="As the guidance prints it. Leave it empty if not known.",
    )
    number_checked = forms.BooleanField(
        label="The number was checked against the official text", required=False
    )
    title = ShapedField(plain(120), label="Title", **_required("a title of a few words"))
    kind = forms.ChoiceField(label="Kind", choices=Item.Kind, **_choose("a kind of item"))
    guidance = ShapedField(LOCAL, label="Why it matters, what good looks like", rows=4, required=False)
    evidence_help = ShapedField(LOCAL, label="What could show it", rows=2, required=False)

    OWN = ("section", "ref", "number_checked", "title", "kind", "guidance", "evidence_help")

    def __init__(self, *args, sections: list[dict], prompts: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [(each["key"], each["title"]) for each in sections]
        self.letters = [prompt["key"] for prompt in prompts]
        self.new = []
        for _ in range(self.MORE):
            taken = [{"key": letter} for letter in (*self.letters, *self.new)]
            if letter := next_letter(taken):
                self.new.append(letter)
        by_letter = {prompt["key"]: prompt for prompt in prompts}
        for letter in (*self.letters, *self.new):
            self._add_prompt(letter, by_letter.get(letter, {}))

    def _add_prompt(self, letter: str, said: dict) -> None:
        self.fields[f"kind-{letter}"] = forms.ChoiceField(
            label="Kind",
            choices=Prompt.Kind,
            required=False,
            initial=said.get("kind", "question"),
            **_choose("question, point, statement or example"),
        )
        self.fields[f"text-{letter}"] = ShapedField(
            LOCAL, label="Words", rows=2, required=False, initial=said.get("text", "")
        )
        self.fields[f"answer-{letter}"] = ShapedField(
            LOCAL,
            label="Answer, for an example to judge",
            rows=2,
            required=False,
            initial=said.get("answer", ""),
        )

    @property
    def own(self) -> list:
        """The fields of the item itself."""
        return [self[name] for name in self.OWN if name in self.fields]

    @property
    def prompts(self) -> list[dict]:
        """Each question or part with its fields, and the empty ones at the end."""
        return [
            {
                "letter": letter,
                "fields": [self[f"{name}-{letter}"] for name in ("kind", "text")],
                "answer": self[f"answer-{letter}"] if self._asks_answer(letter) else None,
                "is_new": letter in self.new,
                "is_first": letter == (self.letters or [""])[0],
                "is_last": letter == (self.letters or [""])[-1],
            }
            for letter in (*self.letters, *self.new)
        ]

    def _asks_answer(self, letter: str) -> bool:
        is_example = self[f"kind-{letter}"].value() == Prompt.Kind.VIGNETTE
        return is_example or letter in self.new or bool(self[f"answer-{letter}"].errors)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("number_checked") and not cleaned.get("ref") and "ref" not in self.errors:
            self.add_error("ref", "Enter the number that was checked, or take the tick away")
        said = [letter for letter in (*self.letters, *self.new) if cleaned.get(f"text-{letter}")]
        if not said and not any(f"text-{letter}" in self.errors for letter in (*self.letters, *self.new)):
            self.add_error(
                f"text-{(*self.letters, *self.new)[0]}", "Enter at least one question, part or statement"
            )
        for letter in said:
            is_example = cleaned.get(f"kind-{letter}") == Prompt.Kind.VIGNETTE
            if cleaned.get(f"kind-{letter}") == "":
                self.add_error(f"kind-{letter}", "Choose question, point, statement or example")
            if is_example and not cleaned.get(f"answer-{letter}"):
                self.add_error(f"answer-{letter}", "Enter the answer to the example")
        return cleaned

    @property
    def item(self) -> dict:
        """The item as the file has it, without what is empty, its key and its pointers."""
        said = self.cleaned_data
        prompts = [self._prompt(letter) for letter in (*self.letters, *self.new) if said[f"text-{letter}"]]
        fields = {
            "ref": said["ref"],
            "number_status": "" if said["number_checked"] else UNVERIFIED,
            "kind": said["kind"],
            "title": said["title"],
            "guidance": said["guidance"],
            "evidence_help": said["evidence_help"],
            "prompts": prompts,
        }
        return {name: value for name, value in fields.items() if value}

    def _prompt(self, letter: str) -> dict:
        kind = self.cleaned_data[f"kind-{letter}"]
        prompt = {"key": letter, "kind": kind, "text": self.cleaned_data[f"text-{letter}"]}
        answer = self.cleaned_data[f"answer-{letter}"]
        return prompt | ({"answer": answer} if kind == Prompt.Kind.VIGNETTE else {})


class AddItemForm(ItemForm):
    version = None
    request_key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput, error_messages=AGAIN)


class LineForm(EditingForm):
    """A line of the list of changes: items before, items now, what became of them and why."""

    SLOTS = 3  # items on each side, and one more than there are

    relation = forms.ChoiceField(
        label="What changed",
        choices=Relation,
        widget=forms.RadioSelect,
        **_choose("what changed"),
    )
    reason = ShapedField(
        Text(2000), label="Why", rows=3, required=False, help_text="In words for those who write the audit."
    )
    checked = forms.BooleanField(
        label="Somebody read both official texts and found this right", required=False
    )

    def __init__(self, *args, before: list[tuple], now: list[tuple], line: dict | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        line = line or {}
        for side, choices, label in (("before", before, "Item before"), ("now", now, "Item now")):
            chosen = line.get(side, [])
            for n in range(max(self.SLOTS, len(chosen) + 1)):
                self.fields[f"{side}-{n + 1}"] = forms.ChoiceField(
                    label=label if n == 0 else f"{label}, another",
                    choices=[("", "None"), *choices],
                    required=False,
                    error_messages={"invalid_choice": "Choose an item from the list"},
                    initial=chosen[n] if n < len(chosen) else "",
                )
        sides = [name for name in self.fields if name.startswith(("before-", "now-"))]
        rest = [name for name in self.fields if name not in sides]
        self.order_fields([*sides, *rest])

    @classmethod
    def shown(cls, line: dict) -> dict:
        return {
            "relation": line["relation"],
            "reason": line.get("reason", ""),
            "checked": line["status"] == VERIFIED,
        }

    @property
    def line(self) -> dict:
        said = self.cleaned_data
        sides = {
            side: list(
                dict.fromkeys(
                    said[name] for name in self.fields if name.startswith(f"{side}-") and said[name]
                )
            )
            for side in ("before", "now")
        }
        return sides | {
            "relation": said["relation"],
            "status": VERIFIED if said["checked"] else UNVERIFIED,
            "reason": said["reason"],
        }


class AddLineForm(LineForm):
    version = None
    request_key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput, error_messages=AGAIN)


class PublishForm(EditingForm):
    """Nothing but the version: the page says what will happen."""

    SUBMIT = "Publish the edition"
