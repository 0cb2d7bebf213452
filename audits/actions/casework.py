"""The case-record check: sampling files under a label, and taking a sample out again."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from audits.models import Audit, CaseSample, Response
from audits.outline import outline_of
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused


@transaction.atomic
def add_case(
    audit: Audit, *, label: str, kind: str, by: User, request_key: uuid.UUID, how_chosen: str = ""
) -> CaseSample:
    """Add a sampled file with an empty answer for each question of the check.

    The same ``request_key`` gives the first one again. Refused: an audit that is not a draft, an edition
    without a case-record check, and a label that the audit has already.
    """
    outline = outline_of(audit.edition)
    if not audit.is_open or not outline.case_items:
        raise Refused("Cases can be added to a draft whose form has a case-record check.")
    fields = {"school": audit.school, "audit": audit, "kind": kind, "how_chosen": how_chosen, "added_by": by}
    try:
        case, made = CaseSample.objects.create_once(request_key, label=label, **fields)
    except IntegrityError:
        raise Refused(f"This audit has a case named {label} already. Choose another label.") from None
    if made:
        Response.objects.bulk_create(
            Response(audit=audit, school_id=audit.school_id, case=case, item_id=item.pk)
            for item in outline.case_items
        )
        record_event("case added", by=by, school=audit.school, about=case, kind=kind)
    return case


@transaction.atomic
def remove_case(case: CaseSample, *, by: User) -> None:
    """Take a sampled file out of the check; what was written stays in the database. Refused: not a draft."""
    if not case.audit.is_open:
        raise Refused("The audit was submitted. Its cases can no longer be changed.")
    CaseSample.objects.filter(pk=case.pk, removed_at=None).update(removed_at=timezone.now())
    record_event("case removed", by=by, school=case.audit.school, about=case)


def next_label(audit: Audit) -> str:
    """ "Case 3", when two were ever added."""
    return f"Case {audit.cases.count() + 1}"
