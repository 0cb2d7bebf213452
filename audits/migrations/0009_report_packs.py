"""Packs of reports, which the database shows to the person who asked for them and to work without a person."""

import uuid

import django.contrib.postgres.fields
import django.core.files.storage
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguarding.models.identity
from safeguarding.database.operations import GuardMoves, NeverDeleted, PersonWall, SchoolWall, SealedColumns

# A person is told of each school of their own pack, also of one to which they came to lose access meanwhile.
OWN = """((SELECT safeguarding_person()) IS NOT NULL AND pack_id IN (
  SELECT id FROM audits_reportpack WHERE by_id = (SELECT safeguarding_person())
))"""


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0008_crosswalk_and_editions_of_a_trust"),
        ("safeguarding", "0007_local_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportPack",
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
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("brief", "Governor brief"),
                                ("full", "Full report"),
                                ("plan", "Action plan"),
                                ("trust", "Trust report"),
                            ],
                            max_length=8,
                        ),
                        size=None,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("making", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Could not be made"),
                            ("gone", "Deleted"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("kept_until", models.DateTimeField(null=True)),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=120,
                        storage=django.core.files.storage.FileSystemStorage(),
                        upload_to="",
                    ),
                ),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "trust",
                    models.ForeignKey(
                        help_text="Empty for the pack of one's own school.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.trust",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PackPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("made", "Made"),
                            ("missing", "No audit"),
                            ("failed", "Could not be made"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
                ("files", models.JSONField(default=list)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="audits.reportpack",
                    ),
                ),
            ],
            options={
                "ordering": ["pack", "school__name"],
            },
        ),
        migrations.AddConstraint(
            model_name="reportpack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), _negated=True),
                    models.Q(
                        ("kept_until__isnull", False),
                        ("size__gt", 0),
                        models.Q(("file", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="pack_that_is_ready_has_its_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportpack",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "gone"), _negated=True), ("file", ""), _connector="OR"),
                name="pack_that_is_gone_has_no_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="packpart",
            constraint=models.UniqueConstraint(fields=("pack", "school"), name="one_part_per_school"),
        ),
        migrations.AddConstraint(
            model_name="packpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["missing", "failed"]), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="pack_part_that_is_not_made_says_why",
            ),
        ),
        PersonWall("audits_reportpack", "by_id"),
        NeverDeleted("audits_reportpack"),
        SealedColumns("audits_reportpack", ["by_id", "trust_id", "kinds", "asked_at"]),
        GuardMoves(
            "audits_reportpack",
            first="waiting",
            moves=[
                ("waiting", "making"),
                ("waiting", "failed"),
                ("making", "ready"),
                ("making", "failed"),
                ("ready", "gone"),
            ],
        ),
        SchoolWall("audits_packpart", seen=OWN, written=OWN),
        NeverDeleted("audits_packpart"),
        SealedColumns("audits_packpart", ["pack_id", "school_id"]),
    ]
