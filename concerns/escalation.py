"""The ladder of a challenge: the authority's own stages or the usual ones, and when a reply is due."""

from dataclasses import dataclass
from datetime import date, datetime

from concerns.models import Pupil
from concerns.referral_clock import counted, counts_from, day_words, due_words, local_day, moment_words
from safeguarding.models.local_rules import EscalationStage
from safeguarding.working_days import add_working_days, working_days_between


@dataclass(frozen=True)
class Rung:
    """One stage: what it is called, with whom, and in how many working days they answer."""

    title: str
    with_whom: str
    answer_within: int


# For an authority whose own procedure is not on record.
USUAL = (
    Rung("Talk with the worker", "the worker who made the decision", 2),
    Rung("Talk with their manager", "the worker’s manager", 3),
    Rung("Write to the service manager", "the service manager", 5),
    Rung("Ask the partnership", "the safeguarding children partnership", 10),
)


@dataclass(frozen=True)
class Ladder:
    """All stages in their order, and whether they are the authority's own."""

    rungs: tuple[Rung, ...]
    is_own: bool
    authority: str = ""

    def at(self, stage: int) -> Rung | None:
        """The rung of that stage, counted from 1; None beyond the last."""
        return self.rungs[stage - 1] if 0 < stage <= len(self.rungs) else None


def ladder_of(pupil: Pupil) -> Ladder:
    """The stages of the authority where the child lives, or else of the school's; the usual ones where it has none."""
    authority = pupil.authority or pupil.school.authority
    stages = EscalationStage.objects.filter(authority=authority).order_by("order")
    own = tuple(Rung(stage.title, stage.with_whom, stage.answer_within) for stage in stages)
    return Ladder(own or USUAL, is_own=bool(own), authority=authority.name)


def reply_due(rung: Rung, moment: datetime) -> date:
    """The working day by which they answer what was sent at that moment."""
    return add_working_days(counts_from(moment), rung.answer_within)


@dataclass(frozen=True)
class ReplyClock:
    """Whether the reply of the present stage has come, and how late it is. ``days_late`` are working days."""

    due_on: date
    days_late: int
    replied: bool
    words: str

    @property
    def is_late(self) -> bool:
        return self.days_late > 0 and not self.replied

    @property
    def lateness(self) -> str:
        return f"{counted(self.days_late)} late"


def reply_clock(due_on: date, replied_at: datetime | None, *, today: date) -> ReplyClock:
    """How it stands on ``today``."""
    if replied_at is not None:
        came = local_day(replied_at)
        days_late = working_days_between(due_on, came)
        late = f", {counted(days_late)} late" if days_late else ""
        return ReplyClock(due_on, days_late, True, f"Reply came on {moment_words(replied_at, today)}{late}")
    days_late = working_days_between(due_on, today)
    if days_late:
        words = f"Reply was due on {day_words(due_on, today)}. {counted(days_late)} late"
    else:
        words = due_words("Reply due", due_on, today)
    return ReplyClock(due_on, days_late, False, words)
