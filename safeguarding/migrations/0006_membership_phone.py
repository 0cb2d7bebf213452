"""The number on which a safeguarding lead is rung, for the card of whom to call."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0005_circles")]

    operations = [
        migrations.AddField(
            "membership",
            "phone",
            models.CharField(
                blank=True,
                help_text="Of a safeguarding lead: the number on the card of whom to call.",
                max_length=40,
            ),
        ),
    ]
