"""Keeping rendered reports: what says the same looks the same, so it is rendered once."""

import hashlib
from collections.abc import Callable
from io import BytesIO

import pikepdf

from audits.models import Audit, KeptReport
from audits.reports.audit_report import AuditReport
from audits.reports.governor_brief import PAGES, SIZES, governor_brief
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.pdf import PdfFailed, look_of, render_pdf

TEMPLATE, BRIEF_TEMPLATE = "pdf/audit_report.html", "pdf/governor_brief.html"
BRIEF = "brief"  # the profile under which a brief is kept


def print_report(audit: Audit, report: AuditReport, *, by: User) -> bytes:
    """The PDF of the report. Writes the kept report when there is none of the same content, and one event.

    ``PdfFailed`` when it cannot be made; then nothing is written.
    """
    kept = keep_report(audit, report)
    record_event(
        "report printed",
        by=by,
        school=audit.school,
        about=audit,
        profile=report.profile,
        revision=report.revision,
        check=report.check[:16],
    )
    return bytes(kept.pdf)


def keep_report(audit: Audit, report: AuditReport) -> KeptReport:
    """The kept report of this content, made now where there is none. ``PdfFailed`` when it cannot be made."""
    return _kept(audit, report, report.profile, lambda: render_pdf(TEMPLATE, {"report": report}))


def keep_brief(audit: Audit, report: AuditReport) -> KeptReport:
    """The kept governor brief of this content, made now where there is none.

    ``PdfFailed`` when it cannot be made, or not on two pages.
    """
    return _kept(audit, report, BRIEF, lambda: render_brief(report))


def render_brief(report: AuditReport) -> bytes:
    """The brief on exactly two pages: with fewer lines in its lists where people's words take more room."""
    for size in SIZES:
        pdf = render_pdf(BRIEF_TEMPLATE, {"brief": governor_brief(report, size)})
        with pikepdf.open(BytesIO(pdf)) as opened:
            if len(opened.pages) == PAGES:
                return pdf
    raise PdfFailed("the brief does not fit its pages")


def _kept(audit: Audit, report: AuditReport, profile: str, make: Callable[[], bytes]) -> KeptReport:
    key = {"audit": audit, "profile": profile, "content_hash": _content_hash(report, profile)}
    if (kept := KeptReport.objects.filter(**key).first()) is None:
        # Somebody may have kept the same report meanwhile: theirs stays.
        KeptReport.objects.bulk_create(
            [KeptReport(**key, school_id=audit.school_id, pdf=make())], ignore_conflicts=True
        )
        kept = KeptReport.objects.get(**key)
    return kept


def _content_hash(report: AuditReport, profile: str) -> str:
    return hashlib.sha256(f"{report.check} {profile} {look_of()}".encode()).hexdigest()
