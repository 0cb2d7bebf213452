"""Today: referrals and challenges that wait for another agency, or for us."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from concerns.models import Challenge, Referral
from concerns.reports.agency_work import AgencyLine, agency_lines, agency_parts, made_agencies
from concerns.reports.together import read_together
from safeguarding.models import School, User

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class AgencyWork:
    """All that is not settled with other agencies, late ones first; ``kept`` are those that were asked for."""

    lines: tuple[AgencyLine, ...] = ()
    kept: tuple[AgencyLine, ...] = ()
    rows: int | None = None  # how many of a part are shown

    @property
    def unanswered(self) -> tuple[AgencyLine, ...]:
        """Referrals without an answer, those too that were written and not sent."""
        return tuple(line for line in self.kept if line.is_referral and not line.answered)

    @property
    def others(self) -> tuple[AgencyLine, ...]:
        """Challenges, and answers that nobody has accepted."""
        return tuple(line for line in self.kept if line.answered or not line.is_referral)

    @property
    def unanswered_shown(self) -> tuple[AgencyLine, ...]:
        return self.unanswered[: self.rows]

    @property
    def others_shown(self) -> tuple[AgencyLine, ...]:
        return self.others[: self.rows]

    @property
    def late(self) -> int:
        return sum(line.is_late for line in self.lines)

    @property
    def waiting(self) -> int:
        """Answers and replies that are waited for, each once."""
        return sum(line.unanswered and line.counts for line in self.lines)

    @property
    def mine(self) -> int:
        return sum(line.is_mine for line in self.lines)

    @property
    def nobodys(self) -> int:
        return sum(line.is_nobodys for line in self.lines)


def open_parts(school: School, user: User, *, nobodys: Q) -> dict:
    """Parts of Today's question: what is not settled. ``nobodys`` are rows whose owner no longer works here."""
    done = (*Referral.SETTLED, Referral.State.CHALLENGED)
    referrals = Referral.objects.visible_to(user).filter(school=school).exclude(state__in=done)
    challenges = Challenge.objects.visible_to(user).filter(school=school, state=Challenge.State.RAISED)
    return agency_parts(referrals, challenges, nobodys=nobodys)


def agency_work(
    found: dict[str, list[dict]], user: User, *, name, today: date, keep=None, rows: int | None = None
) -> AgencyWork:
    """What is late, due within a week or waiting for us, of what ``open_parts`` gave; ``keep`` narrows it."""
    lines = agency_lines(made_agencies(found), reader=user, today=today, name=name)
    near = tuple(line for line in lines if not _is_far(line, today))
    return AgencyWork(near, tuple(filter(keep, near)), rows)


def _is_far(line: AgencyLine, today: date) -> bool:
    """A reply to a challenge that is not due within the week. Referrals without an answer all stand on Today."""
    return not line.is_referral and line.due_on is not None and line.due_on > today + AHEAD


def late_answers_by_school(user: User, *, today: date) -> Counter:
    """How many answers and replies are late in each school that the person reads; one query."""
    referrals = Referral.objects.visible_to(user).filter(state__in=Referral.UNANSWERED)
    challenges = Challenge.objects.visible_to(user).filter(state=Challenge.State.RAISED)
    rows = made_agencies(read_together(agency_parts(referrals, challenges)))
    late = [
        row.school_id
        for row in rows
        for line in agency_lines([row], reader=user, today=today)
        if line.is_late
    ]
    return Counter(late)
