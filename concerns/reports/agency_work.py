"""Referrals and challenges as work: what is to be done about each, how late, and whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concerns.escalation import ReplyClock, reply_clock
from concerns.models import Challenge, Referral
from concerns.referral_clock import Stopwatch, day_words, local_day, stopwatch
from concerns.reports.agency_words import OUTCOMES, UNDER
from safeguarding.models import User

State = Referral.State


def watch_of(referral: Referral, today: date) -> Stopwatch:
    return stopwatch(
        referral.basis,
        sent_at=referral.sent_at,
        acknowledged_at=referral.acknowledged_at,
        decided_at=referral.decided_at,
        today=today,
    )


def clock_of(challenge: Challenge, today: date) -> ReplyClock:
    return reply_clock(challenge.answer_due_on, challenge.replied_at, today=today)


@dataclass(frozen=True)
class AgencyLine:
    """One referral or challenge that is not settled. ``look`` and ``tag`` say how it stands."""

    kind: str
    public_id: str
    what: str
    about: str
    look: str
    tag: str
    days_late: int
    due_on: date | None
    unanswered: bool  # by them; otherwise it waits for us
    owner: str
    is_mine: bool
    is_nobodys: bool

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def is_referral(self) -> bool:
        return self.kind == "referral"

    @property
    def order(self):
        """The latest first, then by when it is due; what has no day comes last."""
        return -self.days_late, self.due_on or date.max, self.public_id


def agency_lines(
    rows: Iterable[Referral | Challenge], *, reader: User, today: date, name=None
) -> tuple[AgencyLine, ...]:
    """Those of the rows that are not settled, late ones first; with ``name`` each says whom it is about.

    While a challenge is open, it is what is to be done: the referral whose decision it disputes has no line.
    """
    made = [_line(row, reader, today, name) for row in rows if _wants_work(row)]
    return tuple(sorted(made, key=lambda line: line.order))


def _wants_work(row: Referral | Challenge) -> bool:
    if isinstance(row, Challenge):
        return row.is_open
    return not row.is_settled and row.state != State.CHALLENGED


def _line(row: Referral | Challenge, reader: User, today: date, name) -> AgencyLine:
    said = _of_challenge(row, today) if isinstance(row, Challenge) else _of_referral(row, today)
    said = {"days_late": 0, "due_on": None, "look": "waiting", "unanswered": False} | said
    child = f"{name(row.pupil)}. " if name else ""
    concern = f" Concern {row.reference}." if getattr(row, "reference", None) else ""
    return AgencyLine(
        public_id=row.public_id,
        about=f"{child}{said.pop('about')}{concern}",
        owner=getattr(row, "owner_name", None) or row.owner.name,
        is_mine=row.owner_id == reader.pk,
        is_nobodys=getattr(row, "is_nobodys", False),
        **said,
    )


def _of_referral(row: Referral, today: date) -> dict:
    if row.state == State.DRAFTED:
        return {
            "kind": "referral",
            "what": f"Send the referral to {row.agency}, or withdraw it",
            "about": f"Written on {day_words(local_day(row.made_at), today)}.",
            "tag": "Not sent yet",
        }
    if row.state == State.DECIDED:
        return {
            "kind": "referral",
            "what": f"Accept the answer of {row.agency}, or challenge it",
            "about": f"They answered: {OUTCOMES[row.outcome]}.",
            "tag": "Answered",
        }
    watch = watch_of(row, today)
    sent = f"Referral sent {day_words(local_day(row.sent_at), today)}{UNDER.get(row.basis, '')}"
    return {
        "kind": "referral",
        "what": f"{'Chase' if watch.is_late else 'Record'} the answer of {row.agency}",
        "about": f"{sent}, without {watch.waits_for}.",
        "unanswered": True,
    } | _when(watch, today)


def _of_challenge(row: Challenge, today: date) -> dict:
    clock = clock_of(row, today)
    stage = {"kind": "challenge", "about": f"Challenge, stage {row.stage}: {row.stage_title}."}
    if clock.replied:
        return stage | {
            "what": f"Settle the challenge with {row.agency}, or take it further",
            "tag": "They replied",
        }
    verb = "Ask again for" if clock.is_late else "Record"
    what = f"{verb} the reply of {row.agency} to the challenge"
    return stage | {"what": what, "unanswered": True} | _when(clock, today)


def _when(clock: Stopwatch | ReplyClock, today: date) -> dict:
    due = clock.due_on
    if clock.is_late:
        return {"look": "late", "tag": clock.lateness, "days_late": clock.days_late, "due_on": due}
    if due == today:
        return {"tag": "Due today", "due_on": due}
    return {"look": "", "tag": f"{due:%A} {day_words(due, today)}", "due_on": due}
