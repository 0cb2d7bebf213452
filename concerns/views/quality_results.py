"""Results of quality checks over time, of one school and of the schools of a trust, as page and as spreadsheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from concerns.reports.quality_results import results_over_time, results_sheets
from safeguarding.access.guard import school_page, trust_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.spreadsheets import write_csv, write_xlsx

PAGE = "pages/concerns/quality_results.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@school_page(P.QUALITY_CHECK)
def quality_results(request, school):
    """Each question through the last checks of this school."""
    return render(
        request, PAGE, {"school": school, "results": results_over_time([school], reader=request.user)}
    )


@school_page(P.QUALITY_CHECK)
def quality_results_csv(request, school):
    return _csv(request, [school], {"school": school})


@school_page(P.QUALITY_CHECK)
def quality_results_xlsx(request, school):
    return _xlsx(request, [school], {"school": school})


@trust_page(P.QUALITY_TRUST)
def trust_results(request, trust, schools):
    """The same of each school of the trust."""
    results = [each for each in results_over_time(schools, reader=request.user) if each.checks]
    return render(request, PAGE, {"trust": trust, "results": results})


@trust_page(P.QUALITY_TRUST)
def trust_results_csv(request, trust, schools):
    return _csv(request, schools, {"trust": trust.slug})


@trust_page(P.QUALITY_TRUST)
def trust_results_xlsx(request, trust, schools):
    return _xlsx(request, schools, {"trust": trust.slug})


def _csv(request, schools, where):
    return _download(
        request, schools, where, "csv", "text/csv; charset=utf-8", lambda sheets: write_csv(sheets[:1])
    )


def _xlsx(request, schools, where):
    return _download(
        request, schools, where, "xlsx", XLSX, lambda sheets: write_xlsx("Quality checks", sheets)
    )


def _download(request, schools, where, ending, content_type, write):
    sheets = results_sheets(results_over_time(schools, reader=request.user))
    record_event("quality results downloaded", by=request.user, form=ending, **where)
    name = f"quality-checks-{timezone.localdate():%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(sheets), content_type=content_type, headers=headers)
