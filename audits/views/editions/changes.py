"""What changed between editions, for whoever may read audits."""

from django.shortcuts import get_object_or_404, render

from audits.models import Edition
from audits.reports.edition_changes import edition_changes
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P


@school_page(P.AUDIT_READ)
def edition_changes_page(request, school, edition):
    """What became of each item; ``?from=`` chooses the earlier edition, ``?show=`` one kind of change."""
    found = get_object_or_404(Edition.objects.readable_in(school), key=edition)
    changes = edition_changes(found, earlier=request.GET.get("from", ""), chosen=request.GET.get("show", ""))
    context = {"school": school, "edition": found, "changes": changes}
    return render(request, "pages/audits/edition_changes.html", context)
