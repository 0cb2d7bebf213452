"""The evidence library as lists print it: each piece with where it is used."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from audits.models import Evidence, EvidenceUse
from safeguarding.uploads import KINDS

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Use:
    """One answer behind which a piece stands."""

    audit_id: str
    audit_title: str
    item_key: str
    ref: str
    title: str
    section_key: str
    is_open: bool


@dataclass(frozen=True)
class Piece:
    """One piece of evidence as it is listed."""

    public_id: str
    title: str
    kind: str
    kind_words: str
    size: int
    dated_on: date
    is_old: bool
    is_replaced: bool
    uses: tuple[Use, ...]

    @property
    def used_in(self) -> str:
        """ "13 C, 62 - 63 (2026 to 2027)", audit by audit."""
        by_audit = defaultdict(list)
        for use in self.uses:
            by_audit[use.audit_title].append(use.ref)
        return "; ".join(f"{', '.join(refs)} ({title})" for title, refs in by_audit.items())

    def used_besides(self, audit_id: str, item_key: str) -> str:
        """The other items of the same audit, "62 - 63, 65"."""
        other = [use.ref for use in self.uses if use.audit_id == audit_id and use.item_key != item_key]
        return ", ".join(other)


def with_uses(pieces):
    """Pieces with all that a line of a list needs; the number of queries does not depend on how many."""
    uses = EvidenceUse.objects.filter(removed_at=None)
    uses = uses.select_related("response__item__section", "response__audit")
    newest_first = uses.order_by("-response__audit__year", "response__item__order", "response_id")
    standing = Prefetch("uses", newest_first, to_attr="standing")
    return pieces.select_related("replaced_by").prefetch_related(standing)


def piece_of(row: Evidence) -> Piece:
    """A row read by ``with_uses``, as it is printed."""
    return Piece(
        public_id=row.public_id,
        title=row.title,
        kind=row.kind,
        kind_words=kind_in_words(row),
        size=row.size,
        dated_on=row.dated_on,
        is_old=timezone.localdate() - row.dated_on > YEAR,
        is_replaced=hasattr(row, "replaced_by"),
        uses=tuple(_use(use) for use in row.standing),
    )


def kind_in_words(row: Evidence) -> str:
    """ "PDF", "Word document", "Link" or "Note"."""
    kind = KINDS.get(row.file_type)
    return kind.label if kind else row.get_kind_display()


def _use(use: EvidenceUse) -> Use:
    audit, item = use.response.audit, use.response.item
    return Use(
        audit_id=audit.public_id,
        audit_title=f"{audit.year} to {audit.year + 1}",
        item_key=item.key,
        ref=item.ref,
        title=item.title,
        section_key=item.section.key,
        is_open=audit.is_open,
    )
