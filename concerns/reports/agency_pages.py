"""One referral and one challenge as their pages show them: how it stands, what was said, and each step."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from concerns.escalation import Ladder, ReplyClock, ladder_of
from concerns.models import Challenge, Concern, Entry, Pupil, Referral, Shield
from concerns.referral_clock import Stopwatch
from concerns.reports.agency_work import clock_of, watch_of
from concerns.reports.masking import Veil, veil_of
from concerns.reports.naming import namer
from concerns.reports.timeline import Step, steps, veiled
from safeguarding.access.permissions import P
from safeguarding.models import User


@dataclass(frozen=True)
class Said:
    """What a referral says, with shielded words left out."""

    what: str
    consent: str
    consent_why: str
    outcome_words: str


@dataclass(frozen=True)
class ReferralPage:
    referral: Referral
    watch: Stopwatch
    said: Said
    steps: tuple[Step, ...]
    challenges: tuple[Challenge, ...]
    others: tuple[tuple[str, str], ...]  # other children of the concern who were not referred
    may_write: bool

    @property
    def open_challenge(self) -> Challenge | None:
        return next((each for each in self.challenges if each.is_open), None)

    @property
    def next_steps(self) -> tuple[tuple[str, str], ...]:
        """What may be done now: name in the address and words, the likeliest first."""
        return tuple(self._next()) if self.may_write else ()

    def _next(self):
        state, now = Referral.State, self.referral.state
        if now == state.DRAFTED:
            yield from (
                ("send", "Record that it was sent"),
                ("change", "Change it"),
                ("withdraw", "Withdraw it"),
            )
        if self.referral.is_unanswered:
            asked = [("chase", "Record a chase"), ("answer", "Record their answer")]
            yield from asked if self.watch.is_late else asked[::-1]
        if now == state.SENT:
            yield "acknowledge", "Record their acknowledgement"
        if now == state.DECIDED and not self.open_challenge:
            yield "accept", "Accept their answer"
        if not self.referral.is_settled:
            yield "hand", "Hand over"

    @property
    def may_challenge(self) -> bool:
        sent = self.referral.sent_at is not None
        return self.may_write and sent and not self.open_challenge

    @property
    def challenge_words(self) -> str:
        return (
            "Challenge their answer"
            if self.referral.decided_at
            else "Escalate: challenge that no answer came"
        )


def referral_report(referral: Referral, *, reader: User, today: date | None = None) -> ReferralPage:
    today = today or timezone.localdate()
    veil = _veil(referral.pupil)
    return ReferralPage(
        referral=referral,
        watch=watch_of(referral, today),
        said=Said(
            veil.over(referral.what),
            referral.get_consent_display(),
            veil.over(referral.consent_why),
            veil.over(referral.outcome_words),
        ),
        steps=_steps(referral, reader, veil),
        challenges=tuple(referral.challenges.order_by("-pk")),
        others=_others(referral, reader),
        may_write=reader.holdings.may(P.CHILD_WRITE, referral.school_id),
    )


def their_reference(referral: Referral) -> str:
    """The agency's own reference, where they gave one."""
    told = referral.entries.filter(facts__has_key="their_reference").order_by("-pk").first()
    return told.facts["their_reference"] if told else ""


def _others(referral: Referral, reader: User) -> tuple[tuple[str, str], ...]:
    """Children of the same concern, by public id and name, for whom no referral stands yet."""
    if referral.concern is None or not referral.concern.standing.is_live:
        return ()
    referred = referral.concern.referrals.exclude(state=Referral.State.WITHDRAWN).values("pupil")
    rows = Pupil.objects.filter(concern_links__concern=referral.concern).exclude(pk__in=referred)
    return tuple((pupil.public_id, pupil.name) for pupil in rows.visible_to(reader).order_by("pk"))


@dataclass(frozen=True)
class ChallengePage:
    challenge: Challenge
    clock: ReplyClock
    ladder: Ladder
    disputed: str
    why: str
    effect: str
    reply: str
    outcome: str
    steps: tuple[Step, ...]
    may_write: bool

    @property
    def is_last(self) -> bool:
        return self.ladder.at(self.challenge.stage + 1) is None

    @property
    def next_steps(self) -> tuple[tuple[str, str], ...]:
        """What may be done now: name in the address and words, the likeliest first."""
        if not (self.may_write and self.challenge.is_open):
            return ()
        settle, reply = ("settle", "Settle it"), ("reply", "Record their reply")
        further = () if self.is_last else (("further", "Take it further"),)
        if self.clock.replied:
            asked = (settle, *further, ("reply", "Record another reply"))
        else:
            asked = (*further, reply, settle) if self.clock.is_late else (reply, settle, *further)
        return (*asked, ("withdraw", "Withdraw it"), ("hand", "Hand over"))


def challenge_report(challenge: Challenge, *, reader: User, today: date | None = None) -> ChallengePage:
    veil = _veil(challenge.pupil)
    return ChallengePage(
        challenge=challenge,
        clock=clock_of(challenge, today or timezone.localdate()),
        ladder=ladder_of(challenge.pupil),
        disputed=veil.over(challenge.disputed),
        why=veil.over(challenge.why),
        effect=veil.over(challenge.effect),
        reply=veil.over(challenge.reply),
        outcome=veil.over(challenge.outcome),
        steps=_steps(challenge, reader, veil),
        may_write=reader.holdings.may(P.CHILD_WRITE, challenge.school_id),
    )


def _veil(pupil: Pupil) -> Veil:
    return veil_of([pupil], shields=Shield.objects.current().filter(pupil=pupil))


def _steps(row: Referral | Challenge, reader: User, veil: Veil) -> tuple[Step, ...]:
    """Each step, the newest first. A referral also tells the steps of its challenges."""
    name = namer(reader, row.school)
    entries = (
        row.entries.exclude(kind=Entry.Kind.ACTION).select_related("action").order_by("recorded_at", "pk")
    )
    made = steps(entries, links=(), files=(), name=name, reader=reader, may_write=False)
    return tuple(veiled(step, veil) for step in made)[::-1]


def concern_of(pupil: Pupil, public_id: str, reader: User) -> Concern | None:
    """The concern of that id if it is about the child and the reader may open it."""
    rows = Concern.objects.visible_to(reader).filter(school=pupil.school_id, links__pupil=pupil)
    return rows.select_related("standing").filter(public_id=public_id).first()
