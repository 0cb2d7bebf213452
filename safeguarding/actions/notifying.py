"""Telling people that something waits for them: a row now, in the transaction of what happened, and perhaps a mail.

No notice says what it is about: kind and school at most, and the page that it leads to stands behind sign-in.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from safeguarding.access.permissions import P, Permission
from safeguarding.access.roles import ROLES
from safeguarding.actions.mailing import mail_notice
from safeguarding.models import How, Notice, NoticeChoice, NoticeKind, School, User
from safeguarding.models.notice import USUAL


def notify(kind: NoticeKind, people: Iterable[User], *, school: School, about, key: str, by=None) -> None:
    """Tell each of these people, but for ``by``, who did it. The same key tells nobody twice.

    The caller names only people who may open ``about``, a row with a public id. Writes the notices, and a task for
    each, which finds out when it runs how the person wants to hear of it.
    """
    told = [person for person in people if by is None or person.pk != by.pk]
    made = [
        Notice(
            school=school, person=person, kind=kind, subject_type=about._meta.label_lower,
            subject=about.public_id, key=f"{kind} {about.public_id} {key}".strip(),
        )
        for person in told
    ]  # fmt: skip
    # What was told already stays as it is; its person alone may see it, so nobody asks for it here.
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    for notice, person in zip(made, told, strict=True):
        mail_notice.enqueue(notice.public_id, person.public_id)


def people_who(school: School, permission: Permission, *, on: date | None = None):
    """Those whose role in the school itself grants the permission today."""
    roles = [role for role, granted in ROLES.items() if permission in granted]
    members = school.memberships.on(on or timezone.localdate()).filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=members.values("user")).order_by("name")


@transaction.atomic
def acknowledge(notice: Notice, *, by: User) -> None:
    """Say that one has seen it. Writes the time, once."""
    Notice.objects.visible_to(by).filter(pk=notice.pk, acknowledged_at=None).update(
        acknowledged_at=timezone.now()
    )


@transaction.atomic
def choose_how(choices: dict[str, str], *, by: User) -> None:
    """Keep how the person wants to hear of each kind. Whoever leads hears of urgent concerns at once, always."""
    rows = [
        NoticeChoice(person=by, kind=NoticeKind(kind), how=How(how))
        for kind, how in choices.items()
        if not (kind == NoticeKind.URGENT and leads(by))
    ]
    NoticeChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "kind"], update_fields=["how"]
    )


def choices_of(person: User) -> dict[str, str]:
    """How the person wants to hear of each kind."""
    chosen = dict(NoticeChoice.objects.filter(person=person).values_list("kind", "how"))
    how = {kind.value: chosen.get(kind.value, USUAL[kind].value) for kind in NoticeKind}
    return how | ({NoticeKind.URGENT.value: How.NOW.value} if leads(person) else {})


def leads(person: User) -> bool:
    """Whether the person works on concerns anywhere."""
    return bool(person.holdings.schools_where(P.CONCERN_MANAGE))
