"""What the records say beside the answers, as a table for a spreadsheet."""

from audits.reports.audit_report import AuditReport
from audits.reports.figures import ShownFigure
from safeguarding.spreadsheets import Column, Sheet

COLUMNS = (
    Column("Item", 10),
    Column("Title", 30),
    Column("What is counted", 44),
    Column("How many", 12),
    Column("Of", 12),
    Column("More", 30),
    Column("From", 18),
    Column("Until", 18),
    Column("Counted on", 18),
    Column("What it means", 80),
)


def figure_sheet(report: AuditReport) -> Sheet:
    """One row for each count of each item, as the report shows it."""
    return Sheet("What the records say", COLUMNS, tuple(_rows(report)))


def _rows(report: AuditReport):
    for ref, title, figures in report.beside_items:
        for figure in figures:
            for line in figure.lines:
                yield (ref, title, _label(figure, line), line.count, line.of, figure.more, report.figures.since,
                       report.figures.until, report.figures.taken_on, figure.means)  # fmt: skip


def _label(figure: ShownFigure, line) -> str:
    return f"{figure.title}: {line.label.lower()}" if figure.title else line.label
