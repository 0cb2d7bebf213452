"""The list behind a figure that stands beside an audit's answer: records, for those who may open them."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from audits.views.door import audit_page
from concerns.reports.asking import asking
from concerns.reports.lacking import lacking
from concerns.reports.measures import MEASURES
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event


@audit_page(P.CONCERN_VIEW)
def audit_figure(request, audit, figure):
    """What the figure lacks, of the audit's year and as it is today. Reading it is on record."""
    measure = MEASURES.get(figure)
    if measure is None:
        raise Http404
    asked = asking(
        [audit.school],
        reader=request.user,
        since=audit.period_from,
        until=audit.period_to,
        today=timezone.localdate(),
    )
    rows = lacking(asked, measure)
    record_event(
        "figure list read", by=request.user, school=audit.school, about=audit, figure=figure, rows=len(rows)
    )
    context = {"audit": audit, "school": audit.school, "measure": measure, "asked": asked, "rows": rows}
    return render(request, "pages/home/audit_figure.html", context)
