"""The doors of pages about one concern and about one child: the school's door, and then the record."""

from collections.abc import Callable
from functools import wraps

from django.shortcuts import get_object_or_404

from concerns.models import Concern, Pupil
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import Permission


def concern_page(permission: Permission) -> Callable:
    """Guard a view under ``/s/<school>/concerns/<concern>/``; called as ``view(request, concern, …)``.

    A concern that the person may not read, or from which they are shut out, is 404.
    """

    def guard(view):
        @school_page(permission)
        @wraps(view)
        def door(request, school, concern, **parts):
            rows = Concern.objects.filter(school=school).select_related("standing__owner", "reporter")
            found = get_object_or_404(rows.visible_to(request.user), public_id=concern)
            found.school = school
            return view(request, found, **parts)

        return door

    return guard


def file_page(permission: Permission) -> Callable:
    """Guard a view under ``/s/<school>/children/<pupil>/``; called as ``view(request, pupil, …)``."""

    def guard(view):
        @school_page(permission)
        @wraps(view)
        def door(request, school, pupil, **parts):
            rows = Pupil.objects.filter(school=school)
            found = get_object_or_404(rows.visible_to(request.user), public_id=pupil)
            found.school = school
            return view(request, found, **parts)

        return door

    return guard
