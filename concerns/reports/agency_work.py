"""Referrals and challenges as work: what is to be done about each, how late, and whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, Value

from concerns.escalation import ReplyClock, reply_clock
from concerns.models import Challenge, Pupil, Referral
from concerns.referral_clock import Stopwatch, day_words, local_day, stopwatch
from concerns.reports.agency_words import OUTCOMES, UNDER
from concerns.reports.together import rows_of
from safeguarding.models import User

State = Referral.State
ROW = ("id", "public_id", "agency", "state", "owner_id", "concern_id", "school_id")
COLUMNS = {
    Referral: (*ROW, "basis", "sent_at", "acknowledged_at", "decided_at", "outcome", "made_at"),
    Challenge: (*ROW, "referral_id", "stage", "stage_title", "answer_due_on", "replied_at", "ended_at"),
}
CHILD = ("first_name", "last_name", "known_as", "year_group")


def agency_parts(referrals, challenges, *, nobodys: Q | None = None) -> dict:
    """Parts of a question that ``read_together`` asks: these rows without their long words.

    With ``nobodys`` each row says whether its owner no longer works here.
    """
    gone = ExpressionWrapper(nobodys, BooleanField()) if nobodys is not None else Value(False)
    return {"referral": _part(referrals, gone), "challenge": _part(challenges, gone)}


def _part(queryset, gone):
    columns = {name: name for name in COLUMNS[queryset.model]}
    columns |= {name: f"pupil__{name}" for name in CHILD}
    columns |= {"owner_name": "owner__name", "reference": "concern__reference"}
    return rows_of(queryset, **columns, is_nobodys=gone)


def made_agencies(found: dict) -> list[Referral | Challenge]:
    """What the parts gave, as rows of the models with the names that stand beside them."""
    return [_made(model, row) for model in (Referral, Challenge) for row in found[model._meta.model_name]]


def _made(model, row: dict) -> Referral | Challenge:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    made = model(**{name: fields[name].to_python(row[name]) for name in COLUMNS[model]})
    made.pupil = Pupil(**{name: row[name] for name in CHILD})
    made.owner_name, made.reference, made.is_nobodys = row["owner_name"], row["reference"], row["is_nobodys"]
    return made


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
    answered: bool = False
    counts: bool = True  # among what is waited for; a challenge of a silent referral waits for the same thing
    watch: Stopwatch | None = None

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
    rows = [row for row in rows if _wants_work(row)]
    silent = {row.pk for row in rows if isinstance(row, Referral) and row.is_unanswered}
    made = [_line(row, reader, today, name, silent) for row in rows]
    return tuple(sorted(made, key=lambda line: line.order))


def _wants_work(row: Referral | Challenge) -> bool:
    if isinstance(row, Challenge):
        return row.is_open
    return not row.is_settled and row.state != State.CHALLENGED


def _line(row: Referral | Challenge, reader: User, today: date, name, silent: set[int]) -> AgencyLine:
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
        counts=getattr(row, "referral_id", None) not in silent,
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
    watch = watch_of(row, today)
    if row.state == State.DECIDED:
        return {
            "kind": "referral",
            "what": f"Accept the answer of {row.agency}, or challenge it",
            "about": f"They answered: {OUTCOMES[row.outcome]}.",
            "tag": "Answered",
            "answered": True,
            "watch": watch,
        }
    sent = f"Referral sent {day_words(local_day(row.sent_at), today)}{UNDER.get(row.basis, '')}"
    return {
        "kind": "referral",
        "what": f"{'Chase' if watch.is_late else 'Record'} the answer of {row.agency}",
        "about": f"{sent}, without {watch.waits_for}.",
        "unanswered": True,
        "watch": watch,
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


@dataclass(frozen=True)
class SettledLine:
    """One referral or challenge that nothing more is to be done about, or a referral whose challenge is open."""

    kind: str
    public_id: str
    title: str
    words: str

    @property
    def is_referral(self) -> bool:
        return self.kind == "referral"


def settled_lines(rows: Iterable[Referral | Challenge], *, today: date) -> tuple[SettledLine, ...]:
    """What the work list leaves out, the newest first."""
    rest = sorted((row for row in rows if not _wants_work(row)), key=lambda row: row.pk, reverse=True)
    return tuple(_settled(row, today) for row in rest)


def _settled(row: Referral | Challenge, today: date) -> SettledLine:
    if isinstance(row, Challenge):
        ended = (
            f"{row.get_state_display()} on {day_words(local_day(row.ended_at), today)}, at stage {row.stage}."
        )
        return SettledLine("challenge", row.public_id, f"Challenge to {row.agency}", ended)
    title = f"Referral to {row.agency}{UNDER.get(row.basis, '')}"
    if row.state == State.WITHDRAWN:
        return SettledLine("referral", row.public_id, title, "Not sent, withdrawn.")
    watch = watch_of(row, today)
    answer = f"{OUTCOMES[row.outcome][:1].upper()}{OUTCOMES[row.outcome][1:]}. {watch.words}."
    sent = f"Sent {day_words(local_day(row.sent_at), today)}. {answer}"
    return SettledLine("referral", row.public_id, title, sent)
