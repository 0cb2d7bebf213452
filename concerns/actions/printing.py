"""Putting a record on paper. A print is on record in the transaction in which it is made."""

from concerns.models import Concern, Plan, Pupil
from concerns.reports.child_file import PrintedFile
from concerns.reports.concern_print import PrintedConcern
from concerns.reports.plan_page import PrintedPlan
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.pdf import render_pdf

CHRONOLOGY = "pdf/concerns/chronology.html"
CONCERN = "pdf/concerns/concern.html"
PLAN = "pdf/concerns/plan.html"


def print_chronology(pupil: Pupil, report: PrintedFile, *, by: User) -> bytes:
    """The PDF of a child's chronology, and one event. ``PdfFailed`` when it cannot be made; nothing is written."""
    pdf = render_pdf(CHRONOLOGY, {"report": report})
    record_event("chronology printed", by=by, school=pupil.school, about=pupil, entries=len(report.rows))
    return pdf


def print_concern(concern: Concern, report: PrintedConcern, *, by: User) -> bytes:
    """The PDF of one concern, and one event. ``PdfFailed`` when it cannot be made; nothing is written."""
    pdf = render_pdf(CONCERN, {"report": report})
    record_event("concern printed", by=by, school=concern.school, about=concern, entries=len(report.rows))
    return pdf


def print_plan(plan: Plan, report: PrintedPlan, *, by: User) -> bytes:
    """The PDF of one plan, and one event on the child's file. ``PdfFailed`` when it cannot be made."""
    pdf = render_pdf(PLAN, {"report": report})
    record_event("plan printed", by=by, school=plan.school, about=plan.pupil, plan=plan.public_id)
    return pdf
