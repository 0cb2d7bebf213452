"""One more circle of the wall: schools in which a person checks the quality of records, or reads what was found."""

from django.db import migrations

from safeguarding.database.operations import CIRCLES

BEFORE = CIRCLES[CIRCLES.index("CREATE OR REPLACE FUNCTION safeguarding_open_wall") :]
AFTER = (
    BEFORE.replace("  register text := '';\n", "  register text := '';\n  quality text := '';\n")
    .replace(
        "    school_id := held.id;\n",
        "    IF held.role IN ('lead', 'deputy', 'head', 'officer') THEN\n"
        "      quality := quality || ',' || held.id;\n"
        "    END IF;\n"
        "    school_id := held.id;\n",
    )
    .replace(
        "\nEND $$;",
        "\n  PERFORM set_config('safeguarding.quality_schools', ltrim(quality, ','), true);\nEND $$;",
    )
)
NEW = """
CREATE FUNCTION safeguarding_quality_schools() RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT safeguarding_setting('safeguarding.quality_schools')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0007_local_rules")]

    operations = [migrations.RunSQL(NEW + AFTER, BEFORE + "DROP FUNCTION safeguarding_quality_schools();")]
