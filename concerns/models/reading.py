"""Whose children's files a person reads, by their roles and by what the school says of its headteacher."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from concerns.models.exclusion import ShutOutOfConcern, ShutOutOfFile
from safeguarding.access.holdings import Holdings, holdings_of
from safeguarding.access.permissions import P, Permission
from safeguarding.access.roles import ROLES, Role
from safeguarding.models.identity import CreatedOnceQuerySet


def files_where(user, permission: Permission) -> Q:
    """Rows of schools where the person reads children's records.

    A school may keep its headteacher out of them; a head who is lead or deputy as well reads them as that.
    """
    held = holdings_of(user).roles
    granted = {
        school: {role for role in roles if permission in ROLES[role]} for school, roles in held.items()
    }
    as_head = [school for school, roles in granted.items() if roles == {Role.HEAD}]
    by_role = [school for school, roles in granted.items() if roles - {Role.HEAD}]
    if not as_head:
        return Q(school__in=by_role)
    return Q(school__in=by_role) | Q(school__in=as_head, school__head_reads_files=True)


@dataclass(frozen=True)
class Counter:
    """Somebody for whom records are counted, and never opened: it stands where a reader stands.

    It counts what a lead of those schools reads, but for what the person with this key is shut out of. Without a key it
    leaves out whatever anybody is shut out of.
    """

    pk: int | None
    holdings: Holdings


def counter_of(schools: Iterable, person=None) -> Counter:
    """Who counts the records of these schools for that person; without one, for everybody alike."""
    roles = {school.pk: frozenset({Role.LEAD}) for school in schools}
    return Counter(person.pk if person else None, Holdings(roles))


def opens_files_of(user, school) -> bool:
    """Whether the person may open the children's records of this school, but for those they are shut out of."""
    granted = {role for role in holdings_of(user).roles.get(school.pk, ()) if P.CONCERN_VIEW in ROLES[role]}
    return bool(granted) and (granted != {Role.HEAD} or school.head_reads_files)


class OnFileQuerySet(CreatedOnceQuerySet):
    """Rows that hang on a child's file (``pupil``), and perhaps on a concern or a plan, and are seen with it."""

    def visible_to(self, user):
        """Rows about what the person may open; one about a concern also hides with any of its children.

        What hangs on a plan hides with it: a plan that was made from a concern is seen by those who see the concern.
        """
        seen = self.filter(files_where(user, P.CONCERN_VIEW)).exclude(ShutOutOfFile("pupil", user))
        names = {field.name for field in self.model._meta.fields}
        for about in [path for path in ("concern", "plan__concern") if path.split("__")[0] in names]:
            seen = seen.exclude(ShutOutOfConcern(about, user))
        return seen
