"""Whose children's files a person reads, by their roles and by what the school says of its headteacher."""

from django.db.models import Q

from safeguarding.access.holdings import holdings_of
from safeguarding.access.permissions import Permission
from safeguarding.access.roles import ROLES, Role


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
