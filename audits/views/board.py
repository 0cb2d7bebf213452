"""The trust board, and its figures as a spreadsheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audits.reports.board_sheets import board_sheets
from audits.reports.trust_board import SORTS, Board, trust_board
from safeguarding.access.guard import trust_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.spreadsheets import write_csv, write_xlsx

VIEWS = {"audit": "Ratings", "change": "Change since the year before", "table": "As a plain table"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@trust_page(P.TRUST_BOARD)
def board(request, trust, schools):
    """Every school of the trust by section; ``?year=``, ``?view=`` and ``?sort=`` choose."""
    made = _board(request, trust, schools)
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else "audit"
    sort = request.GET.get("sort") if request.GET.get("sort") in SORTS else ""
    context = {"trust": trust, "board": made, "view": view, "views": VIEWS, "sort": sort}
    return render(request, "pages/audits/board.html", context)


@trust_page(P.TRUST_BOARD)
def board_csv(request, trust, schools):
    return _download(request, trust, schools, "csv", "text/csv; charset=utf-8", write_csv)


@trust_page(P.TRUST_BOARD)
def board_xlsx(request, trust, schools):
    return _download(request, trust, schools, "xlsx", XLSX, lambda sheets: write_xlsx("Trust board", sheets))


def _board(request, trust, schools) -> Board:
    year = request.GET.get("year", "")
    return trust_board(
        trust,
        schools,
        user=request.user,
        today=timezone.localdate(),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        sort=request.GET.get("sort", ""),
    )


def _download(request, trust, schools, ending, content_type, write):
    made = _board(request, trust, schools)
    record_event("board downloaded", by=request.user, trust=trust.slug, form=ending, year=made.year)
    name = f"trust-board-{made.year}-to-{made.year + 1}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write([board_sheets(made)]), content_type=content_type, headers=headers)
