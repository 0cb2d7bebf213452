"""What people whom a headteacher named may read of the register of concerns about adults; nobody else counts it."""

from django.db.models import Count

from concerns.models import AdultConcern
from safeguarding.access.permissions import P
from safeguarding.models import School, User


def named_concerns(user: User, school: School):
    """Concerns of the school that the person was named to read, newest first; never one about them."""
    rows = AdultConcern.objects.filter(school=school).visible_to(user)
    return rows.select_related("standing__subcategory")


def named_counts(user: User) -> dict[int, int]:
    """How many by school, without the schools whose register the person keeps; one query."""
    keeps = user.holdings.schools_where(P.ADULT_REGISTER)
    rows = AdultConcern.objects.visible_to(user).exclude(school__in=keeps).order_by()
    return dict(rows.values_list("school").annotate(count=Count("pk")))
