"""The trust board, and its figures as a spreadsheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audits.reports.board_sheets import board_sheets
from audits.reports.trust_board import SHOWN, SORTS, Board, school_years, trust_board
from safeguarding.access.guard import school_page, trust_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.spreadsheets import write_csv, write_xlsx

VIEWS = {"audit": "Ratings", "change": "Change since the year before", "table": "As a plain table"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


SORTED = {"": "name", "red": "red items", "late": "late actions"}
FILTERS = {
    "": "all",
    "red": "with red items",
    "late": "with late actions",
    "not_sent": "that have not sent it",
}


@trust_page(P.TRUST_BOARD)
def board(request, trust, schools):
    """Every school of the trust by section; ``?year=``, ``?view=``, ``?sort=`` and ``?show=`` choose."""
    view = _chosen(request, "view", VIEWS) or "audit"
    made = _board(request, trust, schools, compared=view == "change")
    context = {
        "trust": trust,
        "board": made,
        "view": view,
        "views": VIEWS,
        "sort": _chosen(request, "sort", SORTS),
        "sorts": SORTED,
        "show": _chosen(request, "show", SHOWN),
        "filters": FILTERS,
    }
    return render(request, "pages/audits/board.html", context)


@trust_page(P.TRUST_BOARD)
def board_csv(request, trust, schools):
    return _download(request, trust, schools, "csv", "text/csv; charset=utf-8", write_csv)


@trust_page(P.TRUST_BOARD)
def board_xlsx(request, trust, schools):
    return _download(request, trust, schools, "xlsx", XLSX, lambda sheets: write_xlsx("Trust board", sheets))


@school_page(P.AUDIT_SUMMARY)
def years(request, school):
    """One school's sections over the years, of the audits that were sent."""
    board = school_years(school, user=request.user, today=timezone.localdate())
    view = "change" if request.GET.get("view") == "change" else "audit"
    context = {"school": school, "board": board, "view": view}
    return render(request, "pages/audits/years.html", context)


def _chosen(request, name: str, known) -> str:
    value = request.GET.get(name, "")
    return value if value in known else ""


def _board(request, trust, schools, *, compared: bool) -> Board:
    year = request.GET.get("year", "")
    return trust_board(
        trust,
        schools,
        user=request.user,
        today=timezone.localdate(),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        sort=_chosen(request, "sort", SORTS),
        show=_chosen(request, "show", SHOWN),
        compared=compared,
    )


def _download(request, trust, schools, ending, content_type, write):
    made = _board(request, trust, schools, compared=False)
    record_event("board downloaded", by=request.user, trust=trust.slug, form=ending, year=made.year)
    name = f"trust-board-{made.year}-to-{made.year + 1}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write([board_sheets(made)]), content_type=content_type, headers=headers)
