"""How long a concern may stand under "Other": ten school days, and then it has a category of its own. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from safeguarding.working_days import TermDates, add_school_days, school_days_between

SCHOOL_DAYS = 10


@dataclass(frozen=True)
class Recoding:
    """The clock of one child of a concern under "Other". Lengths are in school days."""

    since: date
    due_on: date
    days_late: int
    days_left: int

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def lateness(self) -> str:
        return f"{self.days_late} school day{'' if self.days_late == 1 else 's'} late"

    @property
    def tag(self) -> tuple[str, str]:
        """Look and words: late as a length, else by when."""
        if self.is_late:
            return "late", f"Re-code: {self.lateness}"
        by = f"{self.due_on.day} {self.due_on:%B}"
        return ("waiting" if self.days_left <= 2 else "open"), f"Re-code by {by}"


def recoding(since: date, today: date, terms: Iterable[TermDates] = ()) -> Recoding:
    """The clock of what is under "Other" since a day; the day itself does not count."""
    terms = tuple(terms)
    due_on = add_school_days(since, SCHOOL_DAYS, terms)
    late, left = school_days_between(due_on, today, terms), school_days_between(today, due_on, terms)
    return Recoding(since, due_on, late, left)
