"""Notices, each seen by its person alone, and how people want to hear of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguarding.models.identity
from safeguarding.database.operations import NeverDeleted, PersonWall, SchoolWall, SealedColumns


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0009_resources"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("urgent", "Urgent concern"),
                            ("new_concern", "New concern"),
                            ("late", "Something of yours is late"),
                            ("due", "Something of yours is due within 7 days"),
                            ("assigned", "Something was given to you"),
                            ("challenge", "A question or a challenge"),
                            ("sign_off", "A review or a signature is wanted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("subject_type", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "person",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledged_at", None)),
                        fields=["person"],
                        name="notice_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="one_notice_of_a_thing"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mailed_at", None), ("claimed_at__isnull", False), _connector="OR"
                        ),
                        name="notice_mailed_was_claimed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("urgent", "Urgent concern"),
                            ("new_concern", "New concern"),
                            ("late", "Something of yours is late"),
                            ("due", "Something of yours is due within 7 days"),
                            ("assigned", "Something was given to you"),
                            ("challenge", "A question or a challenge"),
                            ("sign_off", "A review or a signature is wanted"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("now", "By e-mail at once"),
                            ("digest", "By e-mail once a day, in the morning"),
                            ("here", "Only here"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind"), name="one_choice_for_a_kind")
                ],
            },
        ),
        SchoolWall("safeguarding_notice", reader="person_id"),
        NeverDeleted("safeguarding_notice"),
        SealedColumns(
            "safeguarding_notice",
            ["school_id", "person_id", "kind", "subject_type", "subject", "key", "made_at"],
        ),
        PersonWall("safeguarding_noticechoice", "person_id"),
        NeverDeleted("safeguarding_noticechoice"),
    ]
