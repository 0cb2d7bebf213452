"""What became of each item between editions, numbers that nobody checked, and editions that a trust makes."""

import django.db.models.deletion
from django.db import migrations, models

# The same guard as for the other parts of an edition: see 0002.
FROZEN = """
CREATE TRIGGER published_edition BEFORE INSERT OR UPDATE OR DELETE ON audits_crosswalkline
  FOR EACH ROW EXECUTE FUNCTION audits_refuse_published();
ALTER TABLE audits_crosswalkline ENABLE ALWAYS TRIGGER published_edition;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audits_crosswalkline
  FOR EACH STATEMENT EXECUTE FUNCTION safeguarding_refuse_change();
ALTER TABLE audits_crosswalkline ENABLE ALWAYS TRIGGER never_emptied;
"""
THAWED = """
DROP TRIGGER published_edition ON audits_crosswalkline;
DROP TRIGGER never_emptied ON audits_crosswalkline;
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0007_words_in_their_time"), ("safeguarding", "0007_local_rules")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="trust",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="safeguarding.trust",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="audits.edition",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="number_verified",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AlterField(
            model_name="item", name="ref", field=models.CharField(blank=True, max_length=20)
        ),
        migrations.RemoveConstraint(model_name="item", name="one_item_per_ref"),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                condition=~models.Q(ref=""), fields=("edition", "ref"), name="one_item_per_ref"
            ),
        ),
        migrations.CreateModel(
            name="CrosswalkLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("same", "The same"),
                            ("moved", "Moved"),
                            ("reworded", "Asks something else"),
                            ("split", "Split"),
                            ("merged", "Merged"),
                            ("new", "New"),
                            ("retired", "No longer asked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before_keys", models.JSONField(default=list)),
                ("now_keys", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True)),
                ("is_verified", models.BooleanField(default=False)),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audits.edition"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="crosswalk",
                        to="audits.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "before", "order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "before", "order"), name="one_crosswalk_line_per_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edition", models.F("before")), _negated=True),
                        name="crosswalk_between_two_editions",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FROZEN, THAWED),
    ]
