"""Databases for tests: one template, migrated once, and copies of it, made in a moment.

A table that refuses change refuses TRUNCATE too, so a database is never emptied: it is thrown away.

On a server named by ``DATABASE_URL`` the login of ``DATABASE_OWNER_URL`` needs CREATEDB, CREATEROLE
and the role ``pg_signal_backend``, and the web's login must be a plain one.
"""

import hashlib
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from psycopg import Connection, sql

from safeguarding import database as ground
from safeguarding.database.preparing import administration
from safeguarding.database.roles import OWNER

TEMPLATE = "golden_thread_template_"
CLONE = "golden_thread_test_"
ONE_AT_A_TIME = 7_306_082_418  # the advisory lock of whoever makes the template
_numbers = itertools.count(1)


@contextmanager
def cloned() -> Iterator[str]:
    """The name of a fresh copy of the template, which is dropped in the end whoever still uses it."""
    name = f"{CLONE}{os.getpid()}_{next(_numbers)}"
    with administration() as server:
        copying = f"CREATE DATABASE {{}} TEMPLATE {{}} OWNER {{}} {_way_of_copying()}"
        _run(server, copying, name, _ensure_template(server), OWNER)
    try:
        yield name
    finally:
        with administration() as server:
            _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Let every thread's next connection be to the database ``name``."""
    settings = connections["default"].settings_dict
    usual = settings["NAME"]
    connections.close_all()
    settings["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = usual


def _way_of_copying() -> str:
    """Whole files are quicker to copy where nothing waits for a disk, and slower where something does."""
    return "STRATEGY FILE_COPY" if "EMBEDDED" in connections["default"].settings_dict else ""


def _ensure_template(server: Connection) -> str:
    """The name of the template for the migrations as they are now, made if it is not there."""
    name = TEMPLATE + _fingerprint()
    server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
    try:
        if name not in _databases(server, name):
            _drop_left_behind(server)
            _make_template(server, name)
    finally:
        server.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
    return name


def _make_template(server: Connection, name: str) -> None:
    """Migrate under another name first, so that a template is always a whole one."""
    part = f"{name}_part"
    _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", part)
    with pointed_at(part):
        call_command("prepare_database")
        call_command("migrate", interactive=False, verbosity=0)
    _run(server, "ALTER DATABASE {} RENAME TO {}", part, name)


def _fingerprint() -> str:
    """A word that changes with any migration, or with how the database is prepared."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    for folder in (Path(app.path) / "migrations" for app in apps.get_app_configs()):
        yield from folder.glob("*.py")
    yield from Path(ground.__file__).parent.glob("*.py")


def _drop_left_behind(server: Connection) -> None:
    """Drop templates of other migrations, and the copies of test runs that were killed."""
    for name in _databases(server, f"{TEMPLATE}%"):
        try:
            _run(server, "DROP DATABASE {}", name)
        except psycopg.errors.ObjectInUse:
            continue
    if "EMBEDDED" in connections["default"].settings_dict:
        for name in _databases(server, f"{CLONE}%"):
            if not psutil.pid_exists(int(name.removeprefix(CLONE).split("_")[0])):
                _run(server, "DROP DATABASE {} WITH (FORCE)", name)


def _databases(server: Connection, like: str) -> list[str]:
    return [row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like])]


def _run(server: Connection, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
