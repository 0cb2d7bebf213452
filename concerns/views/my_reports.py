"""A reporter's own reports, and their drafts."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from concerns.actions.entering import add_entry
from concerns.forms.reporting import AddendumForm
from concerns.models import Concern, Entry, ReportDraft
from concerns.reports.own_reports import own_report, own_reports
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.reports.who_to_call import leads_of
from safeguarding.views.kept_words import stamp_of, words_again


@school_page(P.CONCERN_REPORT)
def my_reports(request, school):
    """Own drafts and own reports, with who has each and whether there is feedback."""
    context = {
        "school": school,
        "drafts": ReportDraft.objects.filter(school=school, author=request.user),
        "lines": own_reports(school, by=request.user),
    }
    return render(request, "pages/concerns/my_reports.html", context)


@school_page(P.CONCERN_REPORT)
def my_report(request, school, concern):
    """Own words again, the state in plain words, feedback; and a box to add to it."""
    rows = Concern.objects.filter(school=school).reported_by(request.user).select_related("standing__owner")
    found = get_object_or_404(rows, public_id=concern)
    found.school = school
    data = request.POST if request.method == "POST" else words_again(request)
    form = AddendumForm(data, initial={"request_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid() and _added(request, found, form):
        messages.success(request, "Added to your report.")
        return redirect(request.path)
    record_event("own report opened", by=request.user, school=school, about=found)
    context = {
        "school": school,
        "report": own_report(found),
        "concern": found,
        "form": form,
        "leads": leads_of(school),
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/concerns/my_report.html", context)


def _added(request, concern, form) -> bool:
    try:
        add_entry(Entry.Kind.ADDENDUM, by=request.user, concern=concern, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors
