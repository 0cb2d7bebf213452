"""A whole draft read through its forms: what is still missing, and the account that can be sealed."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from concerns.actions.recording import Account, Mark
from concerns.draft_answers import in_todays_words
from concerns.draft_children import DraftChild, children_of
from concerns.forms.reporting import AccountForm, MarkForm, WhoForm
from concerns.models import ReportDraft
from safeguarding.models import School


@dataclass(frozen=True)
class Drafted:
    """A draft and its forms, bound to the words that it holds."""

    draft: ReportDraft
    school: School
    leads: tuple

    @cached_property
    def answers(self) -> dict:
        return in_todays_words(self.draft.answers, timezone.localdate())

    @cached_property
    def children(self) -> tuple[DraftChild, ...]:
        return children_of(self.answers, self.school)

    @cached_property
    def who(self) -> WhoForm:
        return WhoForm(self.answers, leads=self.leads, children=self.children)

    @cached_property
    def account(self) -> AccountForm:
        return AccountForm(self.answers)

    @cached_property
    def marks(self) -> tuple[tuple[dict, MarkForm], ...]:
        """Each mark with its form; none when no injury or mark is named any more."""
        rows = self.answers.get("marks", []) if self.answers.get("injury") else []
        return tuple((row, MarkForm(row, children=self.children)) for row in rows)

    @property
    def first_gap(self) -> str | None:
        """The first step with something missing."""
        if not self.who.is_valid():
            return "who"
        if not self.account.is_valid():
            return "account"
        return None if all(form.is_valid() for _, form in self.marks) else "marks"

    @cached_property
    def sealed(self) -> Account:
        """The account as it will be sealed; only of a draft without a gap."""
        return Account(
            **self.who.facts,
            **self.account.facts,
            children=tuple(child.as_named for child in self.children),
            marks=tuple(Mark(x=row["x"], y=row["y"], **form.facts) for row, form in self.marks),
        )
