"""Inviting an adviser to an audit."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from audits.actions.advising import MAY_INVITE, invite_adviser
from audits.forms.advising import NOBODY, AdviserForm
from audits.reports.advisers import advisers_in
from audits.views.door import audit_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused


@audit_page(P.AUDIT_INVITE)
def adviser(request, audit):
    """Choose who advises on this audit, or end the invitation."""
    now = audit.adviser
    advisers = advisers_in(audit.school, timezone.localdate()) if audit.state in MAY_INVITE else ()
    initial = {"version": audit.version, "adviser": now.public_id if now else NOBODY}
    form = AdviserForm(request.POST or None, advisers=advisers, initial=initial)
    if form.is_valid():
        try:
            invite_adviser(audit, form.chosen, seen_version=form.cleaned_data["version"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{audit.adviser.name} is invited." if audit.adviser else "Nobody is invited now."
            )
            return redirect(audit)
    context = {"audit": audit, "form": form, "advisers": advisers, "now": now}
    return render(request, "pages/audits/adviser.html", context)
