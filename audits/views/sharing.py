"""Sharing out the sections."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.actions.sharing import mark_section, share_sections, version_of
from audits.forms.sharing import ShareForm
from audits.outline import outline_of
from audits.reports.section_dates import suggested_days, weeks_in_words
from audits.reports.writers import writers_in
from audits.views.door import audit_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again


@audit_page(P.AUDIT_ANSWER)
def share(request, audit):
    """Who looks after which section, and by when. "Suggest days" fills the days in and saves nothing."""
    shares = list(audit.shares.select_related("owner"))
    form = ShareForm(
        request.POST or words_again(request),
        outline=outline_of(audit.edition),
        people=writers_in(audit.school),
        shares=shares,
    )
    if request.method == "POST" and "suggest" in request.POST:
        days = suggested_days(audit, today=timezone.localdate())
        form.suggest(days)
        messages.info(request, f"Days are spread over {weeks_in_words(days)}. Change them, then save.")
    elif request.method == "POST" and form.is_valid() and _shared(request, audit, form):
        return redirect(audit)
    context = {"audit": audit, "form": form, "written_by": stamp_of(request.user)}
    return render(request, "pages/audits/share.html", context)


def _shared(request, audit, form) -> bool:
    seen = form.cleaned_data["version"]
    try:
        share_sections(audit, form.owners, dates=form.dates, seen_version=seen, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        standing = list(audit.shares.select_related("owner"))
        if seen != version_of(standing):
            form.meet(standing)
        return False
    messages.success(request, "Sections shared out.")
    return True


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
