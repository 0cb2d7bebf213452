"""Rows that hang on rows of the record belong to the same school; triggers that fill a column fire always."""

from django.db import migrations

from safeguarding.database.operations import SameSchool

HANGS_ON = [
    ("concerns_attachment", "entry_id", "concerns_entry"),
    ("concerns_concernlink", "reported_id", "concerns_reportedchild"),
    ("concerns_courtorder", "replaces_id", "concerns_courtorder"),
    ("concerns_entry", "action_id", "concerns_action"),
    ("concerns_entry", "corrects_id", "concerns_entry"),
    ("concerns_keyperson", "replaces_id", "concerns_keyperson"),
    ("concerns_professional", "replaces_id", "concerns_professional"),
    ("concerns_shield", "replaces_id", "concerns_shield"),
    ("concerns_status", "replaces_id", "concerns_status"),
]


def always(table, trigger):
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger};",
        f"ALTER TABLE {table} ENABLE TRIGGER {trigger};",
    )


class Migration(migrations.Migration):
    dependencies = [("concerns", "0006_named_people")]

    operations = [
        *[SameSchool(*hang) for hang in HANGS_ON],
        always("concerns_pupil", "fill_search"),
        always("concerns_adultaccess", "fill_subject"),
    ]
