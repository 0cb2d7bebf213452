"""Counts that the database keeps beside the records: how many concerns of which kind on which day, and the roll."""

import django.db.models.deletion
from django.db import migrations, models

from safeguarding.database.operations import SchoolWall

# What a concern is counted as, once for each of its children. A school year's children are named by the year in which
# it began when they were born: eight months back from 1 September is 1 January.
KEYS = """link.school_id, (concern.recorded_at AT TIME ZONE 'Europe/London')::date AS day, sub.category_id,
  link.subcategory_id, extract(year FROM pupil.date_of_birth - interval '8 months')::smallint AS cohort,
  coalesce(nullif(link.facets ->> 'where', ''), concern."where") AS place,
  coalesce(nullif(link.facets ->> 'source', ''), concern.source) AS source,
  coalesce(link.facets ->> 'responsible', '') AS responsible,
  coalesce(link.facets -> 'online', 'false') = 'true' AS online,
  jsonb_array_length(coalesce(link.facets -> 'prejudice', '[]')) > 0 AS prejudice"""
JOINED = """JOIN concerns_concern concern ON concern.id = link.concern_id
  LEFT JOIN concerns_subcategory sub ON sub.id = link.subcategory_id
  LEFT JOIN concerns_pupil pupil ON pupil.id = link.pupil_id"""
STANDS = """NOT EXISTS (SELECT FROM concerns_standing standing
  WHERE standing.concern_id = link.concern_id AND standing.state = 'in_error')"""
COLUMNS = "school_id, day, category_id, subcategory_id, cohort, place, source, responsible, online, prejudice"
EACH = ", ".join(str(number) for number in range(1, 11))
WRITE = f"INSERT INTO concerns_concerntally ({COLUMNS}, many)"
# In the order of the roll: from when on how many more children of a cohort are on it, and how many fewer.
ROLL = """SELECT pupil.school_id, moved.day, extract(year FROM pupil.date_of_birth - interval '8 months')::smallint,
    sum(moved.many * pupil.many)
  FROM ({rows}) pupil CROSS JOIN LATERAL (VALUES
    (coalesce(pupil.joined_on, date '2000-01-01'), 1), (pupil.left_on, -1)) AS moved (day, many)
  WHERE moved.day IS NOT NULL GROUP BY 1, 2, 3 HAVING sum(moved.many * pupil.many) <> 0"""
WRITE_ROLL = "INSERT INTO concerns_rolltally (school_id, day, cohort, many)"

