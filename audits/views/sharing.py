"""Sharing out the sections."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from audits.actions.sharing import mark_section, share_sections
from audits.forms.sharing import ShareForm
from audits.outline import outline_of
from audits.reports.writers import writers_in
from audits.views.door import audit_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused


@audit_page(P.AUDIT_ANSWER)
def share(request, audit):
    """Who looks after which section."""
    form = ShareForm(
        request.POST or None,
        outline=outline_of(audit.edition),
        people=writers_in(audit.school),
        shares=audit.shares.select_related("owner"),
    )
    if form.is_valid():
        try:
            share_sections(audit, form.owners, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Sections shared out.")
            return redirect(audit)
    return render(request, "pages/audits/share.html", {"audit": audit, "form": form})


@require_POST
@audit_page(P.AUDIT_ANSWER)
def ready(request, audit, section):
    """Mark a section as ready, or take that back."""
    place = outline_of(audit.edition).section(section)
    if place is None:
        raise Http404
    try:
        mark_section(audit, place.pk, ready=request.POST.get("ready") == "1", by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(audit)
