"""Trends over a trust for its officer, and over one school for who reads its records."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from concerns.forms.trends import TrendsFilter
from concerns.models.reading import opens_files_of
from concerns.reports.trend_charts import charts
from concerns.reports.trend_links import linked
from concerns.reports.trend_sheets import meaning_sheet, trend_sheet
from concerns.reports.trends import trends as made_trends
from safeguarding.access.guard import school_page, trust_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.reports.term_dates import terms_of
from safeguarding.spreadsheets import write_csv, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@trust_page(P.TRUST_BOARD)
def of_trust(request, trust, schools):
    """All schools of the trust, or one; who may not open the records gets small counts masked."""
    return _page(request, schools, trust=trust)


@school_page(P.CONCERN_VIEW)
def of_school(request, school):
    return _page(request, [school], school=school)


@trust_page(P.TRUST_BOARD)
def of_trust_csv(request, trust, schools):
    return _csv(request, schools, trust=trust)


@trust_page(P.TRUST_BOARD)
def of_trust_xlsx(request, trust, schools):
    return _xlsx(request, schools, trust=trust)


@school_page(P.CONCERN_VIEW)
def of_school_csv(request, school):
    return _csv(request, [school], school=school)


@school_page(P.CONCERN_VIEW)
def of_school_xlsx(request, school):
    return _xlsx(request, [school], school=school)


def _made(request, schools):
    today = timezone.localdate()
    terms = terms_of(_usual(schools))
    opens_all = all(opens_files_of(request.user, school) for school in schools)
    form = TrendsFilter(request.GET, schools=schools, terms=terms, today=today, is_masked=not opens_all)
    asked = form.asked
    return form, made_trends(schools, terms=terms, today=today, asked=asked, opens_all=opens_all)


def _usual(schools):
    """A school of the authority that most of them are in: its terms are the terms of all."""
    authority, _ = Counter(school.authority_id for school in schools).most_common(1)[0]
    return next(school for school in schools if school.authority_id == authority)


def _page(request, schools, *, trust=None, school=None):
    form, report = _made(request, schools)
    place = "trust_concerns:trends" if trust else "concerns:trends"
    slug = (trust or school).slug
    context = {
        "trust": trust,
        "school": school,
        "place": trust or school,
        "all_schools": schools,
        "form": form,
        "trends": report,
        "charts": charts(report),
        "links": linked(report, request.GET, school=school),
        "csv": f"{reverse(f'{place}_csv', args=[slug])}?{request.GET.urlencode()}",
        "xlsx": f"{reverse(f'{place}_xlsx', args=[slug])}?{request.GET.urlencode()}",
    }
    return render(request, "pages/concerns/trends.html", context)


def _csv(request, schools, **place):
    _, report = _made(request, schools)
    return _download(
        request, report, "csv", "text/csv; charset=utf-8", write_csv([trend_sheet(report)]), **place
    )


def _xlsx(request, schools, **place):
    _, report = _made(request, schools)
    sheets = [trend_sheet(report), meaning_sheet(report)]
    return _download(request, report, "xlsx", XLSX, write_xlsx("Trends", sheets), **place)


def _download(request, report, ending: str, content_type: str, content: bytes, *, trust=None, school=None):
    of = {"school": school} if school else {"trust": trust.slug}
    record_event("trends downloaded", by=request.user, form=ending, period=report.now.label, **of)
    headers = {"Content-Disposition": f'attachment; filename="trends.{ending}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
