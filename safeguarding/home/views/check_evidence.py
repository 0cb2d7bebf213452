"""Putting a finished quality check behind rows of the school's audit."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from concerns.models import QualityCheck
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.forms.check_evidence import CheckEvidenceForm
from safeguarding.home.check_evidence import note_of, open_audits, put_as_evidence, rows_for
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again


@school_page(P.AUDIT_ANSWER)
def check_evidence(request, school, check):
    """What the evidence will say, and the rows of the newest audit that is being written."""
    checks = QualityCheck.objects.filter(school=school).visible_to(request.user).select_related("checklist")
    check = get_object_or_404(checks, public_id=check)
    if not check.is_finished:
        raise Http404
    check.school = school
    address = reverse("concerns:quality_check", args=[school.slug, check.public_id])
    link = request.build_absolute_uri(address)
    audit = open_audits(check, by=request.user).first()
    rows = rows_for(check, audit) if audit else ()
    form = CheckEvidenceForm(
        request.POST or words_again(request), rows=[(row.key, row.label) for row in rows]
    )
    if audit and request.method == "POST" and form.is_valid() and _used(request, check, audit, form, link):
        return redirect("audits:audit", school.slug, audit.public_id)
    context = {
        "school": school,
        "check": check,
        "audit": audit,
        "rows": rows,
        "form": form,
        "note": note_of(check, by=request.user, link=link),
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/home/check_evidence.html", context)


def _used(request, check, audit, form, link) -> bool:
    given = form.cleaned_data
    try:
        put_as_evidence(
            check, audit, given["rows"], link=link, by=request.user, request_key=given["request_key"]
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    many = len(given["rows"])
    messages.success(request, f"The check stands behind {many} row{'' if many == 1 else 's'} of the audit.")
    return True
