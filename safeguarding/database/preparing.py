"""Making a server ready for migrations: roles, the database, its schema, extensions and grants.

Every step looks first, so that a server which an administrator has prepared needs no rights here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, sql

from safeguarding.database.acting import connection_as
from safeguarding.database.roles import OWNER, RUNTIME

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
GRANTS = {"r": "SELECT, INSERT, UPDATE, DELETE", "S": "USAGE, SELECT", "f": "EXECUTE"}
KINDS = {"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS"}
ONE_AT_A_TIME = 7_306_082_417  # the advisory lock of everybody who prepares


class NotPrepared(RuntimeError):
    """The login may not do what is missing; the message says what an administrator should run."""


def prepare(alias: str = "default") -> None:
    """Create what is missing. Refuses, naming the statement, where the login may not create it."""
    usual = connections[alias].settings_dict
    with administration(alias) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        for role in (OWNER, RUNTIME):
            _ensure_role(server, role, login="EMBEDDED" in usual)
        if "EMBEDDED" not in usual:
            _ensure_member(server, OWNER, usual["OWNER"]["USER"])
            _ensure_member(server, RUNTIME, usual["USER"])
        _ensure_database(server, usual["NAME"])
        with administration(alias, database=usual["NAME"]) as database:
            _ensure_schema(database)
            for extension in EXTENSIONS:
                _do(database, "CREATE EXTENSION IF NOT EXISTS {}", extension)
            _ensure_default_grants(database)


@contextmanager
def administration(alias: str = "default", database: str = "postgres") -> Iterator[Connection]:
    """A connection, each statement by itself, of the login that may create roles and databases."""
    wrapper: BaseDatabaseWrapper = connection_as(alias, "ADMINISTRATOR", NAME=database)
    wrapper.ensure_server()
    parameters = wrapper.get_connection_params() | {"autocommit": True}
    with psycopg.connect(**parameters) as connection:
        connection.add_notice_handler(lambda notice: None)
        yield connection


def _ensure_role(server: Connection, role: str, *, login: bool) -> None:
    if not _found(server, "SELECT FROM pg_roles WHERE rolname = %s", role):
        _do(server, "CREATE ROLE {} LOGIN" if login else "CREATE ROLE {} NOLOGIN", role)


def _ensure_member(server: Connection, role: str, login: str) -> None:
    """Let ``login`` act as ``role``; one that bears the role's own name is it already."""
    if not _found(server, "SELECT WHERE pg_has_role(%s, %s, 'SET')", login, role):
        _do(server, "GRANT {} TO {}", role, login)


def _ensure_database(server: Connection, name: str) -> None:
    if not _found(server, "SELECT FROM pg_database WHERE datname = %s", name):
        _do(server, "CREATE DATABASE {} OWNER {}", name, OWNER)


def _ensure_schema(database: Connection) -> None:
    """The schema belongs to the owner, and nobody else may create anything in it."""
    owner = "SELECT FROM pg_namespace WHERE nspname = 'public' AND pg_get_userbyid(nspowner) = %s"
    if not _found(database, owner, OWNER):
        _do(database, "ALTER SCHEMA public OWNER TO {}", OWNER)
    if _found(database, "SELECT WHERE has_schema_privilege('public', 'public', 'CREATE')"):
        _do(database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    if not _found(database, "SELECT WHERE has_schema_privilege(%s, 'public', 'USAGE')", RUNTIME):
        _do(database, "GRANT USAGE ON SCHEMA public TO {}", RUNTIME)


def _ensure_default_grants(database: Connection) -> None:
    """What the owner creates from now on, the runtime role may use; migrations take back what it may not."""
    granted = """SELECT FROM pg_default_acl, aclexplode(defaclacl)
        WHERE defaclrole = to_regrole(%s) AND grantee = to_regrole(%s) AND defaclobjtype = %s"""
    for kind, rights in GRANTS.items():
        if not _found(database, granted, OWNER, RUNTIME, kind):
            grant = f"ALTER DEFAULT PRIVILEGES FOR ROLE {{}} GRANT {rights} ON {KINDS[kind]} TO {{}}"
            _do(database, grant, OWNER, RUNTIME)


def _found(connection: Connection, query: str, *values: str) -> bool:
    return connection.execute(query, values).fetchone() is not None


def _do(connection: Connection, statement: str, *names: str) -> None:
    query = sql.SQL(statement).format(*map(sql.Identifier, names))
    try:
        connection.execute(query)
    except psycopg.errors.InsufficientPrivilege as refusal:
        text = query.as_string(connection)
        raise NotPrepared(
            f"This login may not prepare the database. As an administrator, run in {connection.info.dbname}: "
            f"{text}; ({refusal.diag.message_primary}). Then try again."
        ) from None
