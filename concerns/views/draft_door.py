"""The door of a draft: its author, in a school where they report."""

import uuid
from functools import wraps

from django.http import Http404
from django.shortcuts import redirect

from concerns.models import Concern, ReportDraft
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P


def draft_page(view):
    """Guard a view under ``/s/<school>/report/<draft>/``; anybody else's draft is 404."""

    @school_page(P.CONCERN_REPORT)
    @wraps(view)
    def door(request, school, draft, **parts):
        rows = ReportDraft.objects.filter(school=school, author=request.user)
        found = rows.filter(public_id=draft).first()
        if found is None:
            return _sent_already(request, school)
        found.school = school
        return view(request, found, **parts)

    return door


def _sent_already(request, school):
    """Send was pressed twice: to the receipt of the first. Any other draft that is not there is 404."""
    try:
        key = uuid.UUID(request.POST.get("request_key", ""))
    except ValueError:
        raise Http404 from None
    sent = Concern.objects.filter(school=school, reporter=request.user, request_key=key).first()
    if sent is None:
        raise Http404
    return redirect("concerns:receipt", school.slug, sent.public_id)
