"""Children's files: the list, one file with its front sheet and chronology, who has looked."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from concerns.forms.front_sheet import ChronologyFilter
from concerns.freshness import ClockState
from concerns.models import Pupil, Status
from concerns.reports.agency_work import agency_lines, made_agencies, settled_lines
from concerns.reports.child_file import child_file, child_lines, children_of, events_of, looks_of
from concerns.reports.chronology import CHOICES
from concerns.reports.clock_rows import clock_rows
from concerns.reports.clocks import made_clocks
from concerns.reports.corroboration import made_gaps
from concerns.reports.coverage import coverage_of
from concerns.reports.delays import slow_in
from concerns.reports.file_plans import file_plans
from concerns.reports.file_rows import file_rows
from concerns.reports.today import new_in
from concerns.reports.views_asked import made_views, terms_in
from concerns.views.door import file_page
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event

PAGE = 25
LOOKS = 50
KEPT = ("status", "year", "fresh", "open", "roll", "order")  # of the filter, in the address; a name never is
ROLLS = {"on": "On the roll", "left": "Left", "all": "Everyone"}
ORDERS = {"": "By name", "fresh": "Least fresh first"}


@school_page(P.CHILD_VIEW)
def children(request, school):
    """Children whose file the person may open. A name is posted, so that it never stands in an address."""
    today = timezone.localdate()
    filters = _filters(request.POST or request.GET) | {"q": _typed(request), "today": today}
    if request.method == "POST" and not filters["q"]:
        return redirect(f"{request.path}?{urlencode({key: filters[key] for key in KEPT if filters[key]})}")
    rows = children_of(school, reader=request.user, filters=filters)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "school": school,
        "filters": filters,
        "is_filtered": any(filters[name] for name in ("q", "status", "year", "fresh", "open")),
        "page": page,
        "lines": child_lines(page.object_list, school=school, reader=request.user, today=today),
        "statuses": Status.Kind.choices,
        "states": [(state.value, state.label) for state in ClockState],
        "orders": ORDERS.items(),
        "rolls": ROLLS.items(),
        "years": _years(school, request.user),
        "may_import": request.user.holdings.may(P.PUPILS_IMPORT, school.pk),
    }
    return render(request, "pages/concerns/children.html", context)


def _typed(request) -> str:
    return request.POST.get("q", "").replace("\0", "").strip()[:80]


def _filters(query) -> dict:
    """What is asked for; what makes no sense is left out."""
    year = query.get("year", "")
    return {
        "status": query.get("status", "") if query.get("status") in Status.Kind.values else "",
        "year": year if year.removeprefix("-").isdecimal() and len(year) < 4 else "",
        "fresh": query.get("fresh", "") if query.get("fresh") in list(ClockState) else "",
        "order": query.get("order", "") if query.get("order") in ORDERS else "",
        "open": "1" if query.get("open") == "1" else "",
        "roll": query.get("roll") if query.get("roll") in ROLLS else "on",
    }


def _years(school, reader) -> list[tuple[str, str]]:
    rows = Pupil.objects.filter(school=school).visible_to(reader).order_by("year_group")
    return [
        (str(year), Pupil(year_group=year).year)
        for year in rows.values_list("year_group", flat=True).distinct()
    ]


@file_page(P.CHILD_VIEW)
def child(request, pupil):
    """One child's file. Opening it is on record before anything of it is shown."""
    record_event("file opened", by=request.user, school=pupil.school, about=pupil)
    today = timezone.localdate()
    rows = file_rows(pupil, reader=request.user, today=today)
    file = child_file(pupil, reader=request.user, today=today, rows=rows)
    request.new_reports = new_in(file.sheet.beside)  # for the navigation, which would ask again
    chosen = ChronologyFilter(request.GET)
    asked = chosen.asked
    page = Paginator(file.chronology.chosen(asked), PAGE).get_page(request.GET.get("page"))
    counts = file.chronology.counts
    context = {
        "school": pupil.school,
        "pupil": pupil,
        "file": file,
        "sheet": file.sheet,
        "clocks": _clocks(file, today),
        "questions": _questions(file, today),
        "plans": file_plans(file, today),
        "coverage": coverage_of(file.chronology.lines),
        "gaps": made_gaps(file.sheet.beside, today),
        "agencies": agency_lines(made_agencies(file.sheet.beside), reader=request.user, today=today),
        "settled": settled_lines(made_agencies(file.sheet.beside), today=today),
        "slow": _slow(file, today),
        "today": today,
        "opened_at": timezone.localtime(),
        "page": page,
        "rows": file.rows(page.object_list),
        "asked": asked,
        "filter": chosen,
        "has_errors": bool(chosen.errors),
        "is_filtered": bool(asked.kinds or asked.since or asked.until),
        "choices": [(key, label, counts[key], key in asked.kinds) for key, label in CHOICES.items()],
        "may_write": request.user.holdings.may(P.CHILD_WRITE, pupil.school_id),
    }
    return render(request, "pages/concerns/child.html", context)


def _clocks(file, today):
    """Of a child who has left nobody asks for an update."""
    found = made_clocks(file.sheet.beside, file.pupil.school, today)
    return () if file.pupil.left_on else clock_rows(found.get(file.pupil.pk))


def _slow(file, today):
    """Concerns of the file that were slower than their limits."""
    terms = terms_in(file.sheet.beside, file.pupil.school)
    return slow_in(file.chronology, terms=terms, today=today)


def _questions(file, today):
    found = made_views(file.sheet.beside, file.pupil.school, today).get(file.pupil.pk)
    return found.questions if found and not file.pupil.left_on else ()


@file_page(P.CHILD_VIEW)
def child_looks(request, pupil):
    """Who has looked at this file, printed it or opened a shield of it, the newest first."""
    record_event("looks read", by=request.user, school=pupil.school, about=pupil)
    page = Paginator(events_of(pupil), LOOKS).get_page(request.GET.get("page"))
    context = {
        "school": pupil.school,
        "pupil": pupil,
        "page": page,
        "looks": looks_of(pupil, page.object_list),
    }
    return render(request, "pages/concerns/child_looks.html", context)
