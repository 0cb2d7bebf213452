"""Sharing out the sections of an audit, each to somebody and by a day, and saying that one is ready."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audits.models import Audit, SectionShare
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused


@transaction.atomic
def share_sections(
    audit: Audit,
    owners: dict[int, User],
    *,
    by: User,
    dates: dict[int, date | None] | None = None,
    seen_version: int | None = None,
) -> int:
    """Give each section (by key) to its owner, with ``dates`` also its day; returns how many changed.

    Refused: not a draft, a new day after the one on which the audit is due, and sections that a colleague shared
    out since ``seen_version``.
    """
    _refuse_closed(audit)
    shares = list(audit.shares.select_for_update().select_related("section"))
    if seen_version is not None and seen_version != version_of(shares):
        raise Refused(
            "A colleague changed this since you opened it. Look at what they saved, then save what should stand."
        )
    changed = [share for share in shares if _take(share, owners, dates or {}, audit)]
    for share in changed:
        SectionShare.objects.filter(pk=share.pk).update(
            owner=share.owner, due_on=share.due_on, version=F("version") + 1
        )
    if changed:
        days = {share.section.key: share.due_on.isoformat() for share in changed if share.due_on}
        record_event(
            "sections shared out", by=by, school=audit.school, about=audit, sections=len(changed), days=days
        )
    return len(changed)


def _take(share: SectionShare, owners: dict, dates: dict, audit: Audit) -> bool:
    """Give the share its new owner and day; whether one of them is new."""
    owner, day = owners.get(share.section_id), dates.get(share.section_id, share.due_on)
    if day and day != share.due_on and day > max(audit.due_on, timezone.localdate()):
        raise Refused(
            f"Enter a day up to {audit.due_on.day} {audit.due_on:%B %Y} for {share.section.title}:"
            " the audit is due then."
        )
    is_new = day != share.due_on or (owner is not None and owner.pk != share.owner_id)
    share.owner, share.due_on = owner or share.owner, day
    return is_new


def version_of(shares) -> int:
    """One number for all shares of an audit: it grows whenever one of them changes."""
    return sum(share.version for share in shares)


@transaction.atomic
def mark_section(audit: Audit, section_pk: int, *, ready: bool, by: User) -> None:
    """Say that a section is ready, or that it is not after all. Refused: not a draft."""
    _refuse_closed(audit)
    at = timezone.now() if ready else None
    audit.shares.filter(section=section_pk).update(ready_at=at, version=F("version") + 1)
    record_event(
        "section ready" if ready else "section not ready",
        by=by,
        school=audit.school,
        about=audit,
        section=section_pk,
    )


def _refuse_closed(audit: Audit) -> None:
    if not audit.is_open:
        raise Refused(
            f"This audit is {audit.get_state_display().lower()}. Its sections can no longer be shared out."
        )
