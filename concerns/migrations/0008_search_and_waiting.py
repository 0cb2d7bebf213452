"""The words of concerns in an index, and on what a concern waits: both kept by the database.

An index of words is of no use behind an ordinary wall, which has to look at each row before words may be compared. So
here the comparison is part of the wall: a row shows to people of its school while they look for words that it has, as
the setting ``concerns.looked_for`` says, or while the database adds words to it. Nobody but the database writes it.
"""

from importlib import import_module

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from safeguarding.database.operations import NeverDeleted, SameSchool

OLD_WORDS = import_module("concerns.migrations.0004_search_words")
OWN = "school_id = ANY ((SELECT safeguarding_child_schools())::bigint[])"
BY_THE_DATABASE = f"{OWN} AND pg_trigger_depth() > 0"

WALL = f"""
CREATE FUNCTION concerns_looked_for() RETURNS tsquery LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('concerns.looked_for', true), '')::tsquery
$$;
CREATE FUNCTION concerns_written_to() RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT safeguarding_setting('concerns.written_to')
$$;
ALTER TABLE concerns_concernwords ENABLE ROW LEVEL SECURITY;
ALTER TABLE concerns_concernwords FORCE ROW LEVEL SECURITY;
CREATE POLICY school_wall ON concerns_concernwords FOR SELECT
  USING ({OWN} AND (words @@ concerns_looked_for() OR concern_id = ANY ((SELECT concerns_written_to())::bigint[])));
CREATE POLICY new_words ON concerns_concernwords FOR INSERT WITH CHECK ({BY_THE_DATABASE});
CREATE POLICY more_words ON concerns_concernwords FOR UPDATE USING ({OWN}) WITH CHECK ({BY_THE_DATABASE});
"""
NO_WALL = """
DROP POLICY more_words ON concerns_concernwords;
DROP POLICY new_words ON concerns_concernwords;
DROP POLICY school_wall ON concerns_concernwords;
ALTER TABLE concerns_concernwords NO FORCE ROW LEVEL SECURITY;
ALTER TABLE concerns_concernwords DISABLE ROW LEVEL SECURITY;
DROP FUNCTION concerns_looked_for();
DROP FUNCTION concerns_written_to();
"""


def said(row: str, columns: str) -> str:
    return "concat_ws(' ', " + ", ".join(f"{row}.{column}" for column in columns.split()) + ")"


OF_REPORT = "seen_heard own_words opinion done_at_once where_words when_words"
OF_MARK = "kind size colour note"
OF_ENTRY = "text reason options advice child_view family_view contact_with impact own_words"

# A text of more than a megabyte of different words has no place in an index. It is kept all the same: what does not
# fit is not found, and never refused.
FILL = f"""
CREATE FUNCTION concerns_first_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    INSERT INTO concerns_concernwords (concern_id, school_id, words)
    VALUES (NEW.id, NEW.school_id, to_tsvector('english', {said("NEW", OF_REPORT)}));
  EXCEPTION WHEN program_limit_exceeded THEN
    INSERT INTO concerns_concernwords (concern_id, school_id, words) VALUES (NEW.id, NEW.school_id, '');
  END;
  RETURN NULL;
END $$;

CREATE FUNCTION concerns_add_words(concerns bigint[], texts text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  place int;
BEGIN
  PERFORM set_config('concerns.written_to', array_to_string(concerns, ','), true);
  BEGIN
    UPDATE concerns_concernwords SET words = words || to_tsvector('english', more.said)
    FROM unnest(concerns, texts) AS more (concern, said) WHERE concern_id = more.concern;
  EXCEPTION WHEN program_limit_exceeded THEN
    IF cardinality(concerns) > 1 THEN
      FOR place IN 1 .. cardinality(concerns) LOOP
        PERFORM concerns_add_words(concerns[place : place], texts[place : place]);
      END LOOP;
    END IF;
  END;
  PERFORM set_config('concerns.written_to', '', true);
END $$;
CREATE FUNCTION concerns_more_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  concerns bigint[];
  texts text[];
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'concerns_reportedchild' THEN
      SELECT array_agg(concern_id), array_agg(said) INTO concerns, texts FROM (
        SELECT concern_id, string_agg(described, ' ') AS said FROM fresh
        WHERE described <> '' GROUP BY concern_id) AS of_children;
    WHEN 'concerns_bodymark' THEN
      SELECT array_agg(concern_id), array_agg(said) INTO concerns, texts FROM (
        SELECT concern_id, string_agg({said("mark", OF_MARK)}, ' ') AS said FROM fresh mark
        GROUP BY concern_id) AS of_marks;
    WHEN 'concerns_entry' THEN
      SELECT array_agg(concern_id), array_agg(said) INTO concerns, texts FROM (
        SELECT concern_id, string_agg({said("entry", OF_ENTRY)}, ' ') AS said FROM fresh entry
        WHERE concern_id IS NOT NULL GROUP BY concern_id) AS of_entries;
  END CASE;
  IF concerns IS NOT NULL THEN
    PERFORM concerns_add_words(concerns, texts);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER first_words AFTER INSERT ON concerns_concern
  FOR EACH ROW EXECUTE FUNCTION concerns_first_words();
CREATE TRIGGER more_words AFTER INSERT ON concerns_reportedchild REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION concerns_more_words();
CREATE TRIGGER more_words AFTER INSERT ON concerns_bodymark REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION concerns_more_words();
CREATE TRIGGER more_words AFTER INSERT ON concerns_entry REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION concerns_more_words();
ALTER TABLE concerns_concern ENABLE ALWAYS TRIGGER first_words;
ALTER TABLE concerns_reportedchild ENABLE ALWAYS TRIGGER more_words;
ALTER TABLE concerns_bodymark ENABLE ALWAYS TRIGGER more_words;
ALTER TABLE concerns_entry ENABLE ALWAYS TRIGGER more_words;
"""  # noqa: S608
NO_FILL = """
DROP TRIGGER more_words ON concerns_entry;
DROP TRIGGER more_words ON concerns_bodymark;
DROP TRIGGER more_words ON concerns_reportedchild;
DROP TRIGGER first_words ON concerns_concern;
DROP FUNCTION concerns_more_words();
DROP FUNCTION concerns_add_words(bigint[], text[]);
DROP FUNCTION concerns_first_words();
"""

