"""What the database guards itself: sealed words, legal moves, the reasons gate, and who may see a child's record."""

from django.db import migrations

from safeguarding.database.operations import AppendOnly, NeverDeleted, SameSchool, SchoolWall

SEARCH = """
CREATE FUNCTION concerns_fill_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := lower(unaccent(concat_ws(' ', NEW.first_name, NEW.known_as, NEW.last_name)));
  RETURN NEW;
END $$;
CREATE TRIGGER fill_search BEFORE INSERT OR UPDATE ON concerns_pupil
  FOR EACH ROW EXECUTE FUNCTION concerns_fill_search();
"""
NO_SEARCH = "DROP TRIGGER fill_search ON concerns_pupil; DROP FUNCTION concerns_fill_search();"

MOVES = """
CREATE FUNCTION concerns_guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'submitted' THEN
      RAISE EXCEPTION 'a concern begins as submitted, not as %', NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state = OLD.state THEN
    RETURN NEW;
  END IF;
  IF (OLD.state, NEW.state) NOT IN (
    ('submitted', 'triaged'), ('submitted', 'in_error'),
    ('triaged', 'open'), ('triaged', 'monitoring'), ('triaged', 'resolved'), ('triaged', 'in_error'),
    ('open', 'monitoring'), ('open', 'resolved'), ('open', 'in_error'),
    ('monitoring', 'open'), ('monitoring', 'resolved'), ('monitoring', 'in_error'),
    ('resolved', 'open')
  ) THEN
    RAISE EXCEPTION 'a concern cannot move from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'resolved' THEN
    PERFORM concerns_refuse_unreasoned(NEW.concern_id);
  END IF;
  IF NEW.state = 'in_error' AND (
    SELECT count(DISTINCT e.by_id) FROM concerns_entry e
    WHERE e.concern_id = NEW.concern_id AND e.kind IN ('error_claimed', 'error_confirmed')
  ) < 2 THEN
    RAISE EXCEPTION 'entered in error needs two people' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- The reasons gate. What was said before a concern was reopened does not count for closing it again.
CREATE FUNCTION concerns_refuse_unreasoned(concern bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  reopened timestamptz := (
    SELECT max(recorded_at) FROM concerns_entry WHERE concern_id = concern AND kind = 'reopened');
BEGIN
  IF EXISTS (SELECT 1 FROM concerns_action WHERE concern_id = concern AND state = 'open') THEN
    RAISE EXCEPTION 'an action is open' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM concerns_entry WHERE concern_id = concern AND kind = 'decision') THEN
    RAISE EXCEPTION 'there is no decision' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM concerns_entry WHERE concern_id = concern AND kind = 'outcome'
                 AND (reopened IS NULL OR recorded_at > reopened)) THEN
    RAISE EXCEPTION 'there is no outcome' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM concerns_entry WHERE concern_id = concern AND kind = 'feedback') THEN
    RAISE EXCEPTION 'there is no feedback' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM concerns_concernlink WHERE concern_id = concern AND subcategory_id IS NULL) THEN
    RAISE EXCEPTION 'a child has no category' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM concerns_concernlink l JOIN concerns_subcategory s ON s.id = l.subcategory_id
    WHERE l.concern_id = concern AND (s.statutory OR s.marks LIKE '%C%')
  ) AND NOT EXISTS (SELECT 1 FROM concerns_entry WHERE concern_id = concern AND kind = 'justification') THEN
    RAISE EXCEPTION 'the justification is missing' USING ERRCODE = 'restrict_violation';
  END IF;
END $$;

CREATE TRIGGER guard_move BEFORE INSERT OR UPDATE ON concerns_standing
  FOR EACH ROW EXECUTE FUNCTION concerns_guard_move();
ALTER TABLE concerns_standing ENABLE ALWAYS TRIGGER guard_move;
"""
NO_MOVES = """
DROP TRIGGER guard_move ON concerns_standing;
DROP FUNCTION concerns_guard_move();
DROP FUNCTION concerns_refuse_unreasoned(bigint);
"""

