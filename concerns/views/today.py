"""Today: what a lead must do now."""

from django.shortcuts import render

from concerns.reports.today import EVERYONE, MINE, NOBODY, today_report
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P


@school_page(P.CONCERN_VIEW)
def today(request, school):
    """New reports, late and due; ``?who=mine`` or ``nobody`` narrows the work, ``?all=1`` shows every row."""
    whose = request.GET.get("who", EVERYONE)
    whose = whose if whose in {EVERYONE, MINE, NOBODY} else EVERYONE
    everything = request.GET.get("all") == "1"
    report = today_report(school, user=request.user, whose=whose, everything=everything)
    request.new_reports = report.new_count  # for the navigation, which would ask again
    chips = [
        (EVERYONE, f"Everyone ({report.everyone})"),
        (MINE, f"Mine ({report.mine})"),
        (NOBODY, f"Nobody yet ({report.nobody})"),
    ]
    context = {"school": school, "today": report, "whose": whose, "chips": chips, "everything": everything}
    return render(request, "pages/concerns/today.html", context)
