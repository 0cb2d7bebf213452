"""Migration operations for what the database itself guards.

The web signs in to the database as ``golden_thread_runtime``, which owns nothing: what is revoked from it
here, and what a trigger or a policy refuses, no mistake in Python can do.
"""

from django.db import migrations

from safeguarding.database.roles import RUNTIME

FUNCTIONS = """
CREATE FUNCTION safeguarding_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION safeguarding_schools() RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT string_to_array(nullif(current_setting('safeguarding.schools', true), ''), ',')::bigint[]
$$;

CREATE FUNCTION safeguarding_person() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('safeguarding.person', true), '')::bigint
$$;

-- Sets who asks and their schools for the rest of the transaction, and answers with what they hold.
CREATE FUNCTION safeguarding_open_wall(person bigint, today date)
RETURNS TABLE (school_id bigint, role varchar) LANGUAGE plpgsql AS $$
DECLARE
  held record;
  keys text := '';
BEGIN
  PERFORM set_config('safeguarding.person', coalesce(person::text, ''), true);
  FOR held IN
    SELECT DISTINCT s.id, m.role
    FROM safeguarding_membership m
    JOIN safeguarding_user u ON u.id = m.user_id AND u.is_active
    JOIN safeguarding_school s ON s.id = m.school_id OR s.trust_id = m.trust_id
    WHERE m.user_id = person AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today)
  LOOP
    keys := keys || ',' || held.id;
    school_id := held.id;
    role := held.role;
    RETURN NEXT;
  END LOOP;
  PERFORM set_config('safeguarding.schools', ltrim(keys, ','), true);
END $$;
"""


# The wall knows four circles: all one's schools, those where one works with children's records, those whose roll
# one may read, and those whose register of concerns about adults one keeps.
CIRCLES = """
CREATE FUNCTION safeguarding_setting(name text) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT string_to_array(nullif(current_setting(name, true), ''), ',')::bigint[]
$$;
CREATE FUNCTION safeguarding_child_schools() RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT safeguarding_setting('safeguarding.child_schools')
$$;
CREATE FUNCTION safeguarding_roll_schools() RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT safeguarding_setting('safeguarding.roll_schools')
$$;
CREATE FUNCTION safeguarding_register_schools() RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT safeguarding_setting('safeguarding.register_schools')
$$;

CREATE OR REPLACE FUNCTION safeguarding_open_wall(person bigint, today date)
RETURNS TABLE (school_id bigint, role varchar) LANGUAGE plpgsql AS $$
DECLARE
  held record;
  keys text := '';
  child text := '';
  roll text := '';
  register text := '';
BEGIN
  PERFORM set_config('safeguarding.person', coalesce(person::text, ''), true);
  FOR held IN
    SELECT DISTINCT s.id, m.role
    FROM safeguarding_membership m
    JOIN safeguarding_user u ON u.id = m.user_id AND u.is_active
    JOIN safeguarding_school s ON s.id = m.school_id OR s.trust_id = m.trust_id
    WHERE m.user_id = person AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today)
  LOOP
    keys := keys || ',' || held.id;
    IF held.role IN ('staff', 'lead', 'deputy', 'head') THEN
      child := child || ',' || held.id;
    END IF;
    IF held.role IN ('staff', 'lead', 'deputy', 'head', 'administrator') THEN
      roll := roll || ',' || held.id;
    END IF;
    IF held.role = 'head' THEN
      register := register || ',' || held.id;
    END IF;
    school_id := held.id;
    role := held.role;
    RETURN NEXT;
  END LOOP;
  PERFORM set_config('safeguarding.schools', ltrim(keys, ','), true);
  PERFORM set_config('safeguarding.child_schools', ltrim(child, ','), true);
  PERFORM set_config('safeguarding.roll_schools', ltrim(roll, ','), true);
  PERFORM set_config('safeguarding.register_schools', ltrim(register, ','), true);
END $$;
"""


class Circles(migrations.RunSQL):
    """The narrower circles of the wall, for children's records and the adults' register."""

    def __init__(self):
        super().__init__(CIRCLES, migrations.RunSQL.noop)


class Functions(migrations.RunSQL):
    """The functions that the other operations rest on."""

    def __init__(self):
        super().__init__(
            FUNCTIONS,
            "DROP FUNCTION safeguarding_open_wall(bigint, date); DROP FUNCTION safeguarding_person();"
            "DROP FUNCTION safeguarding_schools(); DROP FUNCTION safeguarding_refuse_change();",
        )


class AppendOnly(migrations.RunSQL):
    """Rows of the table are added and read, never changed or removed, by anyone."""

    def __init__(self, table: str):
        super().__init__(
            f"""
            REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {RUNTIME};
            CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}
              FOR EACH ROW EXECUTE FUNCTION safeguarding_refuse_change();
            CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
              FOR EACH STATEMENT EXECUTE FUNCTION safeguarding_refuse_change();
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only_rows;
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only_table;
            """,
            f"""
            DROP TRIGGER append_only_rows ON {table};
            DROP TRIGGER append_only_table ON {table};
            GRANT UPDATE, DELETE ON {table} TO {RUNTIME};
            """,
        )


