"""People of a school who may write its audits."""

from django.utils import timezone

from safeguarding.access.permissions import P
from safeguarding.access.roles import ROLES
from safeguarding.models import School, User


def writers_in(school: School):
    """Those whose role of today lets them answer, by name."""
    roles = [role for role, granted in ROLES.items() if P.AUDIT_ANSWER in granted]
    today = timezone.localdate()
    members = school.memberships.on(today).filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=members.values("user"))
