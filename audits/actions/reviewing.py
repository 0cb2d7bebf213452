"""What is said of an audit that was sent: governors' questions, the school's replies, the adviser's comments."""

import uuid

from django.db import transaction

from audits.models import Audit, Comment, Item, Question, Reply
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.actions.notifying import notify, people_who
from safeguarding.models import NoticeKind, User
from safeguarding.refusals import Refused


@transaction.atomic
def ask_question(
    audit: Audit, *, text: str, by: User, request_key: uuid.UUID, item: Item | None = None
) -> Question:
    """Ask about an item or the whole audit. The same key gives the first again.

    Refused: nothing asked, an item of another edition, and an audit that is not under review.
    """
    audit = _under_review(audit)
    _refuse_blank(text, "Write the question.")
    _refuse_other_edition(audit, item)
    question, made = Question.objects.create_once(
        request_key, school=audit.school, audit=audit, revision=audit.revision, item=item, text=text.strip(),
        by=by, by_name=by.name,
    )  # fmt: skip
    if made:
        record_event("question asked", by=by, school=audit.school, about=audit, question=question.public_id)
        people = people_who(audit.school, P.AUDIT_SUBMIT)
        key = f"question {question.public_id}"
        notify(NoticeKind.CHALLENGE, people, school=audit.school, about=audit, key=key, by=by)
    return question


@transaction.atomic
def reply_to(
    question: Question, *, text: str, by: User, request_key: uuid.UUID, kind: str = "reply"
) -> Reply:
    """Reply to a question, or take it to the next meeting and say why. The same key gives the first again.

    Refused: no words, a question of an earlier revision, and an audit that is not under review.
    """
    audit = _under_review(question.audit)
    _refuse_blank(text, "Write the reply.")
    if question.revision != audit.revision:
        raise Refused("That question belongs to an earlier revision.")
    reply, made = Reply.objects.create_once(
        request_key, school=audit.school, question=question, kind=Reply.Kind(kind), text=text.strip(), by=by,
        by_name=by.name,
    )  # fmt: skip
    if made:
        record_event(
            "question answered", by=by, school=audit.school, about=audit, question=question.public_id
        )
    return reply


@transaction.atomic
def comment_on(
    audit: Audit, *, text: str, by: User, request_key: uuid.UUID, item: Item | None = None
) -> Comment:
    """The adviser's comment on the final draft. It changes nothing else. The same key gives the first again.

    Refused: anybody whom the audit does not invite, nothing said, and an audit that is not under review.
    """
    audit = _under_review(audit)
    if audit.adviser_id != by.pk:
        raise Refused("Only the adviser who was invited comments here.")
    _refuse_blank(text, "Write the comment.")
    _refuse_other_edition(audit, item)
    comment, made = Comment.objects.create_once(
        request_key, school=audit.school, audit=audit, revision=audit.revision, item=item, text=text.strip(),
        by=by, by_name=by.name,
    )  # fmt: skip
    if made:
        record_event("comment made", by=by, school=audit.school, about=audit, comment=comment.public_id)
    return comment


def _under_review(audit: Audit) -> Audit:
    """The audit, held until the end so that nobody signs it meanwhile."""
    rows = Audit.objects.select_for_update(of=("self",)).select_related("school", "edition")
    audit = rows.get(pk=audit.pk)
    if audit.state != Audit.State.SUBMITTED:
        raise Refused(f"This audit is {audit.get_state_display().lower()}: questions belong to the review.")
    return audit


def _refuse_blank(text: str, ask: str) -> None:
    if not text.strip():
        raise Refused(ask)


def _refuse_other_edition(audit: Audit, item: Item | None) -> None:
    if item is not None and item.edition_id != audit.edition_id:
        raise Refused("Choose an item of this audit.")
