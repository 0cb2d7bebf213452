"""What the database refuses to the login of the web, asked in plain SQL: no mistake in Python can get past it."""

import re
from datetime import date

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from audits.actions.evidence import use_evidence
from audits.models import Response
from safeguarding.access.roles import Role
from safeguarding.access.wall import open_circles
from tests import factories
from tests.access.rows import make_wide_world
from tests.access.test_probes import close_wall
from tests.audits.reports.test_audit_report import released
from tests.factories.crosswalks import crosswalked
from tests.factories.evidence import evidence
from tests.factories.places import reopen_wall
from tests.factories.reviews import as_signed

pytestmark = pytest.mark.django_db

APPEND_ONLY = [
    "safeguarding_event",
    "audits_actionupdate",
    "audits_evidence",
    "audits_comment",
    "audits_dueauditchange",
    "audits_keptreport",
    "audits_question",
    "audits_reply",
    "audits_responserevision",
    "audits_reviewstep",
    "audits_signedreport",
    "audits_submission",
    "safeguarding_resourcefeedback",
    "safeguarding_resourceversion",
]
KEPT = [
    "audits_action",
    "audits_audit",
    "audits_casesample",
    "audits_dueaudit",
    "audits_evidenceuse",
    "audits_packpart",
    "audits_reportpack",
    "audits_response",
    "audits_sectionshare",
    "safeguarding_membership",
    "safeguarding_notice",
    "safeguarding_noticechoice",
    "safeguarding_resource",
    "safeguarding_resourcesuggestion",
    "safeguarding_school",
    "safeguarding_trust",
    "safeguarding_user",
]
SAID_IN_REVIEW = {"audits_comment", "audits_question", "audits_reviewstep", "audits_submission"}
OF_AN_EDITION = [
    "audits_crosswalkline", "audits_ratingmeaning", "audits_section", "audits_item", "audits_prompt",
]  # fmt: skip
MAY_DELETE = "has_table_privilege(oid, 'DELETE')"
EMPTY_IN_THE_WORLD = {"audits_presence", "audits_keptreport", "audits_signedreport"} | {
    f"concerns_{table}" for table in ("adultentry", "bodymark", "courtorder", "professional", "status")
}
SHOWN_TO_A_SEARCH = {
    "concerns_concernwords"
}  # and only what it finds: see tests/concerns/models/test_words.py


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(scope="module")
def world(made_once):
    world, *_ = made_once(make_wide_world)
    return world


