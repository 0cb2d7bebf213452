"""Forms of triage: each child's category, factors and facets; the level, the owner and the reason."""

import uuid

from django import forms
from django.utils import timezone

from concerns.actions.moving import Sorted
from concerns.facets import PREJUDICE, RESPONSIBLE
from concerns.models import Concern, ConcernLink, Standing, Subcategory
from safeguarding.forms.texts import LongTextField

ASK_CATEGORY = "Choose a category"
LEVEL_HINTS = {
    Standing.Level.UNIVERSAL: "What every child has is enough",
    Standing.Level.EARLY_HELP: "The family needs more help, early",
    Standing.Level.CHILD_IN_NEED: "The child will not do well without services",
    Standing.Level.CHILD_PROTECTION: "The child suffers, or may suffer, significant harm",
}


def offered_today() -> list[Subcategory]:
    """What may be chosen for a child: never what belongs to the register of concerns about adults."""
    today = timezone.localdate()
    rows = Subcategory.objects.on(today).filter(category__register=False).select_related("category")
    return [row for row in rows if row.is_offered_on(today)]


def grouped(subcategories) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices under the headings of their categories."""
    groups = {}
    for row in subcategories:
        groups.setdefault(row.category.title, []).append((row.key, row.title))
    return list(groups.items())


def _select(label: str, choices=(), **kwargs) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "govuk-select"})
    return forms.ChoiceField(label=label, choices=choices, widget=widget, **kwargs)


class ChildForm(forms.Form):
    """One child of a concern. Its names carry the child's random id, so that several stand in one page."""

    subcategory = _select("What it is mainly about", error_messages={"required": ASK_CATEGORY})
    other_reason = forms.CharField(
        label="Why does no other category fit?",
        required=False,
        help_text="Only for “Other”. What fits no category at all gets one within ten school days.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "govuk-textarea"}),
    )
    factors = forms.MultipleChoiceField(
        label="Also present", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    where = _select("Where it happened", Concern.Where.choices)
    responsible = _select(
        "Who may be responsible",
        [("", "Choose"), *RESPONSIBLE.items()],
        required=False,
        help_text="If it is a member of staff, what is about them goes to the headteacher alone. "
        "The way there is on the next page.",
    )
    source = _select("How it came to us", Concern.Source.choices)
    online = forms.BooleanField(
        label="It has an online side",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )
    prejudice = forms.MultipleChoiceField(
        label="Prejudice that may have played a part",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(PREJUDICE.items()),
    )

    def __init__(self, data=None, *, link: ConcernLink, subcategories: list[Subcategory], number: int = 1):
        initial = _facets_of(link) | {
            "subcategory": link.subcategory.key if link.subcategory else "",
            "other_reason": link.other_reason,
            "factors": [factor.key for factor in link.factors.all()] if link.subcategory else [],
        }
        super().__init__(data, prefix=link.public_id, initial=initial)
        self.link, self.number = link, number
        self.subcategories = {row.key: row for row in subcategories}
        groups = grouped(subcategories)
        self.fields["subcategory"].choices = [("", "Choose"), *groups]
        self.fields["factors"].choices = groups
        self.fields["subcategory"].error_messages["invalid_choice"] = ASK_CATEGORY

    @property
    def factor_groups(self):
        """The checkboxes under the headings of their categories: title, boxes, how many are ticked."""
        chosen = set(self["factors"].value() or [])
        for title, boxes in self.fields["factors"].choices:
            made = [(key, label, key in chosen) for key, label in boxes]
            yield title, made, sum(ticked for _, _, ticked in made)

    @property
    def prejudice_boxes(self):
        chosen = set(self["prejudice"].value() or [])
        return [(key, label, key in chosen) for key, label in PREJUDICE.items()]

    def clean(self):
        cleaned = super().clean()
        chosen = self.subcategories.get(cleaned.get("subcategory"))
        if chosen and chosen.needs_reason and not cleaned.get("other_reason", "").strip():
            self.add_error("other_reason", "Say why no other category fits")
        return cleaned

    @property
    def sorted(self) -> Sorted:
        """What the form says, as the actions take it."""
        cleaned = self.cleaned_data
        facets = {
            name: cleaned[name]
            for name in ("where", "responsible", "source", "online", "prejudice")
            if cleaned[name]
        }
        return Sorted(
            self.link,
            self.subcategories[cleaned["subcategory"]],
            tuple(self.subcategories[key] for key in cleaned["factors"]),
            facets,
            cleaned["other_reason"],
        )


def _facets_of(link: ConcernLink) -> dict:
    """What was said before, or what the report says already."""
    concern = link.concern
    return link.facets or {
        "where": concern.where,
        "source": concern.source,
        "online": concern.where == "online",
    }


class TriageForm(forms.Form):
    """Level, owner and reason."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    level = forms.ChoiceField(
        label="Level",
        choices=Standing.Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a level", "invalid_choice": "Choose a level"},
    )
    reason = LongTextField(
        label="Reason for the level",
        rows=3,
        required=True,
        error_messages={"required": "Give the reason for the level"},
        widget=forms.Textarea(attrs={"rows": 3, "class": "govuk-textarea"}),
    )
    owner = _select("Who has it from here", error_messages={"required": "Choose who has it"})

    def __init__(self, data=None, *, owners, **kwargs):
        super().__init__(data, **kwargs)
        self.owners = {person.public_id: person for person in owners}
        self.fields["owner"].choices = [
            ("", "Choose"),
            *((key, one.name) for key, one in self.owners.items()),
        ]
        self.fields["owner"].error_messages["invalid_choice"] = "Choose who has it"

    @property
    def levels(self):
        chosen = self["level"].value()
        return [(key, label, LEVEL_HINTS[key], key == chosen) for key, label in Standing.Level.choices]

    def clean_reason(self):
        if not self.cleaned_data["reason"].strip():
            raise forms.ValidationError("Give the reason for the level")
        return self.cleaned_data["reason"]

    @property
    def chosen_owner(self):
        return self.owners[self.cleaned_data["owner"]]


class ReasonForm(forms.Form):
    """Why a category changes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = LongTextField(
        label="Reason for the change",
        rows=3,
        required=True,
        error_messages={"required": "Give the reason for the change"},
        widget=forms.Textarea(attrs={"rows": 3, "class": "govuk-textarea"}),
    )

    def clean_reason(self):
        if not self.cleaned_data["reason"].strip():
            raise forms.ValidationError("Give the reason for the change")
        return self.cleaned_data["reason"]
