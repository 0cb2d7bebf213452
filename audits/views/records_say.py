"""What the school's records say beside its answers: beside one item, all of it as a page, and as a spreadsheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audits.reports.audit_report import audit_report
from audits.reports.figure_sheets import figure_sheet
from audits.reports.figures import figures_beside, shown_figures
from audits.views.door import audit_page
from audits.views.reporting import profile_for
from safeguarding.access.holdings import reads_files
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.spreadsheets import write_csv


def beside(request, audit, key: str) -> dict | None:
    """For the template: the figures beside an item, or beside the case-record check, as this person may know them."""
    found = figures_beside(audit, items=[key], today=timezone.localdate())
    shown = shown_figures(found, small=reads_files(request.user, audit.school))
    return {"figures": shown.of(key), "shown": shown} if shown and shown.of(key) else None


@audit_page(P.AUDIT_READ)
def figures(request, audit):
    """All figures, item by item."""
    report = audit_report(audit, today=timezone.localdate(), profile=profile_for(request, audit))
    return render(request, "pages/audits/figures.html", {"audit": audit, "report": report})


@audit_page(P.AUDIT_READ)
def figures_csv(request, audit):
    report = audit_report(audit, today=timezone.localdate(), profile=profile_for(request, audit))
    record_event(
        "figures downloaded", by=request.user, school=audit.school, about=audit, profile=report.profile
    )
    name = f"figures-beside-the-audit-{report.year}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = write_csv([figure_sheet(report)])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
