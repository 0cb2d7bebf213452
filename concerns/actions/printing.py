"""Putting a record on paper. A print is on record in the transaction in which it is made."""

from concerns.models import Concern, Pupil
from concerns.reports.child_file import PrintedFile
from concerns.reports.concern_print import PrintedConcern
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.pdf import render_pdf

CHRONOLOGY = "pdf/concerns/chronology.html"
CONCERN = "pdf/concerns/concern.html"


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
