"""The revisions of an audit: who signed what, what differs, and the reports as they were signed."""

from django.http import Http404
from django.shortcuts import render

from audits.actions.signing import SIGNED_FOR
from audits.reports.revisions import revision_differences, revision_lines
from audits.views.door import audit_page
from audits.views.reporting import allowed_profiles, signed_pdf
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused


@audit_page(P.AUDIT_READ, among="with_history_for")
def revisions(request, audit):
    """Each revision that was sent, and for its writers the one that is being written."""
    may = lambda permission: request.user.holdings.may(permission, audit.school_id)  # noqa: E731
    lines = revision_lines(audit, writes=may(P.AUDIT_ANSWER))
    context = {
        "audit": audit,
        "lines": lines,
        "may_answer": may(P.AUDIT_ANSWER),
        "may_withdraw": may(P.AUDIT_WITHDRAW),
    }
    return render(request, "pages/audits/revisions.html", context)


@audit_page(P.AUDIT_READ, among="with_history_for")
def revision_changes(request, audit, revision):
    """What a revision says otherwise than the one before."""
    may = lambda permission: request.user.holdings.may(permission, audit.school_id)  # noqa: E731
    found = revision_differences(audit, revision, writes=may(P.AUDIT_ANSWER), cases=may(P.CASE_CHECK))
    if found is None:
        raise Http404
    context = {"audit": audit, "number": revision, "before": revision - 1, "found": found}
    return render(request, "pages/audits/revision_changes.html", context)


@audit_page(P.AUDIT_READ, among="with_history_for")
def revision_report(request, audit, revision):
    """The signed report: the full one for the school, the governors' one for all others."""
    allowed = allowed_profiles(request, audit)
    profile = next(each for each in reversed(SIGNED_FOR) if each in allowed)
    try:
        return signed_pdf(request, audit, revision, profile)
    except Refused:
        raise Http404 from None
