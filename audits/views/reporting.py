"""Reading an audit: the governor's summary, all answers, and the report as PDF."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audits.actions.keeping import print_report
from audits.models import Audit
from audits.rating import Rating
from audits.reports.audit_report import AuditReport, Profile, audit_report
from audits.views.door import audit_page
from safeguarding import pdf_cage
from safeguarding.access.permissions import P
from safeguarding.pdf import PdfFailed


@audit_page(P.AUDIT_READ, among="visible_to")
def summary(request, audit):
    if not Audit.objects.readable_by(request.user).filter(pk=audit.pk).exists():
        return render(request, "pages/audits/summary_not_sent.html", {"audit": audit})
    pdf_cage.warm()  # its main button makes the PDF: by then the engine is ready
    return render(request, "pages/audits/summary.html", {"audit": audit, "report": _report(request, audit)})


@audit_page(P.AUDIT_READ)
def answers(request, audit):
    report = _report(request, audit)
    rating = request.GET.get("rating")
    chosen = Rating(rating) if rating in Rating.values else None
    sections = [(section, _of(section, chosen)) for section in report.sections]
    shown = {
        "audit": audit,
        "report": report,
        "rating": chosen,
        "sections": [(section, cards) for section, cards in sections if cards],
    }
    return render(request, "pages/audits/answers.html", shown)


@audit_page(P.AUDIT_READ)
def report(request, audit):
    made = _report(request, audit)
    try:
        pdf = print_report(audit, made, by=request.user)
    except PdfFailed:
        return render(request, "pages/audits/report_failed.html", {"audit": audit}, status=503)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(made)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _report(request, audit) -> AuditReport:
    return audit_report(audit, today=timezone.localdate(), profile=_profile(request, audit))


def _profile(request, audit) -> Profile:
    """The fullest report that the person's roles allow, or the governors' one where they ask for it."""
    may = lambda permission: request.user.holdings.may(permission, audit.school_id)  # noqa: E731
    if request.GET.get("profile") == Profile.GOVERNORS:
        return Profile.GOVERNORS
    if may(P.CASE_CHECK):
        return Profile.CASES
    return Profile.FULL if may(P.AUDIT_ANSWER) else Profile.GOVERNORS


def _of(section, rating: Rating | None):
    if rating is None:
        return section.cards
    return tuple(card for card in section.cards if card.is_rated and card.rating == rating)


def _file_name(report: AuditReport) -> str:
    """Names no person and no school: it ends up in folders and mails."""
    return f"safeguarding-audit-{report.year}-{report.status.lower()}.pdf"
