"""Two audits of the school side by side."""

from django.shortcuts import get_object_or_404, render

from audits.models import Audit
from audits.reports.two_audits import WORDS, two_audits
from audits.views.door import audit_page
from safeguarding.access.permissions import P


@audit_page(P.AUDIT_READ)
def compare(request, audit, other=None):
    """The audit beside an earlier or a later one; without ``other``, beside the one before it."""
    rows = Audit.objects.filter(school=audit.school).readable_by(request.user)
    choices = rows.exclude(pk=audit.pk).select_related("edition").order_by("-year", "-pk")
    if other is None:
        beside = choices.filter(pk=audit.previous_id).first() or choices.first()
    else:
        beside = get_object_or_404(choices, public_id=other)
    context = {"audit": audit, "choices": choices, "beside": beside, "pair": None}
    if beside is not None:
        earlier, later = sorted((audit, beside), key=lambda each: (each.year, each.pk))
        chosen = request.GET.get("show") if request.GET.get("show") in WORDS else ""
        context |= {"pair": two_audits(earlier, later), "chosen": chosen, "words": WORDS.get(chosen, "")}
    return render(request, "pages/audits/compare.html", context)
