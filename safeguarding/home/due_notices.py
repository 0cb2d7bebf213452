"""What became late, or will be due within a week: told once to whoever has it, and the mail of the morning."""

from collections.abc import Iterable
from datetime import date, timedelta

from audits.models import Action as AuditAction
from audits.models import Audit
from concerns.models import Action
from safeguarding.actions.mailing import mail_digest
from safeguarding.actions.notifying import notify
from safeguarding.models import Notice, NoticeKind, School, User

AHEAD = timedelta(days=7)


def tell_what_is_due(school: School, *, today: date) -> None:
    """Notices for the owners of actions of this school. Safe to run twice: each date of an action is told once."""
    soon = {"due_on__lte": today + AHEAD, "school": school, "owner__is_active": True}
    audits = AuditAction.objects.unfinished().exclude(audit__state=Audit.State.WITHDRAWN).filter(**soon)
    _tell(audits.select_related("owner"), school, today)
    _tell(Action.objects.to_do().filter(**soon).select_related("owner"), school, today)


def _tell(actions: Iterable, school: School, today: date) -> None:
    for action in actions:
        kind = NoticeKind.LATE if action.due_on < today else NoticeKind.DUE
        notify(kind, [action.owner], school=school, about=action, key=action.due_on.isoformat())


def send_digests() -> int:
    """A task for each person who has something that was not mailed; how many. Which of it they want, it finds out."""
    waiting = Notice.objects.unmailed().values("person")
    people = User.objects.filter(pk__in=waiting, is_active=True)
    for person in people:
        mail_digest.enqueue(person.public_id)
    return len(people)
