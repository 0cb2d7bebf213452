"""How far an audit is: section by section, what is missing, who is where."""

from dataclasses import dataclass
from datetime import date

from audits.models import Audit, Presence
from audits.models.presence import current_presences
from audits.outline import ItemOutline, Outline, SectionOutline, outline_of
from audits.rating import Counts, Rating, count
from safeguarding.models import User

LATE = "Late"  # the group of sections that are past their day


@dataclass(frozen=True)
class SectionProgress:
    """One line of the section list."""

    outline: SectionOutline
    counts: Counts
    owner: User | None
    is_ready: bool
    here: tuple[str, ...]
    lacks_something: bool = False
    due_on: date | None = None
    today: date | None = None

    @property
    def is_done(self) -> bool:
        """When its owner says so, or nothing is missing."""
        return self.is_ready or bool(
            self.counts.total and not self.counts.unanswered and not self.lacks_something
        )

    @property
    def days_late(self) -> int:
        """Whole days past its day; 0 when it is done or has none."""
        if self.is_done or self.due_on is None or self.today is None:
            return 0
        return max((self.today - self.due_on).days, 0)

    @property
    def late_words(self) -> str:
        return f"{self.days_late} day{'' if self.days_late == 1 else 's'} late"

    @property
    def state(self) -> tuple[str, str]:
        """The look and the words of the section's state tag."""
        if self.is_done:
            return "plain", "Ready"
        return ("open", "In progress") if self.counts.answered else ("draft", "Not started")


@dataclass(frozen=True)
class CaseProgress:
    """The case-record check in a line: how many files, and how many of them are done."""

    cases: int
    finished: int
    counts: Counts

    @property
    def state(self) -> tuple[str, str]:
        if not self.cases:
            return "draft", "Not started"
        return ("plain", "Ready") if self.finished == self.cases else ("open", "In progress")


@dataclass(frozen=True)
class AuditProgress:
    """The audit's section list."""

    audit: Audit
    outline: Outline
    counts: Counts
    groups: tuple[tuple[str, tuple[SectionProgress, ...]], ...]
    cases: CaseProgress | None
    next_item: ItemOutline | None

    @property
    def people(self) -> tuple[User, ...]:
        """The lead author first, then the other owners of sections."""
        owners = {
            section.owner.pk: section.owner for _, group in self.groups for section in group if section.owner
        }
        owners.pop(self.audit.lead_author_id, None)
        return (self.audit.lead_author, *sorted(owners.values(), key=lambda person: person.name))


def audit_progress(
    audit: Audit, *, user: User, lacking: frozenset[str] = frozenset(), today: date | None = None
) -> AuditProgress:
    """Read the progress of an audit as one of its writers sees it; a constant number of queries.

    ``lacking`` holds the keys of items that still miss something, such as an action. With ``today`` sections that
    are past their day come first, as a group of their own.
    """
    outline = outline_of(audit.edition)
    said = audit.responses.filter(case__removed_at=None)
    rows = list(said.values_list("item_id", "case_id", "rating", "carried_from_id", "confirmed_at"))
    ratings = {item: rating for item, case, rating, *_ in rows if case is None}
    settled = {
        item for item, case, rating, carried, confirmed in rows
        if case is None and rating != Rating.UNANSWERED and (carried is None or confirmed)
    }  # fmt: skip
    shares = {share.section_id: share for share in audit.shares.select_related("owner")}
    here = _names_by_section(outline, current_presences(audit, but=user))
    groups: dict[str, list[SectionProgress]] = {}
    for section in outline.main_sections:
        share = shares.get(section.pk)
        line = SectionProgress(
            section,
            count(ratings[item.pk] for item in section.rated),
            share.owner if share else None,
            bool(share and share.ready_at),
            here.get(section.key, ()),
            any(item.key in lacking for item in section.rated),
            share.due_on if share else None,
            today if audit.is_open else None,
        )
        groups.setdefault(LATE if line.days_late else section.group, []).append(line)
    if late := groups.pop(LATE, None):
        groups = {LATE: sorted(late, key=lambda line: -line.days_late)} | groups
    return AuditProgress(
        audit,
        outline,
        count(ratings.values()),
        tuple((group, tuple(sections)) for group, sections in groups.items()),
        _case_progress(rows) if outline.case_section else None,
        _next_item(outline, settled, shares, user),
    )


def _names_by_section(outline: Outline, presences: list[Presence]) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for presence in presences:
        key = outline.by_pk[presence.item_id].section_key
        names[key] = (*names.get(key, ()), presence.person_name)
    return names


def _case_progress(rows) -> CaseProgress:
    by_case: dict[int, list[str]] = {}
    for _, case, rating, *_ in rows:
        if case is not None:
            by_case.setdefault(case, []).append(rating)
    finished = sum(Rating.UNANSWERED not in ratings for ratings in by_case.values())
    return CaseProgress(len(by_case), finished, count(r for ratings in by_case.values() for r in ratings))


def _next_item(outline: Outline, settled: set, shares: dict, user: User) -> ItemOutline | None:
    """The first item that is still to be answered or read again: of the person's own sections, and else of any."""
    open_items = [item for item in outline.rated if item.pk not in settled]
    mine = {s.key for s in outline.sections if s.pk in shares and shares[s.pk].owner_id == user.pk}
    return next((item for item in open_items if item.section_key in mine), next(iter(open_items), None))
