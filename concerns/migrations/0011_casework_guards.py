"""What the database guards of case work: legal moves, sealed words, one school, and who may see it."""

from django.db import migrations

from safeguarding.database.operations import (
    AppendOnly,
    GuardMoves,
    NeverDeleted,
    SameSchool,
    SchoolWall,
    SealedColumns,
)

KEPT = ["concerns_challenge", "concerns_meeting", "concerns_plan", "concerns_referral"]
SEALED = ["concerns_planreview", "concerns_planversion", "concerns_reassessment"]
HANGS_ON = [
    ("concerns_action", "meeting_id", "concerns_meeting"),
    ("concerns_action", "plan_id", "concerns_plan"),
    ("concerns_challenge", "concern_id", "concerns_concern"),
    ("concerns_challenge", "pupil_id", "concerns_pupil"),
    ("concerns_challenge", "referral_id", "concerns_referral"),
    ("concerns_entry", "challenge_id", "concerns_challenge"),
    ("concerns_entry", "meeting_id", "concerns_meeting"),
    ("concerns_entry", "plan_id", "concerns_plan"),
    ("concerns_entry", "referral_id", "concerns_referral"),
    ("concerns_meeting", "plan_id", "concerns_plan"),
    ("concerns_meeting", "pupil_id", "concerns_pupil"),
    ("concerns_plan", "concern_id", "concerns_concern"),
    ("concerns_plan", "pupil_id", "concerns_pupil"),
    ("concerns_planreview", "concern_id", "concerns_concern"),
    ("concerns_planreview", "plan_id", "concerns_plan"),
    ("concerns_planversion", "plan_id", "concerns_plan"),
    ("concerns_reassessment", "concern_id", "concerns_concern"),
    ("concerns_reassessment", "plan_review_id", "concerns_planreview"),
    ("concerns_reassessment", "pupil_id", "concerns_pupil"),
    ("concerns_referral", "concern_id", "concerns_concern"),
    ("concerns_referral", "pupil_id", "concerns_pupil"),
]
SENT = "OLD.state <> 'drafted'"


class Migration(migrations.Migration):
    dependencies = [("concerns", "0010_casework")]

    operations = [
        *[AppendOnly(table) for table in SEALED],
        *[NeverDeleted(table) for table in KEPT],
        *[SameSchool(*hang) for hang in HANGS_ON],
        *[SchoolWall(table, within="safeguarding_child_schools") for table in sorted(KEPT + SEALED)],
        GuardMoves(
            "concerns_referral",
            first="drafted",
            moves=[
                ("drafted", "sent"),
                ("drafted", "withdrawn"),
                ("sent", "acknowledged"),
                ("sent", "decided"),
                ("acknowledged", "decided"),
                ("decided", "accepted"),
                ("decided", "challenged"),
                ("challenged", "decided"),
                ("challenged", "accepted"),
            ],
        ),
        GuardMoves(
            "concerns_challenge",
            first="raised",
            moves=[("raised", "resolved"), ("raised", "withdrawn")],
        ),
        GuardMoves(
            "concerns_plan",
            first="draft",
            moves=[("draft", "active"), ("draft", "ended"), ("active", "ended")],
        ),
        GuardMoves(
            "concerns_meeting",
            first="planned",
            moves=[("planned", "held"), ("planned", "cancelled")],
        ),
        SealedColumns(
            "concerns_referral",
            ["pupil_id", "concern_id", "agency", "basis", "consent", "consent_why", "what", "sent_at"],
            sealed=SENT,
        ),
        SealedColumns(
            "concerns_challenge",
            ["pupil_id", "concern_id", "referral_id", "agency", "disputed", "why", "effect"],
        ),
        SealedColumns("concerns_plan", ["pupil_id", "kind", "about_adult"]),
        SealedColumns(
            "concerns_meeting",
            [
                "pupil_id",
                "kind",
                "held_on",
                "attended",
                "school_attended",
                "why_not",
                "summary",
                "child_view",
            ],
            sealed="OLD.state <> 'planned'",
        ),
    ]
