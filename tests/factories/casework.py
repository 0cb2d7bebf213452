"""Rows of case work as they stand, without the actions that make them."""

from datetime import UTC, date, datetime

from concerns.models import Challenge, Meeting, Plan, PlanReview, PlanVersion, Reassessment, Referral

SENT = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)


def referral(pupil, *, by, **fields):
    """One that was not sent yet, unless ``fields`` say otherwise."""
    start = {
        "agency": "Children's services",
        "route": "form",
        "basis": "section_17",
        "consent": "given",
        "what": "He is often alone in the evening.",
    }
    row = {"owner": by, "made_by": by, "school": pupil.school, "pupil": pupil}
    made = Referral.objects.create(**start | row | _without_moves(fields))
    return moved(made, fields)


def challenge(pupil, *, by, **fields):
    start = {
        "agency": "Children's services",
        "disputed": "No further action.",
        "why": "Three reports in a month.",
        "effect": "She goes home to the same evening.",
        "stage_title": "Talk to the worker",
        "stage_at": SENT,
        "answer_due_on": date(2026, 11, 17),
    }
    row = {"owner": by, "raised_by": by, "school": pupil.school, "pupil": pupil}
    return Challenge.objects.create(**start | row | fields)


def plan(pupil, *, by, kind="safety", risks="Alone after school.", measures="Met at the gate.", **fields):
    """A plan in force with its first version."""
    start = {"starts_on": date(2026, 11, 2), "review_on": date(2026, 11, 30)}
    row = {"owner": by, "made_by": by, "school": pupil.school, "pupil": pupil, "kind": kind}
    made = Plan.objects.create(**start | row | _without_moves(fields))
    PlanVersion.objects.create(
        plan=made, number=1, risks=risks, measures=measures, school=pupil.school, written_by=by
    )
    return moved(made, {"state": "active"} | fields)


def plan_review(plan_, *, by, **fields):
    start = {
        "held_on": date(2026, 11, 16),
        "trigger": "due",
        "risk": "same",
        "still_holds": True,
        "reason": "Nothing new.",
        "next_review_on": date(2026, 12, 14),
    }
    return PlanReview.objects.create(
        **start | {"plan": plan_, "school": plan_.school, "reviewed_by": by} | fields
    )


def meeting(pupil, *, by, **fields):
    """A planned one, unless ``fields`` say that it was held."""
    start = {"kind": "core_group", "due_on": date(2026, 11, 20)}
    row = {"owner": by, "made_by": by, "school": pupil.school, "pupil": pupil}
    made = Meeting.objects.create(**start | row | _without_moves(fields))
    return moved(made, fields)


def reassessment(pupil, *, by, concern, **fields):
    start = {
        "rule": "third_concern",
        "asked": "Three concerns about home in the autumn term.",
        "changes_view": False,
        "reason": "Each was about the same week.",
    }
    row = {"school": pupil.school, "pupil": pupil, "concern": concern, "answered_by": by}
    return Reassessment.objects.create(**start | row | fields)


def moved(row, fields):
    """The row in its later state, as a write after the first: none begins there."""
    for name, value in fields.items():
        setattr(row, name, value)
    if fields:
        row.save(update_fields=list(fields))
    return row


def _without_moves(fields: dict) -> dict:
    return {} if "state" in fields else fields
