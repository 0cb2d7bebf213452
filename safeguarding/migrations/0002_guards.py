"""What the database guards itself: the school wall, and events that stay as they are."""

from django.db import migrations

from safeguarding.database.operations import AppendOnly, Functions, NeverDeleted, SchoolWall

OWN = "user_id = (SELECT safeguarding_person())"
# A place in a trust is seen by those who work in one of its schools.
TRUST = "trust_id IN (SELECT trust_id FROM safeguarding_school WHERE id = ANY ((SELECT safeguarding_schools())::bigint[]))"


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0001_initial")]

    operations = [
        Functions(),
        AppendOnly("safeguarding_event"),
        SchoolWall("safeguarding_event", seen="school_id IS NULL", written="school_id IS NULL"),
        NeverDeleted("safeguarding_user"),
        NeverDeleted("safeguarding_school"),
        NeverDeleted("safeguarding_trust"),
        NeverDeleted("safeguarding_membership"),
        SchoolWall("safeguarding_membership", seen=f"{OWN} OR {TRUST}", written=TRUST),
    ]
