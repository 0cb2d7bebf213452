"""Answers that come from an earlier audit, and when each was read again."""

import django.db.models.deletion
from django.db import migrations, models

from safeguarding.database.operations import SameSchool


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0005_review_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="response",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="audits.response",
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        SameSchool("audits_response", "carried_from_id", "audits_response"),
    ]
