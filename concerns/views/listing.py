"""The list of concerns: on the page and as a spreadsheet."""

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from concerns.actions.choosing import people_for
from concerns.forms.filters import WAITING, ConcernFilter
from concerns.reports.concern_list import concern_page, concern_sheet
from concerns.views.typed_words import keep_typed, typed_words
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.spreadsheets import write_csv, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@school_page(P.CONCERN_VIEW)
def concerns(request, school):
    """All concerns that the person may open, those that are not resolved first to be seen. Words are posted."""
    if request.method == "POST":
        return redirect(f"{request.path}?{_asked_by(request)}")
    form = ConcernFilter(_query(request), owners=people_for(school))
    asked = form.asked
    found = concern_page(school, asked, user=request.user, page=_page(request))
    context = {
        "school": school,
        "filter": form,
        "asked": asked,
        "waiting": dict(WAITING).get(asked.waiting, ""),
        "found": found,
        "page": Paginator(range(found.count), found.size).get_page(found.page),
        "may_download": request.user.holdings.may(P.CONCERN_MANAGE, school.pk),
        "query": request.GET.urlencode(),
        "is_forgotten": bool(request.GET.get("find")) and not asked.words,
    }
    return render(request, "pages/concerns/concerns.html", context)


def _asked_by(request) -> str:
    """The posted filter as the end of an address, in which a key stands for the words."""
    asked = {name: request.POST[name] for name in ConcernFilter.base_fields if request.POST.get(name)}
    asked |= {"state": request.POST.get("state", ""), "find": keep_typed(request, asked.pop("q", ""))}
    return urlencode({name: value for name, value in asked.items() if value or name == "state"})


def _query(request) -> QueryDict:
    """The filter as the address has it, with the words for which its key stands."""
    query = request.GET.copy()
    query["q"] = typed_words(request)
    return query


def _page(request) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


@school_page(P.CONCERN_MANAGE)
def concerns_csv(request, school):
    return _download(request, school, "csv", "text/csv; charset=utf-8", write_csv)


@school_page(P.CONCERN_MANAGE)
def concerns_xlsx(request, school):
    return _download(request, school, "xlsx", XLSX, lambda sheets: write_xlsx("Concerns", sheets))


def _download(request, school, ending, content_type, write):
    asked = ConcernFilter(_query(request), owners=people_for(school)).asked
    sheet = concern_sheet(school, asked, user=request.user)
    record_event("concerns downloaded", by=request.user, school=school, form=ending, rows=len(sheet.rows))
    headers = {"Content-Disposition": f'attachment; filename="concerns.{ending}"'}
    return HttpResponse(write([sheet]), content_type=content_type, headers=headers)
