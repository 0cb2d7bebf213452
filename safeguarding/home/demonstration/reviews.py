"""What was asked, replied, advised and signed in the audits of the demonstration, with the times of those days.

The actions stamp their words with the present moment and the database lets none of them be moved back, so the words
are written here as the actions would have left them. Every guard of the database holds all the same: two people sign
the same content, in their order, and a question comes before the signature. No report is made here, which would take
seconds for each: the first person who opens a signed one waits for it instead.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from audits.actions.signing import PERMISSION_OF, role_in_words
from audits.models import Audit, Comment, Question, Reply, ReviewStep
from audits.reports.snapshot import signed_content
from safeguarding.models import User

State, Side = Audit.State, ReviewStep.Side


def review(audit: Audit, plan: dict, people: dict[str, User], sent_on: date) -> None:
    """Write what the plan says of a submitted audit; with ``signed``, up to the second signature.

    Days are counted from the day on which it was sent.
    """
    for entry in plan.get("questions", ()):
        _ask(audit, entry, people, sent_on)
    for entry in plan.get("comments", ()):
        _add(Comment, audit, people["adviser"], entry, sent_on)
    for side, state in ((Side.GOVERNORS, State.REVIEWED), (Side.SCHOOL, State.SIGNED)):
        if signed := plan.get("signed", {}).get(side):
            _sign(audit, side, signed, people, sent_on)
            Audit.objects.filter(pk=audit.pk).update(state=state)


def _ask(audit: Audit, entry: dict, people: dict[str, User], sent_on: date) -> None:
    question = _add(Question, audit, people[entry.get("by", "governor")], entry, sent_on)
    if reply := entry.get("reply"):
        by = people[reply.get("by", "lead")]
        Reply.objects.create(
            school=audit.school, question=question, kind=reply.get("kind", Reply.Kind.REPLY), text=reply["text"],
            by=by, by_name=by.name, at=_moment(sent_on, reply["after"]),
        )  # fmt: skip


def _add(model, audit: Audit, by: User, entry: dict, sent_on: date):
    item = audit.edition.items.get(key=entry["item"]) if "item" in entry else None
    return model.objects.create(
        school=audit.school, audit=audit, revision=audit.revision, item=item, text=entry["text"], by=by,
        by_name=by.name, at=_moment(sent_on, entry["after"]),
    )  # fmt: skip


def _sign(audit: Audit, side: str, entry: dict, people: dict[str, User], sent_on: date) -> None:
    by = people["governor" if side == Side.GOVERNORS else "head"]
    ReviewStep.objects.create(
        school=audit.school, audit=audit, revision=audit.revision, kind=ReviewStep.Kind.SIGNED, side=side, by=by,
        by_name=by.name, role=role_in_words(by, audit, PERMISSION_OF[side]), words=entry["words"],
        content_hash=signed_content(audit), at=_moment(sent_on, entry["after"]),
    )  # fmt: skip


def _moment(sent_on: date, after: int) -> datetime:
    """In the evening of that day, never later than now."""
    made = timezone.make_aware(datetime.combine(sent_on + timedelta(days=after), time(17, 40)))
    return min(made, timezone.now())