class NeverDeleted(migrations.RunSQL):
    """Rows of the table may change, and the web cannot remove them."""

    def __init__(self, table: str):
        super().__init__(
            f"REVOKE DELETE, TRUNCATE ON {table} FROM {RUNTIME};", f"GRANT DELETE ON {table} TO {RUNTIME};"
        )


class SchoolWall(migrations.RunSQL):
    """Row-level security: only rows of the schools that the transaction is open to, read or written.

    ``seen`` and ``written`` widen the rule with SQL conditions, for the few tables that need it. ``within`` names
    the function that gives the schools: those of children's records and of the adults' register are fewer. With
    ``reader``, a column, each row is seen by that person alone and by work without a person; all may write it.
    """

    def __init__(
        self,
        table: str,
        *,
        seen: str = "false",
        written: str = "false",
        within: str = "safeguarding_schools",
        reader: str = "",
    ):
        # The subselect is worked out once for a query, not once for a row.
        own = f"school_id = ANY ((SELECT {within}())::bigint[])"
        person = "(SELECT safeguarding_person())"
        mine = f"({own} AND ({reader} = {person} OR {person} IS NULL))" if reader else own
        super().__init__(
            f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY school_wall ON {table}
              USING ({mine} OR {seen}) WITH CHECK ({own} OR {written});
            """,
            f"""
            DROP POLICY school_wall ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )


class PersonWall(migrations.RunSQL):
    """Row-level security: only rows of the person who asks, whose key is in ``column``.

    Work without a person, such as a command of the night, sees them all once it has named its schools.
    """

    def __init__(self, table: str, column: str):
        own = f"{column} = (SELECT safeguarding_person())"
        nobody = "((SELECT safeguarding_person()) IS NULL AND (SELECT safeguarding_schools()) IS NOT NULL)"
        super().__init__(
            f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY person_wall ON {table} USING ({own} OR {nobody}) WITH CHECK ({own} OR {nobody});
            """,
            f"""
            DROP POLICY person_wall ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )


class TrustWall(migrations.RunSQL):
    """Row-level security of what belongs to a trust and to none of its schools: only for people of its schools."""

    def __init__(self, table: str):
        own = (
            "trust_id = ANY (ARRAY(SELECT s.trust_id FROM safeguarding_school s"
            " WHERE s.id = ANY ((SELECT safeguarding_schools())::bigint[])))"
        )
        super().__init__(
            f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY trust_wall ON {table} USING ({own}) WITH CHECK ({own});
            """,
            f"""
            DROP POLICY trust_wall ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )


class SameSchool(migrations.RunSQL):
    """A row belongs to the school of the row that it hangs on: a foreign key over both columns."""

    def __init__(self, table: str, column: str, parent: str):
        name = f"{table}_{column}_same_school"
        unique = f"{parent}_id_school"
        super().__init__(
            f"""
            CREATE UNIQUE INDEX IF NOT EXISTS {unique} ON {parent} (id, school_id);
            ALTER TABLE {table} ADD CONSTRAINT {name}
              FOREIGN KEY ({column}, school_id) REFERENCES {parent} (id, school_id);
            """,
            f"ALTER TABLE {table} DROP CONSTRAINT {name};",
        )


class GuardMoves(migrations.RunSQL):
    """A row begins in one state and changes only by the moves given, each as ``(from, to)``; asked on every write.

    The same table of moves stands on the model, for the person; this one is for what no mistake in Python may do.
    """

    def __init__(self, table: str, *, first: str, moves: list[tuple[str, str]], column: str = "state"):
        legal = ", ".join(f"('{before}', '{after}')" for before, after in moves)
        super().__init__(
            f"""
            CREATE FUNCTION {table}_guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'INSERT' THEN
                IF NEW.{column} <> '{first}' THEN
                  RAISE EXCEPTION '{table} begins as {first}, not as %', NEW.{column}
                    USING ERRCODE = 'restrict_violation';
                END IF;
              ELSIF NEW.{column} <> OLD.{column} AND (OLD.{column}, NEW.{column}) NOT IN ({legal}) THEN
                RAISE EXCEPTION '{table} cannot move from % to %', OLD.{column}, NEW.{column}
                  USING ERRCODE = 'restrict_violation';
              END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER guard_move BEFORE INSERT OR UPDATE ON {table}
              FOR EACH ROW EXECUTE FUNCTION {table}_guard_move();
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_move;
            """,
            f"DROP TRIGGER guard_move ON {table}; DROP FUNCTION {table}_guard_move();",
        )


class SealedColumns(migrations.RunSQL):
    """Columns of a table that otherwise changes: once written they stay, or once ``sealed`` (of OLD) holds."""

    def __init__(self, table: str, columns: list[str], *, sealed: str = "true"):
        before = ", ".join(f"OLD.{column}" for column in columns)
        after = ", ".join(f"NEW.{column}" for column in columns)
        super().__init__(
            f"""
            CREATE FUNCTION {table}_seal() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF ({sealed}) AND ({before}) IS DISTINCT FROM ({after}) THEN
                RAISE EXCEPTION '{table}: what was said is sealed' USING ERRCODE = 'restrict_violation';
              END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER sealed_columns BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_seal();
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER sealed_columns;
            """,
            f"DROP TRIGGER sealed_columns ON {table}; DROP FUNCTION {table}_seal();",
        )
