"""The door of every page: who comes in, from which school, with which permission.

Each guard opens the school wall, so a view without a guard reads no walled row at all.
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404

from safeguarding.access.holdings import open_wall
from safeguarding.access.permissions import Permission
from safeguarding.models import School, Trust


def school_page(permission: Permission) -> Callable:
    """For pages under ``/s/<school>/``: 404 outside one's schools, 403 inside without the permission.

    The view is called as ``view(request, school, …)``.
    """

    def guard(view):
        @wraps(view)
        def door(request, school, **parts):
            place = _own_school(request, school)
            if not request.user.holdings.may(permission, place.pk):
                raise PermissionDenied
            return view(request, place, **parts)

        door.guarded_by = permission
        return door

    return guard


def trust_page(permission: Permission) -> Callable:
    """For pages under ``/t/<trust>/``: 404 unless the person holds the permission in schools of that trust.

    The view is called as ``view(request, trust, schools, …)`` with those schools alone.
    """

    def guard(view):
        @wraps(view)
        def door(request, trust, **parts):
            holdings = open_wall(request.user)
            found = Trust.objects.filter(slug=trust).first()
            rows = School.objects.filter(trust=found, pk__in=holdings.schools_where(permission))
            schools = list(rows.select_related("authority")) if found else []
            if not schools:
                raise Http404
            request.trust = found
            return view(request, found, schools, **parts)

        door.guarded_by = permission
        return door

    return guard


def person_page(view: Callable) -> Callable:
    """For pages of the person alone, such as home: any person who has signed in."""

    @wraps(view)
    def door(request, **parts):
        open_wall(request.user)
        return view(request, **parts)

    door.guarded_by = "person"
    return door


def _own_school(request, slug: str) -> School:
    if any("\0" in value for values in request.GET.dict().items() for value in values):
        raise Http404  # no row is named so, and the database would fault on it
    holdings = open_wall(request.user)
    school = School.objects.select_related("trust", "authority").filter(slug=slug).first()
    if school is None or not holdings.may(Permission.SCHOOL_ENTER, school.pk):
        raise Http404
    request.school = school
    return school
