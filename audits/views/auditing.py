"""The list of audits, starting one, and the page of one audit."""

from django.shortcuts import render

from audits.models import Audit
from audits.views.door import audit_page
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P


@school_page(P.AUDIT_LIST)
def audits(request, school):
    rows = Audit.objects.visible_to(request.user).filter(school=school)
    return render(request, "pages/audits/audits.html", {"school": school, "audits": rows})


@school_page(P.AUDIT_START)
def start(request, school):
    return render(request, "pages/audits/start.html", {"school": school})


@audit_page(P.AUDIT_ANSWER)
def audit(request, audit):
    return render(request, "pages/audits/audit.html", {"audit": audit})
