"""The narrower circles of the school wall: children's records, the roll, the register of concerns about adults."""

from django.db import migrations

from safeguarding.database.operations import Circles


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0004_school_reference")]

    operations = [Circles()]
