"""What is said of an audit is said in its time: the database refuses a word that comes before or after the review."""

from django.db import migrations

# Table, how its row finds its audit and revision, and in which states of the audit it may be written.
OF_THE_AUDIT = "NEW.audit_id, NEW.revision"
OF_THE_QUESTION = "(SELECT audit_id FROM audits_question WHERE id = NEW.question_id)," \
    " (SELECT revision FROM audits_question WHERE id = NEW.question_id)"  # fmt: skip
IN_ITS_TIME = [
    ("audits_comment", OF_THE_AUDIT, "found.state = 'submitted'"),
    ("audits_question", OF_THE_AUDIT, "found.state = 'submitted'"),
    ("audits_reply", OF_THE_QUESTION, "found.state = 'submitted'"),
    ("audits_submission", OF_THE_AUDIT, "found.state IN ('submitted', 'reviewed')"),
    ("audits_signedreport", OF_THE_AUDIT, "found.state = 'signed'"),
    (
        "audits_reviewstep",
        OF_THE_AUDIT,
        """CASE NEW.kind
           WHEN 'signed' THEN found.state = CASE NEW.side WHEN 'governors' THEN 'submitted' ELSE 'reviewed' END
           WHEN 'returned' THEN found.state IN ('submitted', 'reviewed')
           WHEN 'reopened' THEN found.state = 'signed'
           ELSE found.state <> 'withdrawn' END""",
    ),
]


def guarded(table, audit_and_revision, in_time):
    """A row about another revision, or out of its time, is refused; the lock makes it wait for a move under way."""
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {table}_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          its_audit bigint;
          its_revision integer;
          found record;
        BEGIN
          SELECT {audit_and_revision} INTO its_audit, its_revision;
          SELECT state, revision INTO found FROM audits_audit WHERE id = its_audit FOR SHARE;
          IF (its_revision = found.revision AND {in_time}) IS NOT TRUE THEN
            RAISE EXCEPTION 'revision % of the audit is %: % of % is refused', found.revision, found.state,
              TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER in_time BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_in_time();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER in_time;
        """,  # noqa: S608
        f"DROP TRIGGER in_time ON {table}; DROP FUNCTION {table}_in_time();",
    )


class Migration(migrations.Migration):
    dependencies = [("audits", "0006_carried")]

    operations = [guarded(*each) for each in IN_ITS_TIME]
