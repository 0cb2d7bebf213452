"""The action plan of an audit: its actions with source, owner, date, state and log, and reviews of greens.

Page, CSV, XLSX and the report print this one object.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from audits.models import Action, ActionUpdate, Audit
from audits.outline import ItemOutline, Outline, outline_of
from audits.rating import Rating
from audits.reports.wording import day_in_words, first_sentence, in_words, late_in_words

NOBODY = "Nobody yet"


@dataclass(frozen=True)
class Source:
    """The item from which an action comes."""

    key: str
    ref: str
    title: str
    section_key: str
    is_case_check: bool = False

    def __str__(self):
        return f"{self.ref}. {self.title}"


@dataclass(frozen=True)
class Entry:
    """One entry of an action's log."""

    at: datetime
    by: str
    note: str
    state: str
    state_label: str
    heading: str
    gist: str
    changes: tuple[str, ...]
    set_aside: bool


@dataclass(frozen=True)
class PlanLine:
    """One action."""

    public_id: str
    what: str
    source: Source | None
    owner: str
    owner_id: int | None
    due_on: date | None
    due_reason: str
    state: str
    state_label: str
    basis: str
    basis_label: str
    days_late: int
    is_due_today: bool
    finished_on: date | None
    log: tuple[Entry, ...]

    @property
    def is_unfinished(self) -> bool:
        return self.state in Action.UNFINISHED

    @property
    def lateness(self) -> str:
        """ "3 days late"; empty when it is not late or finished."""
        return late_in_words(self.days_late)

    @property
    def last_note(self) -> Entry | None:
        return next((entry for entry in self.log if entry.note), None)

    @property
    def tag(self) -> tuple[str, str]:
        """The look and the words of the state tag: how late, due today, or the state."""
        if self.days_late:
            return "late", self.lateness
        if self.is_due_today:
            return "waiting", "Due today"
        looks = {Action.State.DONE: "plain", Action.State.CANCELLED: "draft"}
        return looks.get(self.state, "open"), self.state_label


@dataclass(frozen=True)
class Reviews:
    """Green items that are looked at again on one day."""

    due_on: date
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class ActionPlan:
    """All actions of an audit, late first, and what the clock of green asks for."""

    today: date
    title: str
    lines: tuple[PlanLine, ...]
    reviews: tuple[Reviews, ...]

    @property
    def late(self) -> tuple[PlanLine, ...]:
        return tuple(line for line in self.lines if line.days_late)

    @property
    def unfinished(self) -> tuple[PlanLine, ...]:
        return tuple(line for line in self.lines if line.is_unfinished)

    @property
    def current(self) -> tuple[PlanLine, ...]:
        """Unfinished and not late."""
        return tuple(line for line in self.unfinished if not line.days_late)

    @property
    def finished(self) -> tuple[PlanLine, ...]:
        return tuple(line for line in self.lines if not line.is_unfinished)

    @property
    def sentence(self) -> str:
        """What matters first."""
        if not self.lines:
            return "There are no actions in this plan yet."
        if not self.unfinished:
            return "Every action is finished."
        count, late = len(self.unfinished), len(self.late)
        tail = f"{in_words(late)} {'is' if late == 1 else 'are'} late." if late else "None is late."
        return f"{in_words(count)} action{' is' if count == 1 else 's are'} open. {tail}"


def action_plan(audit: Audit, *, today: date | None = None) -> ActionPlan:
    """Read the plan of an audit; the number of queries does not depend on how long it is."""
    today = today or timezone.localdate()
    outline = outline_of(audit.edition)
    lines = [plan_line(action, outline, today) for action in with_log(audit.actions.all())]
    return ActionPlan(today, audit.title, tuple(sorted(lines, key=_order)), _reviews(audit, outline))


def with_log(actions):
    """Actions with all that a line of the plan needs."""
    return actions.select_related("owner", "response").prefetch_related("updates__by", "updates__owner")


def plan_line(action: Action, outline: Outline, today: date) -> PlanLine:
    """One action as it is printed."""
    item = outline.by_pk.get(action.response.item_id) if action.response else None
    return PlanLine(
        public_id=action.public_id,
        what=action.what,
        source=_source(item) if item else None,
        owner=action.owner.name if action.owner else NOBODY,
        owner_id=action.owner_id,
        due_on=action.due_on,
        due_reason=action.due_reason,
        state=action.state,
        state_label=action.get_state_display(),
        basis=action.basis,
        basis_label=action.get_basis_display(),
        days_late=action.days_late(today),
        is_due_today=action.is_unfinished and action.due_on == today,
        finished_on=timezone.localdate(action.finished_at) if action.finished_at else None,
        log=_log(list(action.updates.all())),
    )


def _source(item: ItemOutline) -> Source:
    # Of a sampled case only the question is named, never the label: governors read the plan.
    return Source(item.key, item.ref, item.title, item.section_key, item.is_case_check)


def _order(line: PlanLine) -> tuple:
    return (
        not line.is_unfinished,
        -line.days_late,
        line.due_on is None,
        line.due_on or date.max,
        line.public_id,
    )


def _log(updates: list[ActionUpdate]) -> tuple[Entry, ...]:
    """Entries, newest first, each compared with the one that stood before it."""
    entries, stood = [], None
    for update in reversed(updates):
        entries.append(_entry(update, stood))
        stood = stood if update.set_aside else update
    return tuple(reversed(entries))


def _entry(update: ActionUpdate, before: ActionUpdate | None) -> Entry:
    return Entry(
        at=update.at,
        by=update.by.name,
        note=update.note,
        state=update.state,
        state_label=update.get_state_display(),
        heading=_heading(update, before),
        gist=first_sentence(update.note),
        changes=_changes(update, before) if before else (),
        set_aside=update.set_aside,
    )


def _heading(update: ActionUpdate, before: ActionUpdate | None) -> str:
    if update.set_aside:
        return "Wrote at the same time as a colleague"
    if before is None:
        return "Planned"
    if update.state != before.state:
        return f"Moved to {update.get_state_display().lower()}"
    return "Changed the plan" if update.plan() != before.plan() else "Noted progress"


def _changes(update: ActionUpdate, before: ActionUpdate) -> tuple[str, ...]:
    told = []
    if update.what != before.what:
        told.append(f"Action: “{update.what}”, before “{before.what}”")
    if update.owner_id != before.owner_id:
        told.append(f"Who: {_name(update)}, before {_name(before)}")
    if update.due_on != before.due_on:
        told.append(f"By when: {_day(update)}, before {_day(before)}")
    if update.due_reason != before.due_reason and update.due_reason:
        told.append(f"Why that date: {update.due_reason}")
    return tuple(told)


def _name(update: ActionUpdate) -> str:
    return update.owner.name if update.owner else "nobody"


def _day(update: ActionUpdate) -> str:
    return day_in_words(update.due_on) if update.due_on else "no date"


def _reviews(audit: Audit, outline: Outline) -> tuple[Reviews, ...]:
    """What the clock of green asks for, worked out and not stored."""
    clock = outline.clock_of(Rating.GREEN)
    if clock is None:
        return ()
    days = defaultdict(list)
    rated = audit.responses.filter(case=None, rating=Rating.GREEN).values_list("item_id", "rated_on")
    for item_id, rated_on in rated.order_by("item__order"):
        due = clock.due(audit_date=audit.audit_date, rated_on=rated_on or audit.audit_date)
        days[due].append(_source(outline.by_pk[item_id]))
    return tuple(Reviews(day, tuple(sources)) for day, sources in sorted(days.items()))
