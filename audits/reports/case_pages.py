"""The case-record check as its writers see it: the sampled files, and one file question by question."""

from dataclasses import dataclass

from django.db.models import F

from audits.models import Audit, CaseSample
from audits.outline import ItemOutline, outline_of
from audits.rating import Counts, Rating, count
from audits.reports.figures import Proposal
from audits.reports.section_page import ItemRow, OpenItem, card_action


@dataclass(frozen=True)
class CaseLine:
    """One sampled file with its counts."""

    case: CaseSample
    counts: Counts


@dataclass(frozen=True)
class CaseRow(ItemRow):
    """One question of the check, with what the record proposes while nobody has answered it."""

    proposal: Proposal | None = None


@dataclass(frozen=True)
class CasePage:
    """One sampled file: its questions, and the open one. ``is_drawn``: there is a file behind it for this reader."""

    case: CaseSample
    rows: tuple[CaseRow, ...]
    counts: Counts  # of answers: a proposal counts for nothing
    open: OpenItem | None
    is_drawn: bool

    @property
    def proposal(self) -> Proposal | None:
        """What the record proposes for the open question."""
        return next((row.proposal for row in self.rows if self.open and row.item == self.open.item), None)

    @property
    def proposed(self) -> int:
        return sum(row.proposal is not None for row in self.rows)


def case_lines(audit: Audit) -> tuple[CaseLine, ...]:
    """The files of the check with their counts, in two queries."""
    ratings: dict[int, list[str]] = {}
    for case, rating in audit.responses.exclude(case=None).values_list("case_id", "rating"):
        ratings.setdefault(case, []).append(rating)
    cases = audit.cases.filter(removed_at=None)
    return tuple(CaseLine(case, count(ratings.get(case.pk, ()))) for case in cases)


def case_page(
    audit: Audit, case: CaseSample, *, item: ItemOutline | None, proposals: dict[str, Proposal] | None = None
) -> CasePage:
    """Read one file of the check. ``proposals`` are those of the record, where the file was drawn from it."""
    outline = outline_of(audit.edition)
    by_item = {row.item_id: row for row in case.responses.annotate(writer=F("updated_by__name"))}
    rows = tuple(_row(each, by_item.get(each.pk), proposals or {}) for each in outline.case_items)
    counts = count(row.rating for row in by_item.values())
    return CasePage(
        case, rows, counts, _open_item(outline, item, by_item) if item else None, proposals is not None
    )


def _row(item: ItemOutline, response, proposals: dict[str, Proposal]) -> CaseRow:
    waits = response is not None and response.rating == Rating.UNANSWERED
    return CaseRow(item, response, None, proposals.get(item.key) if waits else None)


def _open_item(outline, item, by_item) -> OpenItem:
    response = by_item[item.pk]
    see = tuple(outline.by_key[key] for key in item.see)
    return OpenItem(item, response, card_action(response), (), None, None, (), see)
