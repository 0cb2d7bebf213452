"""Keeping rendered reports: what says the same looks the same, so it is rendered once."""

import hashlib

from audits.models import Audit, KeptReport
from audits.reports.audit_report import AuditReport
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.pdf import look_of, render_pdf

TEMPLATE = "pdf/audit_report.html"


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
    key = {"audit": audit, "profile": report.profile, "content_hash": _content_hash(report)}
    if (kept := KeptReport.objects.filter(**key).first()) is None:
        pdf = render_pdf(TEMPLATE, {"report": report})
        # Somebody may have kept the same report meanwhile: theirs stays.
        KeptReport.objects.bulk_create(
            [KeptReport(**key, school_id=audit.school_id, pdf=pdf)], ignore_conflicts=True
        )
        kept = KeptReport.objects.get(**key)
    return kept


def _content_hash(report: AuditReport) -> str:
    return hashlib.sha256(f"{report.check} {report.profile} {look_of()}".encode()).hexdigest()
