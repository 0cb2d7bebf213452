"""What a trust recommends, what people suggest and say of it, and what the database guards of all that."""

import uuid

import django.core.files.storage.filesystem
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import safeguarding.models.identity
import safeguarding.models.resource
from safeguarding.database.operations import (
    AppendOnly,
    GuardMoves,
    NeverDeleted,
    SchoolWall,
    SealedColumns,
    TrustWall,
)

IDENTITY = ["public_id", "request_key", "trust_id"]
FILE = ["file", "file_name", "file_type", "size", "sha256"]
SUGGESTED = ["school_id", "title", "why", "url", "suggested_by_id", "suggested_at"]

# What a resource reads is always the wording of its newest version, too.
KEPT = """
CREATE FUNCTION safeguarding_resource_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION 'a resource changes as its next version' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER next_version BEFORE UPDATE ON safeguarding_resource
  FOR EACH ROW EXECUTE FUNCTION safeguarding_resource_kept();
ALTER TABLE safeguarding_resource ENABLE ALWAYS TRIGGER next_version;

-- A decision stands.
CREATE FUNCTION safeguarding_suggestion_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'waiting' THEN
    RAISE EXCEPTION 'the suggestion was decided' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided BEFORE UPDATE ON safeguarding_resourcesuggestion
  FOR EACH ROW EXECUTE FUNCTION safeguarding_suggestion_decided();
ALTER TABLE safeguarding_resourcesuggestion ENABLE ALWAYS TRIGGER decided;

-- A suggestion and feedback are about the trust of their school.
CREATE FUNCTION safeguarding_same_trust() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  its_trust bigint := (SELECT trust_id FROM safeguarding_school WHERE id = NEW.school_id);
BEGIN
  IF NEW.resource_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM safeguarding_resource r WHERE r.id = NEW.resource_id AND r.trust_id = its_trust
  ) THEN
    RAISE EXCEPTION 'the resource is of another trust' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER same_trust BEFORE INSERT OR UPDATE ON safeguarding_resourcefeedback
  FOR EACH ROW EXECUTE FUNCTION safeguarding_same_trust();
ALTER TABLE safeguarding_resourcefeedback ENABLE ALWAYS TRIGGER same_trust;
CREATE TRIGGER same_trust BEFORE INSERT OR UPDATE ON safeguarding_resourcesuggestion
  FOR EACH ROW EXECUTE FUNCTION safeguarding_same_trust();
ALTER TABLE safeguarding_resourcesuggestion ENABLE ALWAYS TRIGGER same_trust;
"""
NOT_KEPT = """
DROP TRIGGER decided ON safeguarding_resourcesuggestion;
DROP FUNCTION safeguarding_suggestion_decided();
DROP TRIGGER same_trust ON safeguarding_resourcesuggestion;
DROP TRIGGER same_trust ON safeguarding_resourcefeedback;
DROP FUNCTION safeguarding_same_trust();
DROP TRIGGER next_version ON safeguarding_resource;
DROP FUNCTION safeguarding_resource_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0008_quality_circle"),
    ]

    operations = [
        migrations.CreateModel(
            name="Resource",
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
                ("title", models.CharField(max_length=120)),
                ("why", models.TextField()),
                ("url", models.URLField(blank=True, max_length=500)),
                ("audience", models.JSONField(blank=True, default=list)),
                ("items", models.JSONField(blank=True, default=list)),
                ("categories", models.JSONField(blank=True, default=list)),
                ("checked_on", models.DateField()),
                ("review_by", models.DateField()),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=120,
                        storage=django.core.files.storage.FileSystemStorage(),
                        upload_to=safeguarding.models.resource.private_name,
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("file_type", models.CharField(blank=True, max_length=8)),
                ("size", models.PositiveIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("version", models.PositiveIntegerField(default=1)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.TextField(blank=True)),
                (
                    "trust",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resources",
                        to="safeguarding.trust",
                    ),
                ),
            ],
            options={
                "ordering": ["title", "id"],
            },
        ),
        migrations.CreateModel(
            name="ResourceFeedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("request_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("helped", models.BooleanField()),
                ("words", models.TextField(blank=True)),
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
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="safeguarding.resource",
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
                "verbose_name_plural": "feedback",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ResourceSuggestion",
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
                ("title", models.CharField(max_length=120)),
                ("why", models.TextField()),
                ("url", models.URLField(max_length=500)),
                (
                    "suggested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.resource",
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
                    "suggested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "trust",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="safeguarding.trust"
                    ),
                ),
            ],
            options={
                "ordering": ["-suggested_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ResourceVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("why", models.TextField()),
                ("url", models.URLField(blank=True, max_length=500)),
                ("audience", models.JSONField(blank=True, default=list)),
                ("items", models.JSONField(blank=True, default=list)),
                ("categories", models.JSONField(blank=True, default=list)),
                ("checked_on", models.DateField()),
                ("review_by", models.DateField()),
                ("version", models.PositiveIntegerField()),
                ("note", models.TextField(blank=True)),
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
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="safeguarding.resource",
                    ),
                ),
                (
                    "trust",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="safeguarding.trust"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("sha256", ""), ("size", 0), models.Q(("url", ""), _negated=True)),
                    models.Q(
                        ("size__gt", 0),
                        ("url", ""),
                        models.Q(("file", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="resource_is_link_or_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_why", "")),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="resource_withdrawn_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="resourcesuggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None), ("decided_by", None), ("resource", None), ("state", "waiting")
                    ),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decision_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="suggestion_decided_has_person_time_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="resourceversion",
            constraint=models.UniqueConstraint(
                fields=("resource", "version"), name="one_resource_version_a_number"
            ),
        ),
        TrustWall("safeguarding_resource"),
        TrustWall("safeguarding_resourceversion"),
        SchoolWall("safeguarding_resourcesuggestion"),
        SchoolWall("safeguarding_resourcefeedback"),
        NeverDeleted("safeguarding_resource"),
        NeverDeleted("safeguarding_resourcesuggestion"),
        AppendOnly("safeguarding_resourceversion"),
        AppendOnly("safeguarding_resourcefeedback"),
        SealedColumns("safeguarding_resource", IDENTITY + FILE),
        GuardMoves(
            "safeguarding_resourcesuggestion",
            first="waiting",
            moves=[("waiting", "accepted"), ("waiting", "declined")],
        ),
        SealedColumns("safeguarding_resourcesuggestion", [*IDENTITY, *SUGGESTED]),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
