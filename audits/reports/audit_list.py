"""The audits of a school, newest first, with their counts."""

from dataclasses import dataclass

from django.db.models import Count, Q

from audits.models import Audit
from audits.rating import Counts, Rating


@dataclass(frozen=True)
class AuditLine:
    """One audit in a list. ``counts`` is None for a person who may not read it yet."""

    audit: Audit
    counts: Counts | None


def audit_lines(audits, *, readable: set[int]) -> list[AuditLine]:
    """Lines for a queryset of audits; one query. ``readable`` holds the keys of those that may be read."""
    main = Q(responses__case=None)
    counted = audits.annotate(
        **{f"n_{rating}": Count("responses", filter=main & Q(responses__rating=rating)) for rating in Rating}
    )
    rows = counted.select_related("school", "edition", "lead_author").order_by("-year", "-pk")
    return [AuditLine(row, _counts(row) if row.pk in readable else None) for row in rows]


def _counts(row) -> Counts:
    return Counts(*(getattr(row, f"n_{rating}") for rating in Rating))
