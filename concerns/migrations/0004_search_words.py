"""The words of a report, ready to be searched, and the order of lists.

The column is worked out by the database from sealed words, so it never changes either. An index of words would be
no use: the wall has to look at each row before the words are compared.
"""

from django.db import migrations, models

WORDS = """
ALTER TABLE concerns_concern ADD COLUMN words tsvector GENERATED ALWAYS AS (
  to_tsvector('english', seen_heard || ' ' || own_words || ' ' || opinion || ' ' || done_at_once || ' '
    || where_words || ' ' || when_words)
) STORED;
"""
NO_WORDS = "ALTER TABLE concerns_concern DROP COLUMN words;"


class Migration(migrations.Migration):
    dependencies = [("concerns", "0003_struck_entries")]

    operations = [
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.AddIndex(
            "standing", models.Index(fields=["school", "-recorded_at"], name="standing_newest")
        ),
        migrations.AddIndex(
            "standing", models.Index(fields=["school", "-last_entry_at"], name="standing_last_entry")
        ),
    ]