# A decision to pass a concern on makes it wait; what came of it ends that. Struck entries count for nothing, and
# neither does what was said before the concern was opened again.
STANDS = """NOT EXISTS (
      SELECT 1 FROM concerns_entry struck WHERE struck.corrects_id = said.id AND struck.kind = 'error_confirmed')
    AND (reopened IS NULL OR said.recorded_at > reopened)"""
WAITING = f"""
CREATE FUNCTION concerns_waiting_on(concern bigint) RETURNS varchar LANGUAGE plpgsql STABLE AS $$
DECLARE
  reopened timestamptz := (
    SELECT max(recorded_at) FROM concerns_entry WHERE concern_id = concern AND kind = 'reopened');
BEGIN
  IF EXISTS (SELECT 1 FROM concerns_entry said
             WHERE said.concern_id = concern AND said.kind = 'outcome' AND {STANDS}) THEN
    RETURN '';
  END IF;
  RETURN coalesce((
    SELECT said.route FROM concerns_entry said
    WHERE said.concern_id = concern AND said.kind = 'decision'
      AND said.route IN ('signpost_outside', 'early_help', 'statutory') AND {STANDS}
    ORDER BY said.recorded_at DESC, said.id DESC LIMIT 1), '');
END $$;

CREATE FUNCTION concerns_keep_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_on varchar := concerns_waiting_on(NEW.concern_id);
BEGIN
  UPDATE concerns_standing SET waiting_on = now_on WHERE concern_id = NEW.concern_id AND waiting_on <> now_on;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_waiting AFTER INSERT ON concerns_entry
  FOR EACH ROW
  WHEN (NEW.concern_id IS NOT NULL AND NEW.kind IN ('decision', 'outcome', 'reopened', 'error_confirmed'))
  EXECUTE FUNCTION concerns_keep_waiting();
ALTER TABLE concerns_entry ENABLE ALWAYS TRIGGER keep_waiting;
"""  # noqa: S608
NO_WAITING = """
DROP TRIGGER keep_waiting ON concerns_entry;
DROP FUNCTION concerns_keep_waiting();
DROP FUNCTION concerns_waiting_on(bigint);
"""

# What is there already. The wall binds whoever runs this as well, so it is opened for the length of the transaction:
# foreign keys, too, are looked up behind it, and some of them when everything else is done.
FIRST = f"""
SELECT set_config('safeguarding.child_schools', coalesce(string_agg(id::text, ','), ''), true) FROM safeguarding_school;
INSERT INTO concerns_concernwords (concern_id, school_id, words)
SELECT concern.id, concern.school_id, to_tsvector('english', concat_ws(' ', {said("concern", OF_REPORT)},
  (SELECT string_agg(child.described, ' ') FROM concerns_reportedchild child WHERE child.concern_id = concern.id),
  (SELECT string_agg({said("mark", OF_MARK)}, ' ') FROM concerns_bodymark mark WHERE mark.concern_id = concern.id),
  (SELECT string_agg({said("entry", OF_ENTRY)}, ' ') FROM concerns_entry entry WHERE entry.concern_id = concern.id)))
FROM concerns_concern concern;
UPDATE concerns_standing SET waiting_on = concerns_waiting_on(concern_id)
WHERE waiting_on <> concerns_waiting_on(concern_id);
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("concerns", "0007_same_school"), ("safeguarding", "0005_circles")]

    operations = [
        migrations.CreateModel(
            name="ConcernWords",
            fields=[
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
                (
                    "concern",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="concerns.concern",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={"verbose_name_plural": "words of concerns"},
        ),
        migrations.AddField(
            "standing",
            "waiting_on",
            models.CharField(blank=True, db_default="", default="", editable=False, max_length=16),
        ),
        migrations.RunSQL(WAITING, NO_WAITING),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
        SameSchool("concerns_concernwords", "concern_id", "concerns_concern"),
        migrations.RunSQL(WALL, NO_WALL),
        migrations.RunSQL(FILL, NO_FILL),
        NeverDeleted("concerns_concernwords"),
        migrations.RunSQL(OLD_WORDS.NO_WORDS, OLD_WORDS.WORDS),
        migrations.AddIndex(
            "concernwords",
            django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["words"], name="concern_words"
            ),
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                condition=models.Q(("facts__update", True), ("kind", "contact")),
                fields=["school", "pupil", "concern"],
                name="entry_update",
            ),
        ),
        migrations.AddIndex(
            "standing",
            models.Index(
                condition=models.Q(("waiting_on", ""), _negated=True),
                fields=["school", "waiting_on"],
                name="standing_waiting",
            ),
        ),
    ]
