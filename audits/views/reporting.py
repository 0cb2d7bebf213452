"""Reading an audit: all answers, and the report as PDF."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audits.actions.keeping import print_report
from audits.actions.signing import SIGNED_FOR, print_signed_report
from audits.models import Audit
from audits.rating import Rating
from audits.reports.audit_report import Profile, audit_report
from audits.views.door import audit_page
from safeguarding.access.permissions import P
from safeguarding.pdf import PdfFailed


@audit_page(P.AUDIT_READ)
def answers(request, audit):
    report = audit_report(audit, today=timezone.localdate(), profile=profile_for(request, audit))
    rating = request.GET.get("rating")
    chosen = Rating(rating) if rating in Rating.values else None
    sections = [(section, _of(section, chosen)) for section in report.sections]
    shown = {
        "audit": audit,
        "report": report,
        "rating": chosen,
        "sections": [(section, cards) for section, cards in sections if cards],
        "say": _what_one_may_say(request, audit),
    }
    return render(request, "pages/audits/answers.html", shown)


@audit_page(P.AUDIT_READ)
def report(request, audit):
    """The PDF as it stands now; of a signed audit, the one that was signed."""
    profile = profile_for(request, audit)
    if audit.is_final and profile in SIGNED_FOR:
        return signed_pdf(request, audit, audit.revision, profile)
    made = audit_report(audit, today=timezone.localdate(), profile=profile)
    try:
        pdf = print_report(audit, made, by=request.user)
    except PdfFailed:
        return _failed(request, audit)
    return _file(pdf, f"safeguarding-audit-{made.year}-{made.status.lower()}.pdf")


def signed_pdf(request, audit, revision: int, profile: Profile) -> HttpResponse:
    """The report of a revision as it was signed."""
    try:
        pdf = print_signed_report(audit, revision, profile, by=request.user)
    except PdfFailed:
        return _failed(request, audit)
    which = f"-revision-{revision}" if revision > 1 or audit.revision > 1 else ""
    return _file(pdf, f"safeguarding-audit-{audit.year}-final{which}.pdf")


def profile_for(request, audit) -> Profile:
    """The report that the person asks for, or the fullest that their roles allow.

    Nobody signs a report that names the sampled files, so of a signed audit that one has to be asked for.
    """
    allowed = allowed_profiles(request, audit)
    asked = request.GET.get("profile")
    if asked in allowed:
        return Profile(asked)
    return next(each for each in reversed(SIGNED_FOR) if each in allowed) if audit.is_final else allowed[-1]


def allowed_profiles(request, audit) -> list[Profile]:
    """From the shortest to the fullest."""
    may = lambda permission: request.user.holdings.may(permission, audit.school_id)  # noqa: E731
    more = [Profile.FULL] if may(P.AUDIT_ANSWER) else []
    return [Profile.GOVERNORS, *more, *([Profile.CASES] if may(P.CASE_CHECK) else [])]


def _what_one_may_say(request, audit) -> str:
    """ "Ask about this", "Comment on this", or nothing."""
    may = lambda permission: request.user.holdings.may(permission, audit.school_id)  # noqa: E731
    if audit.state != Audit.State.SUBMITTED:
        return ""
    if may(P.AUDIT_QUESTION):
        return "Ask about"
    return "Comment on" if may(P.AUDIT_COMMENT) and audit.adviser_id == request.user.pk else ""


def _of(section, rating: Rating | None):
    if rating is None:
        return section.cards
    return tuple(card for card in section.cards if card.is_rated and card.rating == rating)


def _failed(request, audit) -> HttpResponse:
    return render(request, "pages/audits/report_failed.html", {"audit": audit}, status=503)


def _file(pdf: bytes, name: str) -> HttpResponse:
    """A download whose name holds no person and no school: it ends up in folders and mails."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
