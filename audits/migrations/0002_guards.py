"""What the database guards itself: published editions, the school wall, kept versions, submitted answers."""

from django.db import migrations

from safeguarding.database.operations import AppendOnly, NeverDeleted, SameSchool, SchoolWall

FROZEN_EDITION = """
CREATE FUNCTION audits_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  its_edition bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.edition_id ELSE NEW.edition_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM audits_edition WHERE id = its_edition AND state <> 'draft')
     OR (TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM audits_edition WHERE id = OLD.edition_id AND state <> 'draft'))
  THEN
    RAISE EXCEPTION 'the edition is published: % of % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION audits_refuse_published_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' THEN
    -- A published edition may only be withdrawn, with nothing else changed.
    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND NEW.state = 'withdrawn'
       AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the edition is published: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER published_edition BEFORE UPDATE OR DELETE ON audits_edition
  FOR EACH ROW EXECUTE FUNCTION audits_refuse_published_edition();
ALTER TABLE audits_edition ENABLE ALWAYS TRIGGER published_edition;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audits_edition
  FOR EACH STATEMENT EXECUTE FUNCTION safeguarding_refuse_change();
ALTER TABLE audits_edition ENABLE ALWAYS TRIGGER never_emptied;
"""
THAW_EDITION = """
DROP TRIGGER published_edition ON audits_edition;
DROP TRIGGER never_emptied ON audits_edition;
DROP FUNCTION audits_refuse_published_edition();
DROP FUNCTION audits_refuse_published();
"""

CLOSED_AUDIT = """
CREATE FUNCTION audits_refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found varchar;
BEGIN
  -- The lock makes a submission wait for writers, and writers for a submission.
  SELECT state INTO found FROM audits_audit WHERE id = NEW.audit_id FOR SHARE;
  IF found <> 'draft' THEN
    RAISE EXCEPTION 'the audit was submitted: % of % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER closed_audit BEFORE INSERT OR UPDATE ON audits_response
  FOR EACH ROW EXECUTE FUNCTION audits_refuse_closed();
ALTER TABLE audits_response ENABLE ALWAYS TRIGGER closed_audit;
CREATE TRIGGER closed_audit BEFORE INSERT OR UPDATE ON audits_casesample
  FOR EACH ROW EXECUTE FUNCTION audits_refuse_closed();
ALTER TABLE audits_casesample ENABLE ALWAYS TRIGGER closed_audit;
"""
REOPEN_AUDIT = """
DROP TRIGGER closed_audit ON audits_response;
DROP TRIGGER closed_audit ON audits_casesample;
DROP FUNCTION audits_refuse_closed();
"""

PARTS = ["audits_ratingmeaning", "audits_section", "audits_item", "audits_prompt"]
WALLED = [
    "audits_action",
    "audits_actionupdate",
    "audits_audit",
    "audits_casesample",
    "audits_evidence",
    "audits_evidenceuse",
    "audits_keptreport",
    "audits_presence",
    "audits_response",
    "audits_responserevision",
    "audits_sectionshare",
]
KEPT_AS_WRITTEN = ["audits_actionupdate", "audits_evidence", "audits_keptreport", "audits_responserevision"]
KEPT = ["audits_action", "audits_audit", "audits_casesample", "audits_evidenceuse", "audits_response"]
HANGS_ON = [
    ("audits_action", "audit_id", "audits_audit"),
    ("audits_actionupdate", "action_id", "audits_action"),
    ("audits_casesample", "audit_id", "audits_audit"),
    ("audits_evidenceuse", "evidence_id", "audits_evidence"),
    ("audits_evidenceuse", "response_id", "audits_response"),
    ("audits_keptreport", "audit_id", "audits_audit"),
    ("audits_response", "audit_id", "audits_audit"),
    ("audits_responserevision", "response_id", "audits_response"),
    ("audits_sectionshare", "audit_id", "audits_audit"),
]


def frozen(table):
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER published_edition BEFORE INSERT OR UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION audits_refuse_published();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER published_edition;
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION safeguarding_refuse_change();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER never_emptied;
        """,
        f"DROP TRIGGER published_edition ON {table}; DROP TRIGGER never_emptied ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("audits", "0001_initial"), ("safeguarding", "0002_guards")]

    operations = [
        migrations.RunSQL(FROZEN_EDITION, THAW_EDITION),
        *[frozen(table) for table in PARTS],
        migrations.RunSQL(CLOSED_AUDIT, REOPEN_AUDIT),
        *[AppendOnly(table) for table in KEPT_AS_WRITTEN],
        *[NeverDeleted(table) for table in KEPT],
        *[SameSchool(*hang) for hang in HANGS_ON],
        *[SchoolWall(table) for table in WALLED],
    ]