def run(query, values=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.rowcount


def ask(query, values=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def refused(query, values=()):
    with pytest.raises(DatabaseError) as refusal:
        run(query, values)
    return str(refusal.value)


def walled_tables() -> list[str]:
    found = ask(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'school_id'"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    return [table for (table,) in found]


def all_tables() -> list[str]:
    return [table for (table,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


# Grants and triggers


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_written_stays(table, statement):
    assert "permission denied" in refused(statement.format(table))


@pytest.mark.parametrize("table", KEPT + OF_AN_EDITION + ["audits_edition", "audits_framework"])
def test_no_table_can_be_emptied(table):
    assert "permission denied" in refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", KEPT)
def test_kept_rows_cannot_be_deleted(table):
    assert "permission denied" in refused(f"DELETE FROM {table}")


def test_only_named_tables_can_lose_rows():
    """A new table of records has to be decided upon, here and in a migration."""
    ours = "relkind = 'r' AND relnamespace = 'public'::regnamespace"
    found = {table for (table,) in ask(f"SELECT relname FROM pg_class WHERE {ours} AND {MAY_DELETE}")}
    records = {table for table in found if table.split("_")[0] in {"audits", "safeguarding"}}
    assert records == {
        "audits_presence", "audits_edition", "audits_framework", *OF_AN_EDITION,
        "safeguarding_localauthority", "safeguarding_localterm", "safeguarding_cache",
        "safeguarding_escalationstage", "safeguarding_freshnessrule", "safeguarding_meetingrule",
        "safeguarding_schoolterm",
    }  # fmt: skip


def test_nobody_else_may_say_which_migrations_there_are():
    assert "permission denied" in refused("DELETE FROM django_migrations")
    assert "permission denied" in refused(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())"
    )


def test_every_trigger_of_ours_fires_always():
    rows = ask(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND t.tgenabled <> 'A'"
    )
    assert rows == []
    counted = "SELECT count(*) FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgenabled = 'A'"
    assert ask(counted)[0][0] >= 2 * len(APPEND_ONLY) + 2 * len(OF_AN_EDITION) + 6


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_an_append_only_table_has_both_triggers(table):
    found = ask(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'A' AND tgname LIKE %s",
        [table, "append_only%"],
    )
    assert {name for (name,) in found} == {"append_only_rows", "append_only_table"}


# Who the web is to the database


def test_the_web_owns_nothing_and_is_nobody():
    powers = "rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication"
    assert ask(f"SELECT {powers} FROM pg_roles WHERE rolname = current_user") == [(False,)]
    assert ask("SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == []
    assert ask("SELECT proname FROM pg_proc WHERE proowner = current_user::regrole") == []
    assert ask("SELECT has_schema_privilege('public', 'CREATE'), session_user = current_user") == [
        (False, True)
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE golden_thread_owner",
        "SET SESSION AUTHORIZATION golden_thread_owner",
        "SET session_replication_role = replica",
        "ALTER TABLE safeguarding_event DISABLE TRIGGER ALL",
        "ALTER TABLE audits_audit DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE audits_audit NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY school_wall ON audits_audit",
        "CREATE POLICY mine ON audits_audit USING (true)",
        "DROP TRIGGER append_only_rows ON safeguarding_event",
        "CREATE OR REPLACE FUNCTION safeguarding_refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN OLD; END'",
        "ALTER ROLE golden_thread_runtime BYPASSRLS",
        "ALTER TABLE audits_edition DISABLE TRIGGER published_edition",
        "COPY safeguarding_user TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_web_may_not(statement):
    refused(statement)


def test_the_web_cannot_grant_itself_anything():
    run("GRANT DELETE ON safeguarding_event TO golden_thread_runtime")  # a warning, and nothing more
    assert ask("SELECT has_table_privilege('safeguarding_event', 'DELETE')") == [(False,)]


def test_row_security_cannot_be_switched_off():
    """With it off, a query of walled rows is an error and not an open door."""
    with pytest.raises(ProgrammingError):
        run("SET LOCAL row_security = off; SELECT * FROM audits_audit")


def test_no_function_runs_with_more_rights_than_its_caller():
    of_ours = "pronamespace = 'public'::regnamespace AND prosecdef"
    assert ask(f"SELECT proname FROM pg_proc WHERE {of_ours}") == []


# The wall


def test_every_table_of_a_school_is_walled():
    tables = walled_tables()
    assert len(tables) >= 13
    weak = ask(
        "SELECT relname FROM pg_class WHERE relname = ANY (%s) AND relnamespace = 'public'::regnamespace AND NOT"
        " (relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))",
        [tables],
    )
    assert weak == []


def test_a_closed_wall_shows_nothing(world):
    reopen_wall()
    close_wall()
    for table in walled_tables():
        shown = "school_id IS NOT NULL" if table == "safeguarding_event" else "true"
        assert ask(f"SELECT count(*) FROM {table} WHERE {shown}") == [(0,)], table


def test_a_wall_open_to_one_school_shows_that_one(world):
    own, foreign = world.own.school.pk, world.foreign.school.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('safeguarding.person', '', false)")
    open_circles(str(own))
    for table in set(walled_tables()) - EMPTY_IN_THE_WORLD - SHOWN_TO_A_SEARCH:
        assert ask(f"SELECT count(*) > 0 FROM {table} WHERE school_id = %s", [own]) == [(True,)], table
        assert ask(f"SELECT count(*) FROM {table} WHERE school_id = %s", [foreign]) == [(0,)], table


def test_no_row_can_be_written_for_another_school(world):
    own, foreign = world.own, world.foreign
    open_circles(str(own.school.pk))
    assert run("UPDATE audits_audit SET participants = 'x' WHERE id = %s", [foreign.audit.pk]) == 0
    moved = "UPDATE audits_sectionshare SET school_id = %s WHERE audit_id = %s"
    assert "row-level security" in refused(moved, [foreign.school.pk, own.audit.pk])
    event = "INSERT INTO safeguarding_event (verb, actor_name, school_id, subject, subject_type, detail)"
    assert "row-level security" in refused(
        f"{event} VALUES ('x', 'x', %s, '', '', '{{}}')", [foreign.school.pk]
    )


def columns_of(table) -> list[str]:
    found = ask(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'"
        " AND column_name <> 'id' ORDER BY ordinal_position",
        [table],
    )
    return [column for (column,) in found]


HANGING = [
    ("audits_action", "audit_id", "audits_audit"),
    ("audits_action", "response_id", "audits_response"),
    ("audits_actionupdate", "action_id", "audits_action"),
    ("audits_audit", "previous_id", "audits_audit"),
    ("audits_casesample", "audit_id", "audits_audit"),
    ("audits_dueauditchange", "due_audit_id", "audits_dueaudit"),
    ("audits_evidence", "replaces_id", "audits_evidence"),
    ("audits_evidenceuse", "evidence_id", "audits_evidence"),
    ("audits_evidenceuse", "response_id", "audits_response"),
    ("audits_comment", "audit_id", "audits_audit"),
    ("audits_keptreport", "audit_id", "audits_audit"),
    ("audits_presence", "audit_id", "audits_audit"),
    ("audits_question", "audit_id", "audits_audit"),
    ("audits_reply", "question_id", "audits_question"),
    ("audits_response", "audit_id", "audits_audit"),
    ("audits_response", "carried_from_id", "audits_response"),
    ("audits_response", "case_id", "audits_casesample"),
    ("audits_responserevision", "response_id", "audits_response"),
    ("audits_reviewstep", "audit_id", "audits_audit"),
    ("audits_sectionshare", "audit_id", "audits_audit"),
    ("audits_signedreport", "audit_id", "audits_audit"),
    ("audits_signedreport", "kept_id", "audits_keptreport"),
    ("audits_submission", "audit_id", "audits_audit"),
]


OF_REPORTS = {"audits_keptreport", "audits_signedreport"}  # nothing of them is in the world
OF_RECORDS = [
    (f"concerns_{table}", column, f"concerns_{parent}")
    for table, column, parent in [
        ("action", "concern_id", "concern"),
        ("action", "finding_id", "qualityfinding"),
        ("action", "meeting_id", "meeting"),
        ("action", "plan_id", "plan"),
        ("action", "pupil_id", "pupil"),
        ("adultaccess", "concern_id", "adultconcern"),
        ("adultentry", "concern_id", "adultconcern"),
        ("adultstanding", "concern_id", "adultconcern"),
        ("attachment", "concern_id", "concern"),
        ("attachment", "entry_id", "entry"),
        ("attachment", "pupil_id", "pupil"),
        ("bodymark", "child_id", "reportedchild"),
        ("bodymark", "concern_id", "concern"),
        ("challenge", "concern_id", "concern"),
        ("challenge", "pupil_id", "pupil"),
        ("challenge", "referral_id", "referral"),
        ("concernlink", "concern_id", "concern"),
        ("concernlink", "pupil_id", "pupil"),
        ("concernlink", "reported_id", "reportedchild"),
        ("concernwords", "concern_id", "concern"),
        ("courtorder", "pupil_id", "pupil"),
        ("courtorder", "replaces_id", "courtorder"),
        ("entry", "action_id", "action"),
        ("entry", "challenge_id", "challenge"),
        ("entry", "concern_id", "concern"),
        ("entry", "corrects_id", "entry"),
        ("entry", "meeting_id", "meeting"),
        ("entry", "plan_id", "plan"),
        ("entry", "pupil_id", "pupil"),
        ("entry", "referral_id", "referral"),
        ("exclusion", "concern_id", "concern"),
        ("exclusion", "pupil_id", "pupil"),
        ("keyperson", "pupil_id", "pupil"),
        ("keyperson", "replaces_id", "keyperson"),
        ("meeting", "plan_id", "plan"),
        ("meeting", "pupil_id", "pupil"),
        ("plan", "concern_id", "concern"),
        ("plan", "pupil_id", "pupil"),
        ("drawnfile", "draw_id", "filedraw"),
        ("drawnfile", "pupil_id", "pupil"),
        ("planreview", "concern_id", "concern"),
        ("planreview", "plan_id", "plan"),
        ("planversion", "plan_id", "plan"),
        ("professional", "pupil_id", "pupil"),
        ("professional", "replaces_id", "professional"),
        ("qualityanswer", "item_id", "qualityitem"),
        ("qualitycode", "item_id", "qualityitem"),
        ("qualitycode", "link_id", "concernlink"),
        ("qualityfinding", "item_id", "qualityitem"),
        ("qualityfinding", "quality_check_id", "qualitycheck"),
        ("qualityitem", "concern_id", "concern"),
        ("qualityitem", "quality_check_id", "qualitycheck"),
        ("qualitystep", "quality_check_id", "qualitycheck"),
        ("reassessment", "concern_id", "concern"),
        ("reassessment", "plan_review_id", "planreview"),
        ("reassessment", "pupil_id", "pupil"),
        ("referral", "concern_id", "concern"),
        ("referral", "pupil_id", "pupil"),
        ("reportedchild", "concern_id", "concern"),
        ("reportedchild", "pupil_id", "pupil"),
        ("shield", "pupil_id", "pupil"),
        ("shield", "replaces_id", "shield"),
        ("standing", "concern_id", "concern"),
        ("status", "pupil_id", "pupil"),
        ("status", "replaces_id", "status"),
    ]
]


def test_every_row_that_hangs_on_a_walled_row_is_of_its_school():
    """Each foreign key from a walled table to another is doubled by one over both columns."""
    tables = walled_tables()
    keys = ask(
        "SELECT conrelid::regclass::text, confrelid::regclass::text, array_agg(a.attname::text ORDER BY a.attname)"
        " FROM pg_constraint JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = ANY (conkey)"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s) AND confrelid::regclass::text = ANY (%s)"
        " GROUP BY pg_constraint.oid, 1, 2",
        [tables, tables],
    )
    single = {(table, columns[0], parent) for table, parent, columns in keys if len(columns) == 1}
    doubled = {
        (table, next(column for column in columns if column != "school_id"), parent)
        for table, parent, columns in keys
        if len(columns) == 2 and "school_id" in columns
    }
    assert single == doubled == set(HANGING + OF_RECORDS)


@pytest.mark.parametrize(
    ("table", "column", "parent"),
    [row for row in HANGING if row[0] not in {"audits_keptreport", "audits_signedreport"}],
)
def test_a_row_cannot_hang_on_another_schools_row(world, table, column, parent):
    """A copy of an own row, hung on a foreign one, with the wall open to both: the key refuses it."""
    reopen_wall()
    if table == "audits_presence":
        item = "SELECT %s, %s, %s, (SELECT min(id) FROM audits_item), now(), now()"
        lead = world.person("lead").pk
        said = refused(
            f"INSERT INTO audits_presence (school_id, audit_id, person_id, item_id, since, seen_at) {item}",
            [world.own.school.pk, world.foreign.audit.pk, lead],
        )
    else:
        copied = {"public_id": "'aaaaaaaaaaaa'", "request_key": "gen_random_uuid()", "label": "'Another'"}
        copied |= {"set_aside": "true", "state": "'draft'" if table == "audits_audit" else "state"}
        copied |= {"year": "year + 7"} if table == "audits_audit" else {}
        copied |= {"version": "version + 7"} if table == "audits_dueauditchange" else {}
        copied[column] = f"(SELECT min(id) FROM {parent} WHERE school_id = {world.foreign.school.pk})"
        if table == "audits_evidenceuse" and column == "evidence_id":
            copied["response_id"] = str(world.own.audit.responses.filter(case=None).first().pk)
        if column == "carried_from_id":  # an item to which there is no answer in the same place yet
            copied["item_id"] = "(SELECT min(id) FROM audits_item WHERE kind = 'case_check')"
        if column == "audit_id":
            bare = factories.edition("bare", items=0, cases=0)  # an audit in which nothing has its place yet
            lead = world.person("outsider")
            other = factories.audit(school=world.foreign.school, lead=lead, edition_=bare)
            if table in SAID_IN_REVIEW:
                released(other)
            copied[column] = str(other.pk)
        columns = columns_of(table)
        chosen = ", ".join(copied.get(name, name) if name in columns else name for name in columns)
        first = f"(SELECT min(id) FROM {table} WHERE school_id = {world.own.school.pk})"
        names = ", ".join(columns)
        said = refused(f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {table} WHERE id = {first}")
    assert re.search("same_school", said), said


# Editions and audits that are done


@pytest.mark.parametrize("table", OF_AN_EDITION)
def test_a_published_edition_stays(table):
    _before, edition = crosswalked()
    mine = f"edition_id = {edition.pk}"
    assert "published" in refused(f"UPDATE {table} SET edition_id = edition_id WHERE {mine}")
    assert "published" in refused(f"DELETE FROM {table} WHERE {mine}")


def test_a_published_edition_itself_stays():
    edition = factories.edition("second")
    for change in ["label = 'x'", "state = 'draft'", "introduction = 'x'", "content_hash = 'x'"]:
        assert "published" in refused(f"UPDATE audits_edition SET {change} WHERE id = {edition.pk}")
    assert "published" in refused(f"DELETE FROM audits_edition WHERE id = {edition.pk}")
    assert run(f"UPDATE audits_edition SET state = 'withdrawn' WHERE id = {edition.pk}") == 1
    assert "published" in refused(f"UPDATE audits_edition SET state = 'published' WHERE id = {edition.pk}")


@pytest.mark.parametrize(("table", "column"), [("audits_prompt", "item_id"), ("audits_item", "section_id")])
def test_a_draft_edition_is_no_way_into_a_published_one(table, column):
    published, draft = factories.edition("second"), factories.edition("draft", published=False)
    parent = "audits_item" if column == "item_id" else "audits_section"
    theirs = f"(SELECT min(id) FROM {parent} WHERE edition_id = {published.pk})"
    said = refused(f"UPDATE {table} SET {column} = {theirs} WHERE edition_id = {draft.pk}")
    assert "same_edition" in said or "published" in said or "one_prompt_per_key" in said
    insert = {
        "audits_prompt": '(edition_id, item_id, "order", key, kind, text, answer)'
        f" VALUES ({draft.pk}, {theirs}, 9, 'z', 'point', 'Forged', '')",
        "audits_item": '(edition_id, section_id, "order", key, ref, kind, title, guidance, evidence_help, see)'
        f" VALUES ({draft.pk}, {theirs}, 999, 'z', 'Z', 'rated', 'Forged', '', '', '[]')",
    }
    assert "same_edition" in refused(f"INSERT INTO {table} {insert[table]}")


@pytest.fixture
def sent():
    """An audit with an answer, a case and evidence, submitted."""
    audit = factories.audit()
    factories.respond(audit, "item-1", "green", evidence="Seen.")
    piece = evidence(audit.school, by=audit.lead_author)
    use_evidence(audit.responses.get(item__key="item-2"), piece, by=audit.lead_author)
    run(
        "UPDATE audits_audit SET state = 'submitted', submitted_at = now(), submitted_by_id = %s WHERE id = %s",
        [audit.lead_author.pk, audit.pk],
    )
    return audit


def test_answers_of_a_submitted_audit_stay(sent):
    mine = f"audit_id = {sent.pk}"
    for change in ["evidence = 'x'", "rating = 'green'", "version = version", "marks = '{}'"]:
        assert "submitted" in refused(f"UPDATE audits_response SET {change} WHERE {mine}")
    assert "submitted" in refused(
        "INSERT INTO audits_casesample (public_id, request_key, label, kind, how_chosen, added_at, added_by_id,"
        " audit_id, school_id) VALUES ('bbbbbbbbbbbb', gen_random_uuid(), 'Case 9', 'other', '', now(), %s, %s, %s)",
        [sent.lead_author.pk, sent.pk, sent.school_id],
    )


def test_answers_cannot_be_moved_out_of_a_submitted_audit(sent):
    other = factories.audit(school=sent.school, lead=sent.lead_author, audit_date=date(2025, 11, 4))
    assert other.is_open
    key = f"item_id = (SELECT min(id) FROM audits_item WHERE edition_id = {sent.edition_id})"
    run(f"UPDATE audits_response SET item_id = item_id WHERE audit_id = {other.pk} AND {key}")
    run(f"UPDATE audits_audit SET version = version WHERE id = {other.pk}")
    moved = f"UPDATE audits_response SET audit_id = {other.pk} WHERE audit_id = {sent.pk}"
    assert "submitted" in refused(moved)


def test_what_hangs_on_an_answer_of_a_submitted_audit_stays(sent):
    response = Response.objects.get(audit=sent, item__key="item-1")
    use = "UPDATE audits_evidenceuse SET removed_at = now(), removed_by_id = added_by_id WHERE school_id = %s"
    assert "submitted" in refused(use, [sent.school_id])
    columns = [name for name in columns_of("audits_responserevision") if name != "at"]
    given = {"public_id": "'cccccccccccc'", "version": "99", "evidence": "'Forged'"}
    chosen = ", ".join(given.get(name, name) for name in columns)
    forged = f"INSERT INTO audits_responserevision ({', '.join(columns)}) SELECT {chosen}"
    assert "submitted" in refused(
        f"{forged} FROM audits_responserevision WHERE response_id = %s", [response.pk]
    )


@pytest.mark.parametrize(
    "change",
    [
        "audit_date = audit_date - 1", "participants = 'x'", "due_on = due_on + 1", "year = year - 1",
        "period_from = period_from - 1", "previous_id = id", "request_key = gen_random_uuid()",
        "public_id = 'dddddddddddd'", "lead_author_id = (SELECT max(id) FROM safeguarding_user)",
    ],
)  # fmt: skip
def test_a_submitted_audit_says_what_it_said(sent, change):
    factories.member(sent.school, Role.HEAD)
    assert "says what it says" in refused(f"UPDATE audits_audit SET {change} WHERE id = {sent.pk}")


def test_a_submitted_audit_moves_on(sent):
    as_signed(sent)
    assert (
        run(f"UPDATE audits_audit SET version = version + 1 WHERE id = {sent.pk} AND state = 'signed'") == 1
    )


@pytest.mark.parametrize("change", ["public_id = 'dddddddddddd'", "request_key = gen_random_uuid()"])
def test_an_audit_keeps_its_identity_from_the_beginning(change):
    audit = factories.audit()
    assert "is refused" in refused(f"UPDATE audits_audit SET {change} WHERE id = {audit.pk}")


def test_an_event_cannot_be_back_dated():
    run(
        "INSERT INTO safeguarding_event (verb, actor_name, subject, subject_type, detail, at)"
        " VALUES ('back-dated', 'x', '', '', '{}', '2020-01-01')"
    )
    recent = "at > now() - interval '1 minute'"
    assert ask(f"SELECT {recent} FROM safeguarding_event WHERE verb = 'back-dated'") == [(True,)]
