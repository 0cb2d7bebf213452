"""What happened after a report: one step for each entry, with its corrections beside it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from django.utils import timezone

from concerns.models import Attachment, ConcernLink, Entry, Standing
from concerns.referral_clock import Stopwatch
from concerns.reports.action_words import action_title, before_in_words, day_in_words, is_change
from concerns.reports.agency_words import step_facts, step_title
from concerns.reports.answer_words import own_title
from concerns.reports.casework_titles import meeting_title, paper_title, plan_title
from concerns.reports.masking import Veil
from concerns.reports.naming import child_in_words
from safeguarding.models import User

Kind = Entry.Kind
DARK = {
    Kind.TRIAGE,
    Kind.DECISION,
    Kind.REFERRAL,
    Kind.CHALLENGE,
    Kind.OUTCOME,
    Kind.RESOLVED,
    Kind.REOPENED,
    Kind.ERROR_CONFIRMED,
}
OF_AGENCIES = {Kind.REFERRAL, Kind.CHALLENGE}
BESIDE = {Kind.CORRECTION, Kind.ERROR_CLAIMED, Kind.ERROR_CONFIRMED}
SHORT = {Kind.CONTACT: "Contact", Kind.FEEDBACK: "Feedback"}  # where the whole word says what the title says
FOLDS_FROM = 12  # lines; longer words fold on the screen, never in print


@dataclass(frozen=True)
class Beside:
    """A correction of an entry, with who wrote it and when."""

    public_id: str
    text: str
    by: str
    recorded_at: datetime
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Claim:
    """One of two people said that an entry was made in error."""

    by: str
    by_id: int
    reason: str
    recorded_at: datetime


@dataclass(frozen=True)
class Step:
    """One knot of the thread."""

    public_id: str
    kind: str
    kind_label: str
    title: str
    by: str
    happened_on: date
    happened_at: time | None
    recorded_at: datetime
    about: str = ""
    text: str = ""
    reason: str = ""
    own_words: str = ""
    details: tuple[tuple[str, str], ...] = ()
    corrections: tuple[Beside, ...] = ()
    claimed: Claim | None = None
    confirmed: Claim | None = None
    files: tuple[Attachment, ...] = field(default=())
    may_strike: bool = False
    may_confirm: bool = False
    watch: Stopwatch | None = None  # beside the step that sent a referral
    referral: str = ""
    challenge: str = ""
    unanswered: bool = False

    @property
    def is_dark(self) -> bool:
        return self.kind in DARK

    @property
    def struck(self) -> bool:
        return self.confirmed is not None

    @property
    def is_long(self) -> bool:
        return self.text.count("\n") > FOLDS_FROM or len(self.text) > 1000

    @property
    def days_later(self) -> int:
        """How many days after it happened it was written down."""
        return max((timezone.localdate(self.recorded_at) - self.happened_on).days, 0)

    @property
    def is_by_hand(self) -> bool:
        return self.kind in Entry.STRIKABLE


def veiled(step: Step, veil: Veil) -> Step:
    """The step with shielded words left out of every text of it, its corrections too."""
    return replace(
        step,
        title=veil.over(step.title),
        text=veil.over(step.text),
        reason=veil.over(step.reason),
        own_words=veil.over(step.own_words),
        details=tuple((label, veil.over(words)) for label, words in step.details),
        corrections=tuple(replace(one, text=veil.over(one.text)) for one in step.corrections),
    )


def steps(
    entries: Iterable[Entry],
    *,
    links: Iterable[ConcernLink],
    files: Iterable[Attachment],
    name,
    reader: User,
    may_write: bool,
) -> tuple[Step, ...]:
    """The steps, oldest first. ``entries`` come oldest first, each with its action."""
    beside, own_files = defaultdict(list), defaultdict(list)
    entries = list(entries)
    for entry in entries:
        if entry.corrects_id:
            beside[entry.corrects_id].append(entry)
    for file in files:
        own_files[file.entry_id].append(file)
    names = {link.public_id: child_in_words(link, name) for link in links}
    by_pupil = {link.pupil_id: child_in_words(link, name) for link in links if link.pupil_id}
    return tuple(
        _step(entry, beside[entry.pk], own_files, names, by_pupil, reader, may_write)
        for entry in entries
        if not (entry.corrects_id and entry.kind in BESIDE)
    )


def _step(entry, beside, files, names, by_pupil, reader, may_write) -> Step:
    claimed = _claim(beside, Kind.ERROR_CLAIMED)
    confirmed = _claim(beside, Kind.ERROR_CONFIRMED)
    strikable = may_write and entry.kind in Entry.STRIKABLE
    return Step(
        public_id=entry.public_id,
        kind=entry.kind,
        kind_label=SHORT.get(entry.kind, entry.get_kind_display()),
        title=title_of(entry),
        by=entry.by_name,
        happened_on=entry.happened_on,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        about=by_pupil.get(entry.pupil_id, ""),
        text="" if entry.kind == Kind.TRIAGE else entry.text,
        reason=entry.reason,
        own_words=entry.own_words,
        details=tuple(_details(entry, names)),
        corrections=tuple(_correction(one, files) for one in beside if one.kind == Kind.CORRECTION),
        claimed=claimed,
        confirmed=confirmed,
        files=tuple(files[entry.pk]),
        may_strike=strikable and claimed is None,
        may_confirm=strikable and claimed is not None and not confirmed and claimed.by_id != reader.pk,
    )


def _correction(entry: Entry, files) -> Beside:
    return Beside(entry.public_id, entry.text, entry.by_name, entry.recorded_at, tuple(files[entry.pk]))


def _claim(beside: list[Entry], kind: str) -> Claim | None:
    found = next((one for one in beside if one.kind == kind), None)
    return Claim(found.by_name, found.by_id, found.reason, found.recorded_at) if found else None


def title_of(entry: Entry) -> str:
    """What a step says in a few words."""
    make = TITLES.get(entry.kind)
    return make(entry) if make else entry.get_kind_display()


def _level(key: str) -> str:
    return dict(Standing.Level.choices).get(key, key).lower()


def _state(key: str) -> str:
    return dict(Standing.State.choices).get(key, key).lower()


def _reclassified(entry: Entry) -> str:
    if "child" in entry.facts:
        return f"Category changed to {entry.facts.get('to', '')}"
    return f"Level changed to {_level(entry.facts.get('to', ''))}"


TITLES = {
    Kind.DECISION: lambda entry: f"Decided: {entry.get_route_display().lower()}",
    Kind.CONTACT: lambda entry: f"{entry.get_contact_kind_display()} with {entry.contact_with}",
    Kind.TRIAGE: lambda entry: f"Triaged: {_level(entry.facts.get('level', ''))}",
    Kind.RECLASSIFIED: _reclassified,
    Kind.OWNER: lambda entry: f"Handed over to {entry.facts.get('to', '')}",
    Kind.MOVED: lambda entry: f"Moved to {_state(entry.facts.get('to', ''))}",
    Kind.ACTION: action_title,
    Kind.ADDENDUM: lambda _: "Correction of the report",
    Kind.OUTCOME: lambda _: "What came of it",
    Kind.FEEDBACK: lambda entry: "Told the reporter" if entry.text.strip() else "Reporter not told",
    Kind.CHILD_WORDS: lambda _: "The child said",
    Kind.MATCH: lambda _: "Described child matched",
    Kind.REASSESSED: own_title,
    Kind.DELAY: own_title,
    Kind.REFERRAL: step_title,
    Kind.CHALLENGE: step_title,
    Kind.PLAN: plan_title,
    Kind.MEETING: meeting_title,
    Kind.PAPER: paper_title,
}


def _details(entry: Entry, names: dict[str, str]) -> list[tuple[str, str]]:
    """What stands under the words, name and value, those that say something."""
    facts = entry.facts
    told = [
        ("What", entry.action.what if entry.action and ("to" in facts or is_change(facts)) else ""),
        *(step_facts(entry) if entry.kind in OF_AGENCIES else ()),
        ("Reply due", day_in_words(facts.get("reply_due", ""))),
        ("Who", facts.get("owner", "")),
        ("By when", day_in_words(facts.get("due", ""))),
        ("Next review", day_in_words(facts.get("next_review", ""))),
        ("Category", "; ".join(dict.fromkeys(facts.get("categories", [])))),
        ("Child", names.get(facts.get("child"), "")),
        ("Before", "" if entry.kind in OF_AGENCIES else _before(entry)),
        ("An update from a professional", "Yes" if facts.get("update") is True else ""),
        ("Other choices", entry.options),
        ("Advice from", entry.advice),
        ("The child’s view", entry.child_view),
        ("The family’s view", entry.family_view),
        ("Family told", {True: "Yes", False: "No"}.get(entry.family_told, "")),
        ("Risk assessment", dict(Entry.Risk.choices).get(facts.get("risk_assessment"), "")),
        ("Effect on the child", entry.impact),
    ]
    return [(label, value) for label, value in told if value]


def _before(entry: Entry) -> str:
    if entry.kind == Kind.ACTION:
        return before_in_words(entry.facts)
    before = entry.facts.get("from", "")
    if entry.kind == Kind.RECLASSIFIED and "child" not in entry.facts:
        return _level(before).capitalize()
    return _state(before).capitalize() if entry.kind == Kind.MOVED else before
