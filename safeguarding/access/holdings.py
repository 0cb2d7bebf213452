"""What a person holds: which roles, in which schools, today. One query, which also opens the school wall."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from safeguarding.access.permissions import Permission
from safeguarding.access.roles import ROLES, Role


@dataclass(frozen=True)
class Holdings:
    """The roles of one person by school, as the database gave them."""

    roles: dict[int, frozenset[Role]]

    def may(self, permission: Permission, school_id: int) -> bool:
        """Whether one of the person's roles in that school grants the permission."""
        return any(permission in ROLES[role] for role in self.roles.get(school_id, ()))

    def schools_where(self, permission: Permission) -> list[int]:
        """Keys of the schools in which the person holds the permission."""
        return [school_id for school_id in self.roles if self.may(permission, school_id)]

    def everywhere(self) -> frozenset[Role]:
        """All roles that the person holds anywhere."""
        return frozenset().union(*self.roles.values())


def open_wall(user) -> Holdings:
    """Show the database who asks, for the rest of the transaction, and learn what they hold.

    The function in the database works out the schools from memberships in force today, so a mistake here
    cannot widen what row-level security lets through.
    """
    roles = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT school_id, role FROM safeguarding_open_wall(%s, %s)", [user.pk, timezone.localdate()]
        )
        for school_id, role in cursor.fetchall():
            roles[school_id].add(Role(role))
    user.holdings = Holdings({school_id: frozenset(held) for school_id, held in roles.items()})
    return user.holdings


def holdings_of(user) -> Holdings:
    """What the person holds, from the open door if they came through it."""
    return getattr(user, "holdings", None) or open_wall(user)


def schools_where(user, permission: Permission) -> list[int]:
    """Keys of the schools in which ``user`` holds ``permission``: what every ``visible_to`` is built on."""
    return holdings_of(user).schools_where(permission)


def reads_files(user, school) -> bool:
    """Whether the person may open children's records of that school, but for those from which they are shut out.

    A school may keep its headteacher out of them.
    """
    roles = holdings_of(user).roles.get(school.pk, ())
    granted = {role for role in roles if Permission.CONCERN_VIEW in ROLES[role]}
    return bool(granted - {Role.HEAD}) or (bool(granted) and school.head_reads_files)