COUNTED = f"""
CREATE VIEW concerns_counted WITH (security_invoker = true) AS
SELECT link.concern_id, {KEYS} FROM concerns_concernlink link {JOINED} WHERE {STANDS};

CREATE FUNCTION concerns_tally_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {WRITE} SELECT {KEYS}, count(*) FROM fresh link {JOINED} WHERE {STANDS} GROUP BY {EACH};
  ELSE
    {WRITE} SELECT {KEYS}, sum(link.many)
    FROM (SELECT *, 1 AS many FROM fresh UNION ALL SELECT *, -1 FROM stale) link {JOINED}
    WHERE {STANDS} GROUP BY {EACH} HAVING sum(link.many) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tally_new AFTER INSERT ON concerns_concernlink REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION concerns_tally_links();
CREATE TRIGGER tally_changed AFTER UPDATE ON concerns_concernlink REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION concerns_tally_links();
ALTER TABLE concerns_concernlink ENABLE ALWAYS TRIGGER tally_new;
ALTER TABLE concerns_concernlink ENABLE ALWAYS TRIGGER tally_changed;

CREATE FUNCTION concerns_tally_error() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {WRITE} SELECT {KEYS}, -count(*) FROM concerns_concernlink link {JOINED}
  WHERE link.concern_id = NEW.concern_id GROUP BY {EACH};
  RETURN NULL;
END $$;
CREATE TRIGGER tally_error AFTER UPDATE ON concerns_standing
  FOR EACH ROW WHEN (NEW.state = 'in_error' AND OLD.state <> 'in_error') EXECUTE FUNCTION concerns_tally_error();
ALTER TABLE concerns_standing ENABLE ALWAYS TRIGGER tally_error;

CREATE FUNCTION concerns_tally_roll() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {WRITE_ROLL} {ROLL.format(rows="SELECT *, 1 AS many FROM fresh")};
  ELSE
    {WRITE_ROLL} {ROLL.format(rows="SELECT *, 1 AS many FROM fresh UNION ALL SELECT *, -1 FROM stale")};
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tally_new AFTER INSERT ON concerns_pupil REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION concerns_tally_roll();
CREATE TRIGGER tally_changed AFTER UPDATE ON concerns_pupil REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION concerns_tally_roll();
ALTER TABLE concerns_pupil ENABLE ALWAYS TRIGGER tally_new;
ALTER TABLE concerns_pupil ENABLE ALWAYS TRIGGER tally_changed;

-- Counts a school anew: one row for each thing. One at a time, and each in one statement, so that nothing is counted
-- twice. It also takes up what no trigger sees, such as a date of birth that was put right.
CREATE FUNCTION concerns_recount(school bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('concerns_recount'), school::int);
  WITH gone AS (DELETE FROM concerns_concerntally WHERE school_id = school)
  {WRITE} SELECT {COLUMNS}, count(*) FROM concerns_counted WHERE school_id = school GROUP BY {EACH};
  WITH gone AS (DELETE FROM concerns_rolltally WHERE school_id = school)
  {WRITE_ROLL} {ROLL.format(rows="SELECT *, 1 AS many FROM concerns_pupil WHERE school_id = school")};
END $$;

-- What is counted of records from which the person who asks is shut out, and must not count for them. Those who may
-- open no record at all can be shut out of one too: for as long as this takes, the wall lets all their schools through.
CREATE FUNCTION concerns_shut_out_of() RETURNS SETOF concerns_counted LANGUAGE plpgsql AS $$
DECLARE
  child text := coalesce(current_setting('safeguarding.child_schools', true), '');
  roll text := coalesce(current_setting('safeguarding.roll_schools', true), '');
  every text := coalesce(current_setting('safeguarding.schools', true), '');
  concerns bigint[];
BEGIN
  PERFORM set_config('safeguarding.child_schools', every, true), set_config('safeguarding.roll_schools', every, true);
  SELECT array_agg(key) INTO concerns FROM (
    SELECT concern_id AS key FROM concerns_exclusion
    WHERE person_id = safeguarding_person() AND ended_at IS NULL AND concern_id IS NOT NULL
    UNION
    SELECT link.concern_id FROM concerns_exclusion JOIN concerns_concernlink link USING (pupil_id)
    WHERE person_id = safeguarding_person() AND ended_at IS NULL) AS shut;
  IF concerns IS NOT NULL THEN
    RETURN QUERY SELECT * FROM concerns_counted WHERE concern_id = ANY (concerns);
  END IF;
  PERFORM set_config('safeguarding.child_schools', child, true), set_config('safeguarding.roll_schools', roll, true);
END $$;
"""  # noqa: S608
NOT_COUNTED = """
DROP FUNCTION concerns_shut_out_of();
DROP FUNCTION concerns_recount(bigint);
DROP TRIGGER tally_changed ON concerns_pupil;
DROP TRIGGER tally_new ON concerns_pupil;
DROP FUNCTION concerns_tally_roll();
DROP TRIGGER tally_error ON concerns_standing;
DROP FUNCTION concerns_tally_error();
DROP TRIGGER tally_changed ON concerns_concernlink;
DROP TRIGGER tally_new ON concerns_concernlink;
DROP FUNCTION concerns_tally_links();
DROP VIEW concerns_counted;
"""

# What is there already. The wall binds whoever runs this as well.
FIRST = """
SELECT set_config(circle, (SELECT coalesce(string_agg(id::text, ','), '') FROM safeguarding_school), true)
FROM unnest(ARRAY['safeguarding.schools', 'safeguarding.child_schools', 'safeguarding.roll_schools']) AS circle;
SELECT concerns_recount(id) FROM safeguarding_school;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0012_referrals_gate"), ("safeguarding", "0007_local_rules")]

    operations = [
        migrations.CreateModel(
            name="ConcernTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("cohort", models.SmallIntegerField(null=True)),
                ("place", models.CharField(blank=True, max_length=10)),
                ("source", models.CharField(blank=True, max_length=10)),
                ("responsible", models.CharField(blank=True, max_length=20)),
                ("online", models.BooleanField(default=False)),
                ("prejudice", models.BooleanField(default=False)),
                ("many", models.IntegerField()),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="concerns.category",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
                (
                    "subcategory",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="concerns.subcategory",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "tallies of concerns",
                "indexes": [
                    models.Index(
                        fields=["school", "day"], include=("category", "cohort", "many"), name="tally_of_days"
                    ),
                    models.Index(
                        fields=["category", "day"],
                        include=("school", "subcategory", "cohort", "source", "many"),
                        name="tally_of_categories",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RollTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("cohort", models.SmallIntegerField()),
                ("many", models.IntegerField()),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "tallies of the roll",
                "indexes": [
                    models.Index(
                        fields=["school", "day"], include=("cohort", "many"), name="roll_tally_of_days"
                    )
                ],
            },
        ),
        # Counts without a child in them: the circle of all one's schools, since the trust's officer reads no record.
        SchoolWall("concerns_concerntally"),
        SchoolWall("concerns_rolltally"),
        migrations.RunSQL(COUNTED, NOT_COUNTED),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
