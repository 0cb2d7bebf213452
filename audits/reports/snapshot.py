"""What an audit says, as plain data: kept when it is sent, hashed for signatures, and compared with later."""

from django.db.models import Prefetch

from audits.models import Action, Audit, Comment, EvidenceUse, Question, Reply
from audits.outline import outline_of
from audits.reports.canonical import digest

SAID = ("rating", "na_reason", "evidence", "marks")


def snapshot_of(audit: Audit) -> dict:
    """Edition, dates, every answer with its actions and evidence, and the case check; a child is in none of them.

    The number of queries does not grow with what was written.
    """
    outline = outline_of(audit.edition)
    keys = {pk: item.key for pk, item in outline.by_pk.items()}
    planned, shown = _planned(audit), _shown(audit)
    items, cases = {}, {}
    for response in audit.responses.select_related("case").order_by("pk"):
        said = {name: getattr(response, name) for name in SAID}
        if response.case_id is None:
            said |= {"actions": planned.get(response.pk, []), "pieces": shown.get(response.pk, [])}
            items[keys[response.item_id]] = said
        elif response.case.removed_at is None:
            cases.setdefault(response.case.label, {})[keys[response.item_id]] = said
    return {
        "edition": {"key": audit.edition.key, "content": audit.edition.content_hash},
        "dates": [day.isoformat() for day in (audit.audit_date, audit.period_from, audit.period_to)],
        "participants": audit.participants,
        "items": items,
        "cases": cases,
    }


def _planned(audit: Audit) -> dict[int, list]:
    found: dict[int, list] = {}
    rows = audit.actions.exclude(state=Action.State.CANCELLED).exclude(response=None).order_by("pk")
    for action in rows.select_related("owner"):
        due = action.due_on.isoformat() if action.due_on else ""
        found.setdefault(action.response_id, []).append(
            [action.what, action.owner.name if action.owner else "", due]
        )
    return found


def _shown(audit: Audit) -> dict[int, list]:
    found: dict[int, list] = {}
    rows = EvidenceUse.objects.filter(response__audit=audit, removed_at=None).select_related("evidence")
    for use in rows.order_by("pk"):
        found.setdefault(use.response_id, []).append([use.evidence.title, use.evidence.sha256])
    return found


def signed_content(audit: Audit, revision: int | None = None) -> str:
    """The hash that a signature binds to: what was sent, the edition, and all that was asked, replied and advised,
    with the figures that were frozen beside it.

    Of this revision, or of one before.
    """
    revision = revision or audit.revision
    asked = [
        [question.public_id, question.text, [[reply.kind, reply.text] for reply in question.replies.all()]]
        for question in questions_of(audit, revision)
    ]
    figures = audit.submissions.filter(revision=revision).values_list("figures", flat=True).first()
    advised = Comment.objects.filter(audit=audit, revision=revision).order_by("pk")
    return digest(
        {
            "sent": sent_content(audit, revision),
            "edition": audit.edition.content_hash,
            "asked": asked,
            "advised": [[comment.public_id, comment.text] for comment in advised],
        }
        | ({"figures": figures} if figures else {})
    )


def sent_content(audit: Audit, revision: int) -> str:
    """The hash of what a revision says, worked out anew: of what was kept when it was sent, or of what stands."""
    sent = audit.submissions.filter(revision=revision).values_list("snapshot", flat=True).first()
    return digest(sent or snapshot_of(audit))


def questions_of(audit: Audit, revision: int):
    """The questions of a revision with their replies, oldest first."""
    return (
        Question.objects.filter(audit=audit, revision=revision)
        .prefetch_related(Prefetch("replies", Reply.objects.order_by("pk")))
        .order_by("pk")
    )
