"""Submitting an audit: the guard, and the move."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from audits.models import Audit, Submission
from audits.rating import NEEDS_ACTION, Rating
from audits.reports.canonical import digest
from audits.reports.figures import all_figures
from audits.reports.snapshot import snapshot_of
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.actions.notifying import notify, people_who
from safeguarding.models import NoticeKind, User
from safeguarding.refusals import Refused


@dataclass(frozen=True)
class Missing:
    """One kind of thing that stands before submission, with the items that lack it."""

    key: str
    one: str
    many: str
    item_keys: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.item_keys)

    @property
    def text(self) -> str:
        return self.one if self.count == 1 else self.many


def what_is_missing(audit: Audit) -> tuple[Missing, ...]:
    """What the guard of submission still wants, in the order of the page; empty when nothing is missing.

    The rule: no item unanswered, every carried answer read again, a reason for each not applicable, an action with
    owner and date for each red and amber, and evidence in words or in the library for each green. The
    case-record check is optional.
    """
    rows = audit.responses.filter(case=None).select_related("item").order_by("item__order")
    rows = list(rows.prefetch_related("actions", "evidence_uses"))
    found = (
        Missing(key, one, many, tuple(row.item.key for row in rows if lacks(row)))
        for key, one, many, lacks in GUARDS
    )
    return tuple(missing for missing in found if missing.count)


def _is_unanswered(row) -> bool:
    return row.rating == Rating.UNANSWERED


def _waits_to_be_read(row) -> bool:
    return row.waits_to_be_read


def _lacks_reason(row) -> bool:
    return row.rating == Rating.NOT_APPLICABLE and not row.na_reason.strip()


def _lacks_action(row) -> bool:
    return row.rating in NEEDS_ACTION and not any(
        action.is_complete and action.state != action.State.CANCELLED for action in row.actions.all()
    )


def _lacks_evidence(row) -> bool:
    shown = any(use.removed_at is None for use in row.evidence_uses.all())
    return row.rating == Rating.GREEN and not row.evidence.strip() and not shown


GUARDS = (
    ("unanswered", "item to answer", "items to answer", _is_unanswered),
    (
        "carried",
        "answer of the last audit to read again",
        "answers of the last audit to read again",
        _waits_to_be_read,
    ),
    (
        "reason",
        "item needs a reason why it does not apply",
        "items need a reason why they do not apply",
        _lacks_reason,
    ),
    (
        "action",
        "red or amber item needs an action, an owner and a date",
        "red or amber items need an action, an owner and a date",
        _lacks_action,
    ),
    (
        "evidence",
        "green item does not say what shows it",
        "green items do not say what shows them",
        _lacks_evidence,
    ),
)


@transaction.atomic
def submit_audit(audit: Audit, *, by: User, today: date | None = None) -> Audit:
    """Close the answers, keep what they and the records say, and send the audit to the governor.

    The records are counted as they are, over the audit's year up to ``today``.
    Refused: not a draft, or anything missing."""
    audit = Audit.objects.select_for_update(of=("self",)).select_related("school", "edition").get(pk=audit.pk)
    if not audit.can_move_to(Audit.State.SUBMITTED):
        raise Refused(f"This audit is {audit.get_state_display().lower()} already.")
    if missing := what_is_missing(audit):
        raise Refused("Not yet: " + "; ".join(f"{each.count} {each.text}" for each in missing) + ".")
    # While it is a draft: from then on the figures are those that were kept.
    beside = all_figures(audit, today=today or timezone.localdate())
    audit.state = Audit.State.SUBMITTED
    audit.submitted_at, audit.submitted_by = timezone.now(), by
    audit.version += 1
    audit.save(update_fields=["state", "submitted_at", "submitted_by", "version"])
    keep_submission(audit, by=by, figures=beside.as_data() if beside else {})
    record_event("audit submitted", by=by, school=audit.school, about=audit, revision=audit.revision)
    people, key = people_who(audit.school, P.AUDIT_REVIEW), f"review {audit.revision}"
    notify(NoticeKind.SIGN_OFF, people, school=audit.school, about=audit, key=key, by=by)
    return audit


def keep_submission(audit: Audit, *, by: User, figures: dict | None = None) -> Submission:
    """What this revision says, and the records beside it, kept once; the one that is there stays."""
    key = {"audit": audit, "revision": audit.revision}
    if sent := Submission.objects.filter(**key).first():
        return sent
    snapshot = snapshot_of(audit)
    start = {"school": audit.school, "by": by, "snapshot": snapshot, "content_hash": digest(snapshot)}
    start["figures"] = figures or {}
    return Submission.objects.get_or_create(**key, defaults=start)[0]
