"""The door of pages about one edition of a trust, and what its forms have in common."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from audits.edition_rows import content_of
from audits.models import Edition
from safeguarding.access.guard import trust_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again


def edition_page(view: Callable) -> Callable:
    """Guard a view under ``/t/<trust>/editions/<edition>/``; it is called as ``view(request, trust, edition, …)``.

    The trust's own editions and those that came with the product are there; another trust's are not (404).
    ``edition.school`` is one of the trust's schools, whose local words are shown.
    """

    @trust_page(P.EDITION_EDIT)
    @wraps(view)
    def door(request, trust, schools, edition, **parts):
        rows = Edition.objects.known_to(trust).select_related("framework", "corrects", "trust")
        found = get_object_or_404(rows, key=edition)
        found.school = schools[0]
        return view(request, trust, found, **parts)

    return door


def draft_page(view: Callable) -> Callable:
    """For pages that change a draft: to read another edition there leads back to its own page.

    A post comes through, so that what was typed is still there beside the reason for which it was refused. The
    view is called as ``view(request, trust, edition, content, …)``.
    """

    @edition_page
    @wraps(view)
    def door(request, trust, edition, **parts):
        if request.method != "POST" and not edition.may_be_edited_by(trust):
            return redirect("trust:edition", trust.slug, edition.key)
        return view(request, trust, edition, content_of(edition), **parts)

    return door


def posted(request) -> dict | None:
    """What was posted, or what was typed before the session ended."""
    words = request.POST or words_again(request)
    return words.dict() if words else None


def carried_out(request, form, action: Callable[[], object], done: str) -> bool:
    """Do it if the form is right. Where it was refused the form says why, and what a colleague saved meanwhile."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        action()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.meet()
        return False
    messages.success(request, done)
    return True


def show(request, page: str, trust, edition, form, **more):
    """The page with the form on it, which survives the end of a session."""
    context = {"trust": trust, "edition": edition, "form": form, "written_by": stamp_of(request.user)}
    return render(request, f"pages/audits/{page}.html", context | more)
