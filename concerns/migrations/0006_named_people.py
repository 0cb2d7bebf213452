"""A person who is named reads that concern about an adult, and no other.

In the first policies the column of the outer row had no table before it, so that it was taken for the column of the
same name in the table of named people.
"""

from django.db import migrations

WITHIN = "school_id = ANY ((SELECT safeguarding_register_schools())::bigint[])"
PERSON = "(SELECT safeguarding_person())"
STAFF = "school_id = ANY ((SELECT safeguarding_child_schools())::bigint[])"


def named(key: str) -> str:
    return f"""EXISTS (
      SELECT 1 FROM concerns_adultaccess named
      WHERE named.concern_id = {key} AND named.person_id = {PERSON} AND named.ended_at IS NULL)"""  # noqa: S608


def own_report(key: str) -> str:
    return f"EXISTS (SELECT 1 FROM concerns_adultconcern own WHERE own.id = {key} AND own.reporter_id = {PERSON})"  # noqa: S608


STANDING = "concerns_adultstanding.concern_id"
ENTRY = "concerns_adultentry.concern_id"
POLICIES = f"""
ALTER POLICY school_wall ON concerns_adultconcern
  USING ({WITHIN} OR {named("concerns_adultconcern.id")} OR reporter_id = {PERSON})
  WITH CHECK ({WITHIN} OR ({STAFF} AND reporter_id = {PERSON}));
ALTER POLICY school_wall ON concerns_adultstanding
  USING ({WITHIN} OR {named(STANDING)} OR {own_report(STANDING)})
  WITH CHECK ({WITHIN} OR {named(STANDING)} OR {own_report(STANDING)});
ALTER POLICY school_wall ON concerns_adultentry
  USING ({WITHIN} OR {named(ENTRY)}) WITH CHECK ({WITHIN} OR {named(ENTRY)});
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0005_register_and_roll")]

    operations = [migrations.RunSQL(POLICIES, migrations.RunSQL.noop)]
