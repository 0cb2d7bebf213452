"""Who the tests, and so the web, are to the database."""

import pytest
from django.db import DatabaseError, connection, transaction


def ask(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_an_ordinary_test_connects_as_the_runtime_role():
    assert ask("SELECT current_user") == "golden_thread_runtime"


@pytest.mark.django_db
def test_the_runtime_role_has_no_powers():
    powers = "rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls"
    assert ask(f"SELECT {powers} FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.django_db
def test_every_table_belongs_to_the_owner():
    assert (
        ask("SELECT string_agg(DISTINCT tableowner, ',') FROM pg_tables WHERE schemaname = 'public'")
        == "golden_thread_owner"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "DROP TABLE django_migrations",
        "ALTER TABLE django_migrations DISABLE TRIGGER ALL",
        "SET ROLE golden_thread_owner",
        "SET ROLE golden_thread_administrator",
        "SET SESSION AUTHORIZATION golden_thread_owner",
    ],
)
def test_the_runtime_role_may_not(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("statement_timeout", "15s"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("TimeZone", "UTC"),
    ],
)
def test_a_session_is_limited(setting, value):
    assert ask(f"SHOW {setting}") == value


@pytest.mark.django_db
def test_extensions_are_there():
    assert (
        ask("SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'unaccent', 'btree_gist')") == 3
    )
