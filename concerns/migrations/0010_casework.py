"""Referrals, challenges, plans, meetings and reassessments, and what actions and entries say of them."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import safeguarding.models.identity


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0009_what_reports_lacked"),
        ("safeguarding", "0007_local_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("addendum", "Addendum"),
                    ("correction", "Correction"),
                    ("match", "Child matched"),
                    ("triage", "Triage"),
                    ("reclassified", "Category or level changed"),
                    ("owner", "New owner"),
                    ("decision", "Decision"),
                    ("action", "Action"),
                    ("contact", "Call, e-mail, meeting or talk"),
                    ("child_words", "Child's words"),
                    ("note", "Note"),
                    ("justification", "Justification and risk assessment"),
                    ("outcome", "Outcome"),
                    ("feedback", "Feedback to the reporter"),
                    ("moved", "Moved on"),
                    ("resolved", "Resolved"),
                    ("reopened", "Reopened"),
                    ("error_claimed", "Said to be entered in error"),
                    ("error_confirmed", "Entered in error"),
                    ("status", "Status"),
                    ("significant", "Significant event"),
                    ("referral", "Referral"),
                    ("challenge", "Challenge"),
                    ("plan", "Plan"),
                    ("meeting", "Meeting"),
                    ("reassessed", "View of the child looked at again"),
                    ("delay", "Reason for a delay"),
                    ("paper", "Paper received or sent"),
                ],
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=safeguarding.models.identity.new_public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("request_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("agency", models.CharField(max_length=120)),
                ("disputed", models.TextField()),
                ("why", models.TextField()),
                ("effect", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("raised", "Open"), ("resolved", "Settled"), ("withdrawn", "Withdrawn")],
                        default="raised",
                        max_length=12,
                    ),
                ),
                ("stage", models.PositiveSmallIntegerField(default=1)),
                ("stage_title", models.CharField(max_length=120)),
                ("stage_at", models.DateTimeField()),
                ("answer_due_on", models.DateField()),
                ("reply", models.TextField(blank=True)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("raised_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="concerns.concern",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="concerns.pupil",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="challenge",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="concerns.challenge",
            ),
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=safeguarding.models.identity.new_public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("request_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("early_help", "Early help or team around the family meeting"),
                            ("strategy", "Strategy discussion"),
                            ("conference", "Child protection conference"),
                            ("review_conference", "Child protection review conference"),
                            ("core_group", "Core group"),
                            ("child_in_need", "Child in need meeting"),
                            ("looked_after", "Looked-after review"),
                            ("education_plan", "Personal education plan meeting"),
                            ("other", "Other meeting"),
                        ],
                        max_length=20,
                    ),
                ),
                ("called_by", models.CharField(blank=True, max_length=120)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True)),
                ("attended", models.TextField(blank=True)),
                ("school_attended", models.BooleanField(null=True)),
                ("why_not", models.TextField(blank=True)),
                ("summary", models.TextField(blank=True)),
                ("child_view", models.TextField(blank=True)),
                ("report_sent_on", models.DateField(blank=True, null=True)),
                ("minutes_on", models.DateField(blank=True, null=True)),
                ("cancelled_reason", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="concerns.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
            ],
            options={
                "ordering": ["-due_on", "-id"],
            },
        ),
        migrations.AddField(
            model_name="action",
            name="meeting",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="concerns.meeting",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="meeting",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="concerns.meeting",
            ),
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=safeguarding.models.identity.new_public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("request_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("early_help", "Early help plan"),
                            ("child_in_need", "Child in need plan"),
                            ("child_protection", "Child protection plan"),
                            ("risk_child", "Risk assessment and management plan, child"),
                            ("risk_adult", "Risk assessment and management plan, adult"),
                            ("safety", "Safety plan"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about_adult", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Being written"), ("active", "In force"), ("ended", "Ended")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_reason", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="concerns.concern",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="concerns.pupil"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="plan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="concerns.plan",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="plan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="concerns.plan",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="plan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="concerns.plan",
            ),
        ),
        migrations.CreateModel(
            name="PlanReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=safeguarding.models.identity.new_public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("request_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("held_on", models.DateField()),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("due", "The review was due"),
                            ("concern", "A new concern"),
                            ("change", "Something changed for the child"),
                            ("asked", "Somebody asked for it"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "risk",
                    models.CharField(
                        choices=[
                            ("up", "Higher than before"),
                            ("same", "The same"),
                            ("down", "Lower than before"),
                        ],
                        max_length=4,
                    ),
                ),
                ("still_holds", models.BooleanField()),
                ("reason", models.TextField()),
                ("child_view", models.TextField(blank=True)),
                ("next_review_on", models.DateField()),
                (
                    "reviewed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="concerns.concern",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="concerns.plan",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=safeguarding.models.identity.new_public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("request_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("risks", models.TextField()),
                ("measures", models.TextField()),
                ("triggers", models.TextField(blank=True)),
                ("child_view", models.TextField(blank=True)),
                ("family_view", models.TextField(blank=True)),
                ("why", models.TextField(blank=True)),
                (
                    "written_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="concerns.plan",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Reassessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=safeguarding.models.identity.new_public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("request_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("third_concern", "Three or more linked concerns in a term"),
                            ("plan_unchanged", "A plan without a change"),
                        ],
                        max_length=16,
                    ),
                ),
                ("asked", models.TextField()),
                ("changes_view", models.BooleanField()),
                ("reason", models.TextField()),
                (
                    "answered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="concerns.concern",
                    ),
                ),
                (
                    "plan_review",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="concerns.planreview",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reassessments",
                        to="concerns.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=safeguarding.models.identity.new_public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("request_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("agency", models.CharField(max_length=120)),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("phone", "By telephone"),
                            ("form", "On the agency’s form"),
                            ("email", "By secure e-mail"),
                            ("person", "In person"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("early_help", "Early help"),
                            ("section_17", "Section 17, child in need"),
                            ("section_47", "Section 47, risk of significant harm"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("given", "Asked, and given"),
                            ("refused", "Asked, and refused"),
                            ("not_sought", "Not asked"),
                        ],
                        max_length=12,
                    ),
                ),
                ("consent_why", models.TextField(blank=True)),
                ("what", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Not sent yet"),
                            ("sent", "Sent"),
                            ("acknowledged", "Acknowledged"),
                            ("decided", "Answered"),
                            ("accepted", "Answer accepted"),
                            ("challenged", "Challenged"),
                            ("withdrawn", "Not sent, withdrawn"),
                        ],
                        default="drafted",
                        max_length=12,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_action", "No further action"),
                            ("early_help", "Early help"),
                            ("section_17", "Assessment under section 17"),
                            ("section_47", "Enquiries under section 47"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("outcome_words", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="concerns.concern",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="concerns.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="challenge",
            name="referral",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="challenges",
                to="concerns.referral",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="referral",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="concerns.referral",
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["school", "state", "review_on"], name="plan_reviews_due"),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["pupil", "-id"], name="plan_of_pupil"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "risk_adult"), _negated=True),
                    models.Q(("about_adult", ""), _negated=True),
                    _connector="OR",
                ),
                name="plan_about_an_adult_names_them",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "active"), _negated=True),
                    models.Q(("review_on__isnull", False), ("starts_on__isnull", False)),
                    _connector="OR",
                ),
                name="plan_in_force_has_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("state", "ended"), _negated=True), ("ended_on", None)),
                    models.Q(
                        ("ended_on__isnull", False),
                        ("state", "ended"),
                        models.Q(("ended_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="plan_ended_has_day_and_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["school", "state", "due_on"], name="meeting_due"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["pupil", "-due_on"], name="meeting_of_pupil"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("state", "held"), _negated=True), ("held_on", None)),
                    models.Q(
                        ("held_on__isnull", False),
                        ("school_attended__isnull", False),
                        ("state", "held"),
                        models.Q(("summary", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="meeting_held_says_when_and_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("school_attended", None),
                    ("school_attended", True),
                    models.Q(("why_not", ""), _negated=True),
                    _connector="OR",
                ),
                name="meeting_not_attended_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), _negated=True),
                    models.Q(("cancelled_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="meeting_cancelled_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="planreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="plan_review_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="planreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("trigger", "concern"), _negated=True),
                    ("concern__isnull", False),
                    _connector="OR",
                ),
                name="plan_review_of_a_concern_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="planreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_review_on__gte", models.F("held_on"))),
                name="plan_review_looks_ahead",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="one_plan_version_per_number"),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("risks", ""), _negated=True), models.Q(("measures", ""), _negated=True)
                ),
                name="plan_version_says_risks_and_measures",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1), models.Q(("why", ""), _negated=True), _connector="OR"),
                name="plan_rewritten_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="reassessment",
            index=models.Index(fields=["pupil", "-id"], name="reassessment_of_pupil"),
        ),
        migrations.AddConstraint(
            model_name="reassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reassessment_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="reassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("concern__isnull", False), ("plan_review", None), ("rule", "third_concern")),
                    models.Q(("concern", None), ("plan_review__isnull", False), ("rule", "plan_unchanged")),
                    _connector="OR",
                ),
                name="reassessment_names_what_raised_it",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["school", "state", "sent_at"], name="referral_waiting"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["pupil", "-id"], name="referral_of_pupil"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", ""), _negated=True), models.Q(("agency", ""), _negated=True)
                ),
                name="referral_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("consent", "given"), models.Q(("consent_why", ""), _negated=True), _connector="OR"
                ),
                name="referral_without_consent_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at", None), ("state__in", ["drafted", "withdrawn"])),
                    models.Q(
                        models.Q(("state__in", ["drafted", "withdrawn"]), _negated=True),
                        ("sent_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="referral_sent_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "acknowledged"), _negated=True),
                    ("acknowledged_at__isnull", False),
                    _connector="OR",
                ),
                name="referral_acknowledged_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["decided", "accepted", "challenged"]), _negated=True),
                    models.Q(("decided_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="referral_decided_has_time_and_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="challenge",
            index=models.Index(fields=["school", "state", "answer_due_on"], name="challenge_waiting"),
        ),
        migrations.AddIndex(
            model_name="challenge",
            index=models.Index(fields=["pupil", "-id"], name="challenge_of_pupil"),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disputed", ""), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    models.Q(("effect", ""), _negated=True),
                ),
                name="challenge_says_what_why_and_effect",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", "raised")),
                    models.Q(
                        models.Q(("state", "raised"), _negated=True),
                        ("ended_at__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="challenge_ended_has_time_and_outcome",
            ),
        ),
    ]
