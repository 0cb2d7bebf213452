"""The seven lessons: a school's own page, and the schools of a trust side by side; as PDF and as a table."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from concerns.reports.lacking import lacking
from concerns.reports.lesson_sheets import school_sheet, trust_sheet
from concerns.reports.lessons import BY_KEY, school_lessons, this_year, trust_lessons
from safeguarding.access.guard import school_page, trust_page
from safeguarding.access.holdings import reads_files
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.pdf import PdfFailed, render_pdf
from safeguarding.spreadsheets import write_csv


@school_page(P.LESSONS)
def lessons(request, school):
    """The lessons of one school, masked for whoever may not open its records."""
    report = school_lessons(school, reader=request.user, today=timezone.localdate())
    context = {
        "school": school,
        "report": report,
        "may_list": reads_files(request.user, school),
        "may_figures": request.user.holdings.may(P.CONCERN_VIEW, school.pk),
    }
    return render(request, "pages/concerns/lessons.html", context)


@school_page(P.CONCERN_VIEW)
def lesson(request, school, lesson):
    """What one lesson lacks this school year, for those who may open it. Reading it is on record."""
    if lesson not in BY_KEY:
        raise Http404
    asked = this_year([school], reader=request.user, today=timezone.localdate())
    rows = lacking(asked, BY_KEY[lesson].measure)
    record_event("figure list read", by=request.user, school=school, figure=lesson, rows=len(rows))
    context = {"school": school, "lesson": BY_KEY[lesson], "asked": asked, "rows": rows}
    return render(request, "pages/concerns/lesson.html", context)


@school_page(P.LESSONS)
def lessons_csv(request, school):
    report = school_lessons(school, reader=request.user, today=timezone.localdate())
    record_event("lessons downloaded", by=request.user, school=school, form="csv")
    return _file(write_csv([school_sheet(report)]), "text/csv; charset=utf-8", "seven-lessons.csv")


@school_page(P.LESSONS)
def lessons_pdf(request, school):
    report = school_lessons(school, reader=request.user, today=timezone.localdate())
    record_event("lessons downloaded", by=request.user, school=school, form="pdf")
    return _pdf(request, "pdf/concerns/lessons.html", {"report": report}, "seven-lessons.pdf")


@trust_page(P.TRUST_BOARD)
def lessons_of_trust(request, trust, schools):
    """The lessons of all schools of a trust, masked."""
    report = trust_lessons(trust, schools, reader=request.user, today=timezone.localdate())
    return render(request, "pages/concerns/trust_lessons.html", {"trust": trust, "report": report})


@trust_page(P.TRUST_BOARD)
def lessons_of_trust_csv(request, trust, schools):
    report = trust_lessons(trust, schools, reader=request.user, today=timezone.localdate())
    record_event("lessons downloaded", by=request.user, trust=trust.slug, form="csv")
    return _file(
        write_csv([trust_sheet(report)]), "text/csv; charset=utf-8", "seven-lessons-of-the-trust.csv"
    )


@trust_page(P.TRUST_BOARD)
def lessons_of_trust_pdf(request, trust, schools):
    report = trust_lessons(trust, schools, reader=request.user, today=timezone.localdate())
    record_event("lessons downloaded", by=request.user, trust=trust.slug, form="pdf")
    return _pdf(
        request, "pdf/concerns/trust_lessons.html", {"report": report}, "seven-lessons-of-the-trust.pdf"
    )


def _pdf(request, template: str, context: dict, name: str) -> HttpResponse:
    try:
        return _file(render_pdf(template, context), "application/pdf", name)
    except PdfFailed:
        return render(request, "pages/concerns/lessons_failed.html", status=503)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
