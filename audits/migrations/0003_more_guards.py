"""More that the database guards itself: what hangs on a submitted audit, and rows that hang on rows."""

from django.db import migrations

from safeguarding.database.operations import NeverDeleted, SameSchool
from safeguarding.database.roles import RUNTIME

CLOSED_AUDIT = """
-- An answer cannot be moved away from a submitted audit either, and an audit out of sight is not a draft.
CREATE OR REPLACE FUNCTION audits_refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found varchar;
BEGIN
  -- The lock makes a submission wait for writers, and writers for a submission.
  SELECT state INTO found FROM audits_audit WHERE id = NEW.audit_id FOR SHARE;
  IF found = 'draft' AND TG_OP = 'UPDATE' AND OLD.audit_id <> NEW.audit_id THEN
    SELECT state INTO found FROM audits_audit WHERE id = OLD.audit_id FOR SHARE;
  END IF;
  IF found IS DISTINCT FROM 'draft' THEN
    RAISE EXCEPTION 'the audit was submitted: % of % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- The same for what hangs on an answer: its kept versions and the evidence behind it.
CREATE FUNCTION audits_refuse_closed_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found varchar;
BEGIN
  SELECT a.state INTO found FROM audits_response r JOIN audits_audit a ON a.id = r.audit_id
    WHERE r.id = NEW.response_id FOR SHARE OF a;
  IF found = 'draft' AND TG_OP = 'UPDATE' AND OLD.response_id <> NEW.response_id THEN
    SELECT a.state INTO found FROM audits_response r JOIN audits_audit a ON a.id = r.audit_id
      WHERE r.id = OLD.response_id FOR SHARE OF a;
  END IF;
  IF found IS DISTINCT FROM 'draft' THEN
    RAISE EXCEPTION 'the audit was submitted: % of % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- What a submitted audit says of itself stays. It moves on, or back to a draft, and may be given an adviser.
CREATE FUNCTION audits_refuse_sent_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change text[] := ARRAY[
    'state', 'revision', 'version', 'submitted_at', 'submitted_by_id', 'adviser_id', 'created_at'
  ];
  never text[] := ARRAY['id', 'school_id', 'edition_id', 'public_id', 'request_key'];
BEGIN
  IF OLD.state <> 'draft' AND to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change
     OR EXISTS (SELECT FROM unnest(never) part WHERE to_jsonb(NEW) -> part IS DISTINCT FROM to_jsonb(OLD) -> part)
  THEN
    RAISE EXCEPTION 'the audit is % and says what it says: % is refused', OLD.state, TG_OP
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""
AS_BEFORE = """
DROP FUNCTION audits_refuse_sent_audit();
DROP FUNCTION audits_refuse_closed_answer();
"""


def guarded(table, name, events, function):
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};
        """,
        f"DROP TRIGGER {name} ON {table};",
    )


def same_edition(table, column, parent):
    """A row stands in the edition of the row that it hangs on, so a draft's cannot hang on a published one."""
    name = f"{table}_{column}_same_edition"
    return migrations.RunSQL(
        f"""
        CREATE UNIQUE INDEX IF NOT EXISTS {parent}_id_edition ON {parent} (id, edition_id);
        ALTER TABLE {table} ADD CONSTRAINT {name}
          FOREIGN KEY ({column}, edition_id) REFERENCES {parent} (id, edition_id);
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )


HANGS_ON = [
    ("audits_action", "response_id", "audits_response"),
    ("audits_audit", "previous_id", "audits_audit"),
    ("audits_evidence", "replaces_id", "audits_evidence"),
    ("audits_presence", "audit_id", "audits_audit"),
    ("audits_response", "case_id", "audits_casesample"),
]


class Migration(migrations.Migration):
    dependencies = [("audits", "0002_guards")]

    operations = [
        migrations.RunSQL(CLOSED_AUDIT, AS_BEFORE),
        guarded("audits_audit", "sent_audit", "UPDATE", "audits_refuse_sent_audit"),
        guarded("audits_evidenceuse", "closed_audit", "INSERT OR UPDATE", "audits_refuse_closed_answer"),
        guarded("audits_responserevision", "closed_audit", "INSERT", "audits_refuse_closed_answer"),
        *[SameSchool(*hang) for hang in HANGS_ON],
        same_edition("audits_item", "section_id", "audits_section"),
        same_edition("audits_prompt", "item_id", "audits_item"),
        NeverDeleted("audits_sectionshare"),
        # Only the owner says which migrations there are.
        migrations.RunSQL(
            f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {RUNTIME};",
            f"GRANT INSERT, UPDATE, DELETE ON django_migrations TO {RUNTIME};",
        ),
    ]
