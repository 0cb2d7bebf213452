"""Records as PDF. No child's name is in a file name; who printed it and when stands on each page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from concerns.actions.printing import print_chronology, print_concern
from concerns.forms.front_sheet import ChronologyFilter
from concerns.reports.child_file import printed_file
from concerns.reports.concern_print import printed_concern
from concerns.views.door import concern_page, file_page
from safeguarding.access.permissions import P
from safeguarding.pdf import PdfFailed


@file_page(P.CHILD_VIEW)
def chronology_pdf(request, pupil):
    """The chronology of one child, oldest first, with the filter of the page."""
    now = timezone.localtime()
    report = printed_file(pupil, reader=request.user, asked=_oldest_first(request), at=now)
    return pdf_answer(
        request, f"chronology-{now:%Y-%m-%d}.pdf", lambda: print_chronology(pupil, report, by=request.user)
    )


@concern_page(P.CONCERN_VIEW)
def concern_pdf(request, concern):
    """One concern. ``?child=`` names the child in whose file it goes; nobody else is named."""
    now = timezone.localtime()
    link = None
    if asked := request.GET.get("child"):
        link = get_object_or_404(concern.links.select_related("pupil"), public_id=asked)
    report = printed_concern(concern, link=link, reader=request.user, at=now)
    name = f"concern-{concern.reference}.pdf"
    return pdf_answer(request, name, lambda: print_concern(concern, report, by=request.user))


def _oldest_first(request):
    query = request.GET.copy()
    query["order"] = "oldest"
    return ChronologyFilter(query).asked


def pdf_answer(request, name: str, make):
    """The PDF as a download, or a page that says that it could not be made."""
    try:
        pdf = make()
    except PdfFailed:
        return render(
            request, "pages/concerns/child_print_failed.html", {"school": request.school}, status=503
        )
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
