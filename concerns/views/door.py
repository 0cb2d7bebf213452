"""The doors of pages about one concern, one child and one row of case work: the school's door, then the record."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404

from concerns.models import Challenge, Concern, Meeting, Plan, Pupil, QualityCheck, Referral
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
            rows = Pupil.objects.filter(school=school).select_related("authority")
            found = get_object_or_404(rows.visible_to(request.user), public_id=pupil)
            found.school = school
            return view(request, found, **parts)

        return door

    return guard


def plan_page(permission: Permission) -> Callable:
    """Guard a view under ``/s/<school>/plans/<plan>/``; called as ``view(request, plan, …)``, its child at hand."""
    return _work_page(Plan, "plan", permission, "pupil", "owner", "concern__standing")


def meeting_page(permission: Permission) -> Callable:
    """Guard a view under ``/s/<school>/meetings/<meeting>/``; called as ``view(request, meeting, …)``."""
    return _work_page(Meeting, "meeting", permission, "pupil", "owner", "plan__concern")


def referral_page(permission: Permission) -> Callable:
    """Guard a view under ``/s/<school>/referrals/<referral>/``; called as ``view(request, referral, …)``."""
    return _work_page(Referral, "referral", permission, "pupil__authority", "owner", "concern__standing")


def challenge_page(permission: Permission) -> Callable:
    """Guard a view under ``/s/<school>/challenges/<challenge>/``; called as ``view(request, challenge, …)``."""
    return _work_page(Challenge, "challenge", permission, "pupil__authority", "owner", "concern__standing")


def _work_page(model, part: str, permission: Permission, *at_hand: str) -> Callable:
    """A door to a row of case work; it, its child, its plan and its concern have the school at hand."""

    def guard(view):
        @school_page(permission)
        @wraps(view)
        def door(request, school, **parts):
            rows = model.objects.filter(school=school).visible_to(request.user).select_related(*at_hand)
            found = get_object_or_404(rows, public_id=parts.pop(part))
            found.school = found.pupil.school = school
            for beside in (getattr(found, "plan", None), getattr(found, "concern", None)):
                if beside is not None:
                    beside.school = school
            return view(request, found, **parts)

        return door

    return guard


def quality_page(permission: Permission) -> Callable:
    """Guard a view under ``/s/<school>/quality/<check>/``; called as ``view(request, check, …)``."""

    def guard(view):
        @school_page(permission)
        @wraps(view)
        def door(request, school, check, **parts):
            rows = QualityCheck.objects.filter(school=school).visible_to(request.user)
            found = get_object_or_404(rows.select_related("checker", "checklist"), public_id=check)
            found.school = school
            return view(request, found, **parts)

        return door

    return guard


def checker_page(view: Callable) -> Callable:
    """For what the checker does while the check is open; to everybody else, and later, it is 404."""

    @quality_page(Permission.QUALITY_CHECK)
    @wraps(view)
    def door(request, check, **parts):
        if not check.is_checked_by(request.user):
            raise Http404
        return view(request, check, **parts)

    return door