SEALED = [
    "concerns_attachment",
    "concerns_bodymark",
    "concerns_categorywording",
    "concerns_concern",
    "concerns_courtorder",
    "concerns_entry",
    "concerns_keyperson",
    "concerns_professional",
    "concerns_reportedchild",
    "concerns_shield",
    "concerns_status",
    "concerns_adultconcern",
    "concerns_adultentry",
]
KEPT = [
    "concerns_action",
    "concerns_adultaccess",
    "concerns_adultstanding",
    "concerns_category",
    "concerns_categoryrequest",
    "concerns_concernlink",
    "concerns_exclusion",
    "concerns_pupil",
    "concerns_standing",
    "concerns_subcategory",
]
OF_CHILDREN = [
    "concerns_action",
    "concerns_attachment",
    "concerns_bodymark",
    "concerns_concern",
    "concerns_concernlink",
    "concerns_courtorder",
    "concerns_entry",
    "concerns_exclusion",
    "concerns_keyperson",
    "concerns_professional",
    "concerns_reportdraft",
    "concerns_reportedchild",
    "concerns_shield",
    "concerns_standing",
    "concerns_status",
]
PERSON = "(SELECT safeguarding_person())"
NAMED = f"""EXISTS (
  SELECT 1 FROM concerns_adultaccess named
  WHERE named.concern_id = {{key}} AND named.person_id = {PERSON} AND named.ended_at IS NULL)"""  # noqa: S608
STAFF = "school_id = ANY ((SELECT safeguarding_child_schools())::bigint[])"
OWN_REPORT = f"""EXISTS (
  SELECT 1 FROM concerns_adultconcern own WHERE own.id = concern_id AND own.reporter_id = {PERSON})"""  # noqa: S608
HANGS_ON = [
    ("concerns_attachment", "concern_id", "concerns_concern"),
    ("concerns_attachment", "pupil_id", "concerns_pupil"),
    ("concerns_bodymark", "concern_id", "concerns_concern"),
    ("concerns_concernlink", "concern_id", "concerns_concern"),
    ("concerns_concernlink", "pupil_id", "concerns_pupil"),
    ("concerns_action", "concern_id", "concerns_concern"),
    ("concerns_action", "pupil_id", "concerns_pupil"),
    ("concerns_entry", "concern_id", "concerns_concern"),
    ("concerns_entry", "pupil_id", "concerns_pupil"),
    ("concerns_exclusion", "pupil_id", "concerns_pupil"),
    ("concerns_exclusion", "concern_id", "concerns_concern"),
    ("concerns_reportedchild", "concern_id", "concerns_concern"),
    ("concerns_reportedchild", "pupil_id", "concerns_pupil"),
    ("concerns_courtorder", "pupil_id", "concerns_pupil"),
    ("concerns_keyperson", "pupil_id", "concerns_pupil"),
    ("concerns_professional", "pupil_id", "concerns_pupil"),
    ("concerns_shield", "pupil_id", "concerns_pupil"),
    ("concerns_status", "pupil_id", "concerns_pupil"),
    ("concerns_adultentry", "concern_id", "concerns_adultconcern"),
    ("concerns_adultaccess", "concern_id", "concerns_adultconcern"),
]


def one_standing(table, parent):
    """A standing is keyed by its concern, so it belongs to the same school by both columns."""
    return SameSchool(table, "concern_id", parent)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial"), ("safeguarding", "0005_circles")]

    operations = [
        migrations.RunSQL(SEARCH, NO_SEARCH),
        migrations.RunSQL(MOVES, NO_MOVES),
        *[AppendOnly(table) for table in SEALED],
        *[NeverDeleted(table) for table in KEPT],
        *[SameSchool(*hang) for hang in HANGS_ON],
        one_standing("concerns_standing", "concerns_concern"),
        one_standing("concerns_adultstanding", "concerns_adultconcern"),
        *[SchoolWall(table, within="safeguarding_child_schools") for table in OF_CHILDREN],
        SchoolWall("concerns_pupil", within="safeguarding_roll_schools"),
        SchoolWall("concerns_categoryrequest"),
        # Any member of staff may write a first report; only the register's keeper and named people read it,
        # and never a person whom it is about.
        SchoolWall(
            "concerns_adultconcern",
            within="safeguarding_register_schools",
            seen=NAMED.format(key="id") + f" OR reporter_id = {PERSON}",
            written=f"({STAFF} AND reporter_id = {PERSON})",
        ),
        SchoolWall(
            "concerns_adultstanding",
            within="safeguarding_register_schools",
            seen=NAMED.format(key="concern_id") + f" OR {OWN_REPORT}",
            written=NAMED.format(key="concern_id") + f" OR {OWN_REPORT}",
        ),
        SchoolWall(
            "concerns_adultentry",
            within="safeguarding_register_schools",
            seen=NAMED.format(key="concern_id"),
            written=NAMED.format(key="concern_id"),
        ),
        SchoolWall(
            "concerns_adultaccess", within="safeguarding_register_schools", seen=f"person_id = {PERSON}"
        ),
    ]
