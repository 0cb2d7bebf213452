"""What the database guards of quality checks: the draw, the answers, and whose records a checker may read for a while."""

from django.db import migrations

from safeguarding.database.operations import (
    AppendOnly,
    GuardMoves,
    NeverDeleted,
    SameSchool,
    SchoolWall,
    SealedColumns,
)

# Lists of questions are of a trust or of all, and hold nothing about anybody.
LISTS = ["concerns_checklist", "concerns_checklistquestion"]
SEALED = [
    "concerns_qualityanswer",
    "concerns_qualitycode",
    "concerns_qualityfinding",
    "concerns_qualityitem",
    "concerns_qualitystep",
]
HANGS_ON = [
    ("concerns_action", "finding_id", "concerns_qualityfinding"),
    ("concerns_qualityanswer", "item_id", "concerns_qualityitem"),
    ("concerns_qualitycode", "item_id", "concerns_qualityitem"),
    ("concerns_qualitycode", "link_id", "concerns_concernlink"),
    ("concerns_qualityfinding", "item_id", "concerns_qualityitem"),
    ("concerns_qualityfinding", "quality_check_id", "concerns_qualitycheck"),
    ("concerns_qualityitem", "concern_id", "concerns_concern"),
    ("concerns_qualityitem", "quality_check_id", "concerns_qualitycheck"),
    ("concerns_qualitystep", "quality_check_id", "concerns_qualitycheck"),
]
WITHIN = "safeguarding_quality_schools"
DRAWN = [
    "school_id",
    "batch",
    "checker_id",
    "checklist_id",
    "period_from",
    "period_to",
    "grouping",
    "wanted",
    "blind",
    "seed",
    "frame",
    "frame_hash",
    "drawn_at",
]

# Records are drawn while the check is being drawn, and judged while it is open: the rest of time nothing is added.
IN_ITS_TIME = """
CREATE FUNCTION concerns_guard_quality() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  its_check bigint;
  now_is varchar;
BEGIN
  IF TG_TABLE_NAME IN ('concerns_qualityanswer', 'concerns_qualitycode') THEN
    SELECT quality_check_id INTO its_check FROM concerns_qualityitem WHERE id = NEW.item_id;
  ELSE
    its_check := NEW.quality_check_id;
  END IF;
  SELECT state INTO now_is FROM concerns_qualitycheck WHERE id = its_check;
  IF now_is IS DISTINCT FROM TG_ARGV[0] THEN
    RAISE EXCEPTION 'a quality check that is % takes no %', now_is, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""
TIMES = {
    "concerns_qualityitem": "drawing",
    "concerns_qualityanswer": "open",
    "concerns_qualitycode": "open",
    "concerns_qualityfinding": "open",
}

# The circle of children's records opens to the person who checks: for the draw, and for a record that was drawn.
# Whoever calls them closes it again; see ``concerns.sampled``.
OPENING = """
CREATE FUNCTION concerns_open_frame(its_check bigint, person bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  place text := (
    SELECT school_id FROM concerns_qualitycheck
    WHERE id = its_check AND state = 'drawing' AND checker_id = person);
BEGIN
  RETURN concerns_open_school(place);
END $$;

CREATE FUNCTION concerns_open_item(item bigint, person bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  place text := (
    SELECT drawn.school_id FROM concerns_qualityitem drawn
    JOIN concerns_qualitycheck its_check ON its_check.id = drawn.quality_check_id
    WHERE drawn.id = item AND its_check.state = 'open' AND its_check.checker_id = person);
BEGIN
  RETURN concerns_open_school(place);
END $$;

CREATE FUNCTION concerns_open_school(place text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF place IS NULL THEN
    RETURN false;
  END IF;
  PERFORM set_config('safeguarding.child_schools', place, true);
  PERFORM set_config('safeguarding.roll_schools', place, true);
  RETURN true;
END $$;

-- The concerns in quality checks from which the person is shut out: asked by those who may not read who is.
CREATE FUNCTION concerns_shut_out_of_samples(person bigint) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
  before text := current_setting('safeguarding.child_schools', true);
  found bigint[];
BEGIN
  PERFORM set_config(
    'safeguarding.child_schools', coalesce(current_setting('safeguarding.quality_schools', true), ''), true);
  SELECT array_agg(DISTINCT drawn.concern_id) INTO found
  FROM concerns_qualityitem drawn
  WHERE drawn.concern_id IN (
    SELECT shut.concern_id FROM concerns_exclusion shut
    WHERE shut.person_id = person AND shut.ended_at IS NULL AND shut.concern_id IS NOT NULL
    UNION ALL
    SELECT link.concern_id FROM concerns_exclusion shut
    JOIN concerns_concernlink link ON link.pupil_id = shut.pupil_id
    WHERE shut.person_id = person AND shut.ended_at IS NULL);
  PERFORM set_config('safeguarding.child_schools', coalesce(before, ''), true);
  RETURN coalesce(found, '{}');
END $$;
"""
NO_OPENING = """
DROP FUNCTION concerns_shut_out_of_samples(bigint);
DROP FUNCTION concerns_open_item(bigint, bigint);
DROP FUNCTION concerns_open_frame(bigint, bigint);
DROP FUNCTION concerns_open_school(text);
"""

# An action after a finding is about no child, and who checked sees what becomes of it.
CHILDREN = "school_id = ANY ((SELECT safeguarding_child_schools())::bigint[])"
CHECKERS = f"finding_id IS NOT NULL AND school_id = ANY ((SELECT {WITHIN}())::bigint[])"
SEEN = f"ALTER POLICY school_wall ON concerns_action USING (({CHILDREN}) OR ({CHECKERS}));"
UNSEEN = f"ALTER POLICY school_wall ON concerns_action USING (({CHILDREN}) OR false);"


def trigger(table: str, state: str) -> str:
    return f"""
    CREATE TRIGGER in_its_time BEFORE INSERT ON {table}
      FOR EACH ROW EXECUTE FUNCTION concerns_guard_quality('{state}');
    ALTER TABLE {table} ENABLE ALWAYS TRIGGER in_its_time;
    """


class Migration(migrations.Migration):
    dependencies = [("concerns", "0014_quality"), ("safeguarding", "0008_quality_circle")]

    operations = [
        *[AppendOnly(table) for table in LISTS + SEALED],
        NeverDeleted("concerns_qualitycheck"),
        *[SameSchool(*hang) for hang in HANGS_ON],
        *[SchoolWall(table, within=WITHIN) for table in [*SEALED, "concerns_qualitycheck"]],
        GuardMoves(
            "concerns_qualitycheck",
            first="drawing",
            moves=[("drawing", "open"), ("open", "finished"), ("open", "stopped")],
        ),
        SealedColumns("concerns_qualitycheck", DRAWN, sealed="OLD.state <> 'drawing'"),
        migrations.RunSQL(
            IN_ITS_TIME + "".join(trigger(*each) for each in TIMES.items()),
            "".join(f"DROP TRIGGER in_its_time ON {table};" for table in TIMES)
            + "DROP FUNCTION concerns_guard_quality();",
        ),
        migrations.RunSQL(OPENING, NO_OPENING),
        migrations.RunSQL(SEEN, UNSEEN),
    ]
