"""What the database guards of the review: legal moves of an audit, two people for a signature, words that stay."""

from django.db import migrations

from safeguarding.database.operations import AppendOnly, SameSchool, SchoolWall

TABLES = [
    "audits_comment",
    "audits_question",
    "audits_reply",
    "audits_reviewstep",
    "audits_signedreport",
    "audits_submission",
]
HANGS_ON = [
    ("audits_comment", "audit_id", "audits_audit"),
    ("audits_question", "audit_id", "audits_audit"),
    ("audits_reply", "question_id", "audits_question"),
    ("audits_reviewstep", "audit_id", "audits_audit"),
    ("audits_signedreport", "audit_id", "audits_audit"),
    ("audits_signedreport", "kept_id", "audits_keptreport"),
    ("audits_submission", "audit_id", "audits_audit"),
]

MOVES = """
CREATE FUNCTION audits_guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' OR NEW.revision <> 1 THEN
      RAISE EXCEPTION 'an audit begins as the first draft' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state = OLD.state THEN
    IF NEW.revision <> OLD.revision THEN
      RAISE EXCEPTION 'a revision begins with a move' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.state, NEW.state) NOT IN (
    ('draft', 'submitted'), ('draft', 'withdrawn'),
    ('submitted', 'draft'), ('submitted', 'reviewed'), ('submitted', 'withdrawn'),
    ('reviewed', 'draft'), ('reviewed', 'signed'), ('reviewed', 'withdrawn'),
    ('signed', 'draft'), ('signed', 'withdrawn')
  ) THEN
    RAISE EXCEPTION 'an audit cannot move from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.revision <> OLD.revision + (NEW.state = 'draft')::int THEN
    RAISE EXCEPTION 'an audit that comes back is the next revision' USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT
    count(*) FILTER (WHERE kind = 'returned') AS returned,
    count(DISTINCT by_id) FILTER (WHERE kind = 'signed') AS signed,
    count(DISTINCT side) FILTER (WHERE kind = 'signed') AS sides,
    count(DISTINCT content_hash) FILTER (WHERE kind = 'signed') AS contents,
    count(*) FILTER (WHERE kind = 'signed' AND side = 'governors' AND by_id <> OLD.lead_author_id) AS reviewed,
    count(DISTINCT by_id) FILTER (WHERE kind = 'reopened') AS reopened,
    count(DISTINCT side) FILTER (WHERE kind = 'reopened') AS reopened_sides,
    count(*) FILTER (WHERE kind = 'withdrawn') AS withdrawn
  INTO said FROM audits_reviewstep WHERE audit_id = OLD.id AND revision = OLD.revision;
  IF NEW.state = 'reviewed' AND said.reviewed = 0 THEN
    RAISE EXCEPTION 'a governor who did not lead it signs first' USING ERRCODE = 'restrict_violation';
  ELSIF NEW.state = 'signed' AND (said.signed < 2 OR said.sides < 2 OR said.contents <> 1) THEN
    RAISE EXCEPTION 'two people sign the same content' USING ERRCODE = 'restrict_violation';
  ELSIF NEW.state = 'draft' AND OLD.state = 'signed' AND (said.reopened < 2 OR said.reopened_sides < 2) THEN
    RAISE EXCEPTION 'two people open a signed audit' USING ERRCODE = 'restrict_violation';
  ELSIF NEW.state = 'draft' AND OLD.state <> 'signed' AND said.returned = 0 THEN
    RAISE EXCEPTION 'an audit is returned with a reason' USING ERRCODE = 'restrict_violation';
  ELSIF NEW.state = 'withdrawn' AND said.withdrawn = 0 THEN
    RAISE EXCEPTION 'an audit is withdrawn with a reason' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_move BEFORE INSERT OR UPDATE ON audits_audit
  FOR EACH ROW EXECUTE FUNCTION audits_guard_move();
ALTER TABLE audits_audit ENABLE ALWAYS TRIGGER guard_move;

-- Whoever answered in an audit does not sign it for the governors.
CREATE FUNCTION audits_refuse_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind = 'signed' AND NEW.side = 'governors' AND EXISTS (
    SELECT 1 FROM audits_responserevision v JOIN audits_response r ON r.id = v.response_id
    WHERE r.audit_id = NEW.audit_id AND v.by_id = NEW.by_id
  ) THEN
    RAISE EXCEPTION 'an author does not review' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_author BEFORE INSERT ON audits_reviewstep
  FOR EACH ROW EXECUTE FUNCTION audits_refuse_author();
ALTER TABLE audits_reviewstep ENABLE ALWAYS TRIGGER refuse_author;
"""
NO_MOVES = """
DROP TRIGGER refuse_author ON audits_reviewstep;
DROP FUNCTION audits_refuse_author();
DROP TRIGGER guard_move ON audits_audit;
DROP FUNCTION audits_guard_move();
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0004_review")]

    operations = [
        *[AppendOnly(table) for table in TABLES],
        *[SameSchool(*hang) for hang in HANGS_ON],
        *[SchoolWall(table) for table in TABLES],
        migrations.RunSQL(MOVES, NO_MOVES),
    ]
