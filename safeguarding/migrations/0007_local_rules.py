"""What a local authority sets for case work: freshness, meetings, escalation and terms."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0006_membership_phone"),
    ]

    operations = [
        migrations.CreateModel(
            name="EscalationStage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("with_whom", models.CharField(max_length=200)),
                ("answer_within", models.PositiveSmallIntegerField(help_text="Working days.")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalation_stages",
                        to="safeguarding.localauthority",
                    ),
                ),
            ],
            options={
                "ordering": ["authority", "order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "order"), name="one_escalation_stage_per_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FreshnessRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("status", models.SlugField(max_length=24)),
                ("amber_weeks", models.PositiveSmallIntegerField()),
                ("red_weeks", models.PositiveSmallIntegerField()),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="freshness_rules",
                        to="safeguarding.localauthority",
                    ),
                ),
            ],
            options={
                "ordering": ["authority", "status"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "status"), name="one_freshness_rule_per_status"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amber_weeks__lte", models.F("red_weeks"))),
                        name="freshness_amber_before_red",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("status", models.SlugField(max_length=24)),
                ("kind", models.SlugField(max_length=24)),
                ("first_within", models.PositiveSmallIntegerField()),
                (
                    "first_unit",
                    models.CharField(
                        choices=[("working_days", "working days"), ("weeks", "weeks"), ("months", "months")],
                        max_length=12,
                    ),
                ),
                ("then_within", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "then_unit",
                    models.CharField(
                        blank=True,
                        choices=[("working_days", "working days"), ("weeks", "weeks"), ("months", "months")],
                        max_length=12,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting_rules",
                        to="safeguarding.localauthority",
                    ),
                ),
            ],
            options={
                "ordering": ["authority", "status", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "status", "kind"), name="one_meeting_rule_per_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("then_unit", ""), ("then_within", None)),
                            models.Q(
                                ("then_within__isnull", False), models.Q(("then_unit", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="meeting_rule_repeats_with_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("break_starts", models.DateField(blank=True, null=True)),
                ("break_ends", models.DateField(blank=True, null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="school_terms",
                        to="safeguarding.localauthority",
                    ),
                ),
            ],
            options={
                "ordering": ["authority", "starts_on"],
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "starts_on"), name="one_term_per_start"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gte", models.F("starts_on")),
                            models.Q(
                                models.Q(("break_ends", None), ("break_starts", None)),
                                models.Q(
                                    ("break_ends__gte", models.F("break_starts")),
                                    ("break_ends__lte", models.F("ends_on")),
                                    ("break_starts__gte", models.F("starts_on")),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="term_in_order",
                    ),
                ],
            },
        ),
    ]
