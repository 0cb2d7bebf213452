"""The filter over the list of concerns. It is sent by GET, and never refuses: what it cannot read, it leaves out."""

from django import forms

from concerns.models import Category, Entry, Standing
from concerns.reports.concern_list import FOR_AN_ANSWER, LAST, LIVE, NEWEST, OLDEST, Asked
from safeguarding.forms.dates import DateWordsField
from safeguarding.forms.selects import PlainSelect

STATES = [(LIVE, "Not resolved"), ("", "All"), *Standing.State.choices]
ORDERS = [(NEWEST, "Newest first"), (OLDEST, "Oldest first"), (LAST, "Last entry first")]
WAITING = [*Entry.Route.choices, (FOR_AN_ANSWER, "An answer to a referral")]


def _choice(label: str, choices) -> forms.ChoiceField:
    widget = PlainSelect(attrs={"class": "govuk-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


class ConcernFilter(forms.Form):
    """Words, state, category, owner, level, urgent, to re-code, period and order."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=120,
        help_text="A reference, a child’s name, or words of the report and its entries",
        widget=forms.TextInput(
            attrs={"class": "govuk-input", "autocomplete": "off", "spellcheck": "false", "type": "search"}
        ),
    )
    state = _choice("State", STATES)
    category = _choice("Category", [])
    owner = _choice("Owner", [])
    level = _choice("Level", [("", "All"), *Standing.Level.choices])
    since = DateWordsField(label="From", required=False)
    until = DateWordsField(label="To", required=False)
    order = _choice("Order", ORDERS)
    urgent = forms.BooleanField(
        label="Urgent only",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )
    recode = forms.BooleanField(
        label="To re-code",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )
    waiting = forms.ChoiceField(choices=[("", ""), *WAITING], required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, owners):
        data = {"state": LIVE} | {name: data.get(name) for name in data}
        super().__init__(data)
        categories = Category.objects.filter(register=False).values_list("key", "title")
        self.fields["category"].choices = [("", "All"), *categories]
        self.fields["owner"].choices = [("", "Anyone"), *((one.public_id, one.name) for one in owners)]
        for name in ("since", "until"):
            self.fields[name].widget.attrs["class"] = "govuk-input"

    @property
    def asked(self) -> Asked:
        """What could be read of the address."""
        self.is_valid()
        read = self.cleaned_data
        return Asked(
            words=read.get("q", ""),
            state=read.get("state", LIVE),
            category=read.get("category", ""),
            owner=read.get("owner", ""),
            level=read.get("level", ""),
            urgent=bool(read.get("urgent")),
            recode=bool(read.get("recode")),
            since=read.get("since"),
            until=read.get("until"),
            waiting=read.get("waiting", ""),
            order=read.get("order") or NEWEST,
        )
