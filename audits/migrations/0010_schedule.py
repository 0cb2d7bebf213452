"""The trust's schedule of audits, the dates of a school's sections, and what the database guards of both."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import safeguarding.models.identity
from safeguarding.database.operations import AppendOnly, NeverDeleted, SameSchool, SchoolWall, SealedColumns

# What the schedule asks for changes only beside an entry of its log with the same version.
LOGGED = """
CREATE FUNCTION audits_dueaudit_logged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> OLD.version + 1 OR NOT EXISTS (
    SELECT 1 FROM audits_dueauditchange c
    WHERE c.due_audit_id = NEW.id AND c.version = NEW.version AND c.due_on = NEW.due_on
      AND (c.kind = 'taken_out') = (NEW.taken_out_at IS NOT NULL)
  ) THEN
    RAISE EXCEPTION 'the schedule changes with a reason' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER logged_change BEFORE UPDATE ON audits_dueaudit
  FOR EACH ROW EXECUTE FUNCTION audits_dueaudit_logged();
ALTER TABLE audits_dueaudit ENABLE ALWAYS TRIGGER logged_change;
"""
NOT_LOGGED = """
DROP TRIGGER logged_change ON audits_dueaudit;
DROP FUNCTION audits_dueaudit_logged();
"""
SEALED = ["school_id", "edition_id", "year", "public_id", "request_key"]


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0009_report_packs"),
        ("safeguarding", "0007_local_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sectionshare",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="DueAudit",
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
                    "year",
                    models.PositiveSmallIntegerField(
                        help_text="The calendar year in which the school year begins."
                    ),
                ),
                ("due_on", models.DateField()),
                ("taken_out_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audits.edition"
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
                "ordering": ["-year", "due_on", "school__name"],
            },
        ),
        migrations.CreateModel(
            name="DueAuditChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("moved", "Moved"),
                            ("taken_out", "Taken out"),
                            ("put_back", "Put back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("reason", models.TextField(blank=True)),
                ("by_name", models.CharField(max_length=120)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "due_audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="audits.dueaudit",
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
        migrations.AddConstraint(
            model_name="dueaudit",
            constraint=models.UniqueConstraint(
                fields=("school", "edition", "year"), name="one_due_audit_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="dueauditchange",
            constraint=models.UniqueConstraint(
                fields=("due_audit", "version"), name="one_change_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="dueauditchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "asked"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="due_audit_change_says_why",
            ),
        ),
        SchoolWall("audits_dueaudit"),
        SchoolWall("audits_dueauditchange"),
        SameSchool("audits_dueauditchange", "due_audit_id", "audits_dueaudit"),
        NeverDeleted("audits_dueaudit"),
        AppendOnly("audits_dueauditchange"),
        SealedColumns("audits_dueaudit", SEALED),
        migrations.RunSQL(LOGGED, NOT_LOGGED),
    ]
