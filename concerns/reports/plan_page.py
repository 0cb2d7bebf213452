"""One plan: what it says, how that changed, its reviews, actions, meetings and papers; for the page and for paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import pairwise

from concerns.models import Action, Entry, Plan, PlanVersion
from concerns.prompts import Came
from concerns.reports.case_lines import (
    MeetingLine,
    PaperLine,
    PlanLine,
    ReviewLine,
    TaskLine,
    paper_line,
    plan_line,
    review_line,
    task_line,
)
from concerns.reports.casework import casework_of
from concerns.reports.casework_titles import paper_title
from concerns.reports.child_plans import came_to, meeting_lines
from concerns.reports.masking import Veil
from concerns.reports.veiling import paper_veil, screen_veil

KINDS = ("plan", "version", "review", "meeting")
PARTS = {
    "risks": "What the risks are",
    "measures": "What is done about them",
    "triggers": "What would show that it is not enough",
    "child_view": "The child’s view",
    "family_view": "The family’s view",
}
WORD = re.compile(r"\s+|\S+")
MOST_COMPARED = 2_000  # words or lines of a part; beyond that the old text stands beside the new one


@dataclass(frozen=True)
class Said:
    """One part of a version: its label and its words."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Version:
    """One version in words, veiled."""

    number: int
    parts: tuple[Said, ...]
    why: str
    by: str
    written_at: datetime

    def part(self, key: str) -> str:
        return next((each.text for each in self.parts if each.key == key), "")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    text: str
    how: str  # "same", "new" or "gone"


@dataclass(frozen=True)
class Change:
    """One part that a version says differently from the one before."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Compared:
    """A version with what it changed; the first one changed nothing."""

    version: Version
    changes: tuple[Change, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True)
class PlanPage:
    """All of one plan, for one reader."""

    line: PlanLine
    versions: tuple[Version, ...]
    reviews: tuple[ReviewLine, ...]
    actions: tuple[TaskLine, ...]
    meetings: tuple[MeetingLine, ...]
    papers: tuple[PaperLine, ...]

    @property
    def version(self) -> Version | None:
        """What the plan says now."""
        return self.versions[0] if self.versions else None

    @property
    def asking(self) -> tuple[Came, ...]:
        return self.line.asking

    @property
    def open_actions(self) -> tuple[TaskLine, ...]:
        return tuple(line for line in self.actions if line.is_open)

    @property
    def closed_actions(self) -> tuple[TaskLine, ...]:
        return tuple(line for line in self.actions if not line.is_open)


@dataclass(frozen=True)
class PrintedPlan:
    """One plan on paper: who printed it and when stands on each page."""

    page: PlanPage
    plan: Plan
    child: str
    born: date
    school: str
    printed_by: str
    printed_at: datetime


def plan_report(plan: Plan, *, reader, today: date, on_paper: bool = False) -> PlanPage:
    """Read one plan; on paper every other child is masked and what is shielded is left out."""
    pupil = plan.pupil
    work = casework_of(pupil, reader=reader, kinds=KINDS)
    veil = paper_veil(pupil) if on_paper else screen_veil(pupil, reader=reader)
    row = next(each for each in work.plans if each.pk == plan.pk)
    asking = work.asked_of(row, came_to(pupil, reader=reader)) if plan.state == Plan.State.ACTIVE else ()
    actions = Action.objects.visible_to(reader).filter(plan=plan).select_related("owner")
    of_plan = [line for lines in meeting_lines(work, veil, today) for line in lines]
    return PlanPage(
        line=plan_line(row, asking, veil=veil, today=today),
        versions=tuple(version_in_words(each, veil) for each in work.versions_of(row)),
        reviews=tuple(review_line(each, veil=veil) for each in work.reviews_of(row)),
        actions=tuple(task_line(each, reader=reader, veil=veil, today=today) for each in actions),
        meetings=tuple(line for line in of_plan if line.meeting.plan_id == plan.pk),
        papers=tuple(_papers(plan, veil)),
    )


def printed_plan(plan: Plan, *, reader, at: datetime) -> PrintedPlan:
    """The plan as ``reader`` may print it at that moment."""
    page = plan_report(plan, reader=reader, today=at.date(), on_paper=True)
    return PrintedPlan(
        page, plan, plan.pupil.name, plan.pupil.date_of_birth, plan.school.name, reader.name, at
    )


def version_in_words(row: PlanVersion, veil: Veil) -> Version:
    said = ((key, label, veil.over(getattr(row, key))) for key, label in PARTS.items())
    return Version(
        number=row.number,
        parts=tuple(Said(*each) for each in said if each[2]),
        why=veil.over(row.why),
        by=getattr(row, "by_name", "") or row.written_by.name,
        written_at=row.written_at,
    )


def compared(versions: tuple[Version, ...]) -> tuple[Compared, ...]:
    """Each version with what differs from the one before it, the newest first, as they come."""
    first = Compared(versions[-1], (), ()) if versions else None
    later = tuple(_compare(after, before) for after, before in pairwise(versions))
    return (*later, first) if first else ()


def _compare(after: Version, before: Version) -> Compared:
    changed = [key for key in PARTS if after.part(key) != before.part(key)]
    return Compared(
        after,
        tuple(Change(PARTS[key], pieces(before.part(key), after.part(key))) for key in changed),
        tuple(PARTS[key] for key in PARTS if key not in changed and after.part(key)),
    )


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """What stayed, went and came between two texts: word by word, line by line, or as a whole if they are long."""
    ways = (_words, _lines, _whole)
    old, new = next(both for way in ways if max(map(len, both := (way(before), way(after)))) <= MOST_COMPARED)
    runs = []  # what went and what came, or what stayed: two texts each
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        runs.append((what == "equal", "".join(old[a:b]), "".join(new[c:d])))
    return tuple(piece for run in _joined(runs) for piece in _pieces_of(*run))


def _joined(runs: list[tuple[bool, str, str]]) -> Iterator[tuple[bool, str, str]]:
    """Two changes with only a space between them are one: so they are read as a whole."""
    kept = None
    for number, (same, old, new) in enumerate(runs):
        is_gap = same and old == " " and 0 < number < len(runs) - 1
        if kept and not kept[0] and (is_gap or not same):
            kept = (False, kept[1] + old, kept[2] + new)
            continue
        if kept:
            yield kept
        kept = (same, old, new)
    if kept:
        yield kept


def _pieces_of(same: bool, old: str, new: str) -> Iterator[Piece]:
    if same:
        yield Piece(old, "same")
        return
    if old:
        yield Piece(old, "gone")
    if new:
        yield Piece(new, "new")


def _words(text: str) -> list[str]:
    """Words, and the gaps between them."""
    return WORD.findall(text)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _whole(text: str) -> list[str]:
    return [text] if text else []


def _papers(plan: Plan, veil: Veil):
    rows = Entry.objects.filter(plan=plan, kind=Entry.Kind.PAPER).prefetch_related("attachments")
    for entry in rows.order_by("-happened_on", "-pk"):
        yield paper_line(entry, title=paper_title(entry), veil=veil)
