"""Inviting an adviser to one audit, and ending the invitation."""

from django.db import transaction
from django.utils import timezone

from audits.models import Audit
from audits.reports.advisers import advisers_in
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused

MAY_INVITE = (Audit.State.DRAFT, Audit.State.SUBMITTED, Audit.State.REVIEWED)


@transaction.atomic
def invite_adviser(audit: Audit, adviser: User | None, *, seen_version: int, by: User) -> Audit:
    """Let one adviser read this audit once it is sent, and comment; None ends the view of the one before.

    What they said stays. Refused: somebody who is no adviser of the school, an audit that is signed or withdrawn
    (there an invitation is only ended), and one that a colleague changed meanwhile.
    """
    if adviser and audit.state not in MAY_INVITE:
        raise Refused(
            f"This audit is {audit.get_state_display().lower()}: nobody is invited to advise on it now."
        )
    if adviser and adviser not in [line.person for line in advisers_in(audit.school, timezone.localdate())]:
        raise Refused("Choose a person who has the role of adviser in this school.")
    changed = Audit.objects.filter(pk=audit.pk, version=seen_version).update(
        adviser=adviser, version=seen_version + 1
    )
    if not changed:
        raise Refused("A colleague changed this audit since you opened it. Look again, then choose.")
    record_event(
        "adviser invited" if adviser else "adviser removed",
        by=by,
        school=audit.school,
        about=audit,
        adviser=(adviser or audit.adviser).public_id if adviser or audit.adviser else "",
    )
    audit.refresh_from_db(fields=["adviser", "version"])
    return audit
