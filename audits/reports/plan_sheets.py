"""The action plan as tables for a spreadsheet."""

from django.utils import timezone

from audits.models import Action
from audits.reports.action_plan import ActionPlan, PlanLine, Source
from safeguarding.spreadsheets import Column, Sheet

COLUMNS = (
    Column("Item", 10),
    Column("Title", 30),
    Column("Action", 50),
    Column("Who", 22),
    Column("By when", 18),
    Column("Why that date", 28),
    Column("State", 14),
    Column("Days late", 10),
    Column("Basis", 16),
    Column("Last note", 50),
    Column("Noted by", 22),
    Column("Noted on", 18),
)


def plan_sheets(plan: ActionPlan) -> tuple[Sheet, Sheet]:
    """The actions, and the reviews of greens."""
    return (
        Sheet("Actions", COLUMNS, tuple(_action(line) for line in plan.lines)),
        Sheet("Green reviews", COLUMNS, tuple(_review(day, source) for day, source in _pairs(plan))),
    )


def _pairs(plan: ActionPlan):
    return [(reviews.due_on, source) for reviews in plan.reviews for source in reviews.sources]


def _action(line: PlanLine) -> tuple:
    note = line.last_note
    source = (line.source.ref, line.source.title) if line.source else ("", "")
    return (
        *source,
        line.what,
        line.owner,
        line.due_on,
        line.due_reason,
        line.state_label,
        line.days_late or None,
        line.basis_label,
        note.note if note else "",
        note.by if note else "",
        timezone.localdate(note.at) if note else None,
    )


def _review(day, source: Source) -> tuple:
    words = "Look at it again and say if it is still green"
    basis = Action.Basis.GREEN_REVIEW.label
    return (source.ref, source.title, words, "", day, "", "", None, basis, "", "", None)
