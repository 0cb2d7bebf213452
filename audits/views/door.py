"""The door of pages about one audit: the school's door, and then the audit among those the person may open."""

from collections.abc import Callable
from functools import wraps

from django.shortcuts import get_object_or_404

from audits.models import Audit
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import Permission


def audit_page(permission: Permission, *, among: str = "readable_by") -> Callable:
    """Guard a view under ``/s/<school>/audits/<audit>/``; the view is called as ``view(request, audit, …)``.

    ``among`` names the queryset method that says which audits the person may open here. Any other is 404.
    """

    def guard(view):
        @school_page(permission)
        @wraps(view)
        def door(request, school, audit, **parts):
            rows = Audit.objects.filter(school=school).select_related(
                "edition", "lead_author", "submitted_by", "previous__edition", "adviser"
            )
            found = get_object_or_404(getattr(rows, among)(request.user), public_id=audit)
            found.school = school
            return view(request, found, **parts)

        return door

    return guard
