"""Whose body a mark is on, whether an adult in school may be meant, since when a category is "Other", and where a child lives."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from safeguarding.database.operations import SameSchool

SAME_CONCERN = """
CREATE UNIQUE INDEX concerns_reportedchild_id_concern ON concerns_reportedchild (id, concern_id);
ALTER TABLE concerns_bodymark ADD CONSTRAINT concerns_bodymark_child_id_same_concern
  FOREIGN KEY (child_id, concern_id) REFERENCES concerns_reportedchild (id, concern_id);
"""
NOT_SAME_CONCERN = """
ALTER TABLE concerns_bodymark DROP CONSTRAINT concerns_bodymark_child_id_same_concern;
DROP INDEX concerns_reportedchild_id_concern;
"""
# The wall binds whoever runs this as well, so it is opened for the length of the transaction.
SINCE_TRIAGE = """
SELECT set_config('safeguarding.child_schools', coalesce(string_agg(id::text, ','), ''), true) FROM safeguarding_school;
UPDATE concerns_concernlink AS link
SET other_since = (standing.triaged_at AT TIME ZONE 'Europe/London')::date
FROM concerns_standing AS standing, concerns_subcategory AS subcategory, concerns_category AS category
WHERE standing.concern_id = link.concern_id AND subcategory.id = link.subcategory_id
  AND category.id = subcategory.category_id AND category.key = 'other';
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0008_search_and_waiting"), ("safeguarding", "0005_circles")]

    operations = [
        migrations.AddField(
            "concern",
            "adult_here",
            models.BooleanField(
                default=False,
                help_text="The reporter says that an adult who works or helps here may have caused it.",
            ),
        ),
        migrations.AddField(
            "bodymark",
            "child",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="marks",
                to="concerns.reportedchild",
            ),
        ),
        migrations.AddField(
            "pupil",
            "authority",
            models.ForeignKey(
                blank=True,
                help_text="Where the child lives, if it is known; it may be another than the school’s.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="safeguarding.localauthority",
            ),
        ),
        migrations.AddField("concernlink", "other_since", models.DateField(editable=False, null=True)),
        migrations.AddIndex(
            "concernlink",
            models.Index(
                fields=["school", "other_since"],
                condition=Q(other_since__isnull=False),
                name="link_to_recode",
            ),
        ),
        SameSchool("concerns_bodymark", "child_id", "concerns_reportedchild"),
        migrations.RunSQL(SAME_CONCERN, NOT_SAME_CONCERN),
        migrations.RunSQL(SINCE_TRIAGE, migrations.RunSQL.noop),
    ]
