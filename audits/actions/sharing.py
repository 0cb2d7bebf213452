"""Sharing out the sections of an audit, and saying that one is ready."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audits.models import Audit, SectionShare
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused


@transaction.atomic
def share_sections(audit: Audit, owners: dict[int, User], *, by: User) -> int:
    """Give each section (by key) to its owner; returns how many changed hands. Refused: not a draft."""
    _refuse_closed(audit)
    changed = 0
    for share in audit.shares.select_for_update():
        owner = owners.get(share.section_id)
        if owner and owner.pk != share.owner_id:
            SectionShare.objects.filter(pk=share.pk).update(owner=owner, version=F("version") + 1)
            changed += 1
    if changed:
        record_event("sections shared out", by=by, school=audit.school, about=audit, sections=changed)
    return changed


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
