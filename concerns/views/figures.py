"""The figures of a school's work with children, and the list behind each count."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from concerns.reports.coverage import coverage_by_child
from concerns.reports.figure_lines import children_behind, figures_in_words, rows_behind
from concerns.reports.figures import THIS_TERM, periods, school_figures
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.reports.term_dates import terms_of


@school_page(P.CONCERN_VIEW)
def figures(request, school):
    """All figures with their counts and meanings; ``?period=`` chooses this term, the last or the school year."""
    found = _figures(request, school)
    context = {
        "school": school,
        "period": found.period,
        "periods": periods(terms_of(school), timezone.localdate()).values(),
        "figures": figures_in_words(found),
    }
    return render(request, "pages/concerns/figures.html", context)


@school_page(P.CONCERN_VIEW)
def figure_list(request, school, figure, which):
    """What one count stands for: children, concerns or referrals that the person may open. Reading it is on record."""
    found = _figures(request, school)
    shown = next((each for each in figures_in_words(found) if each.key == figure), None)
    if shown is None:
        raise Http404
    which = which.replace("-", ".")
    line = next((each for each in shown.lines if each.which == which), None)
    if figure == "coverage":
        span = {"since": found.period.since, "until": found.period.until}
        rows = children_behind(coverage_by_child(school, reader=request.user, **span), which)
    else:
        rows = rows_behind(found, figure, which)
    record_event("figure list read", by=request.user, school=school, figure=figure, rows=len(rows))
    context = {"school": school, "figure": shown, "line": line, "rows": rows, "period": found.period}
    return render(request, "pages/concerns/figure_list.html", context)


def _figures(request, school):
    period = request.GET.get("period", THIS_TERM)
    return school_figures(school, reader=request.user, today=timezone.localdate(), period=period)
