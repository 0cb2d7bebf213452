"""A database of its own for measuring with very many rows: sealed rows are never removed, so all of it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from safeguarding.database.acting import acting_as
from safeguarding.database.preparing import administration

SUFFIX = "_measured"
FILES = {"import_authority": "authorities", "import_categories": "categories"}


@contextmanager
def own_database(*, keep: bool = False) -> Iterator[str]:
    """Let everything be asked of a new, empty database until the end; with ``keep`` it stays, and is used again."""
    usual = connection.settings_dict["NAME"]
    name = usual + SUFFIX
    if not keep:
        _drop(name)
    _point_at(name)
    try:
        _prepare()
        yield name
    finally:
        _point_at(usual)
        if not keep:
            _drop(name)


def _prepare() -> None:
    quiet = {"stdout": _Nowhere(), "verbosity": 0}
    call_command("prepare_database")
    call_command("migrate", interactive=False, **quiet)
    for command, folder in FILES.items():
        for file in sorted(Path(settings.BASE_DIR, "fixtures", folder).glob("*.yaml")):
            call_command(command, str(file), **quiet)


class _Nowhere:
    """What the commands of the set-up would tell."""

    def write(self, text: str) -> None:
        pass


def look_over() -> None:
    """Let the database count what is in its tables, as it does by itself on a server that runs for long."""
    with acting_as("default", "OWNER") as owner, owner.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def wait_long() -> None:
    """Let statements of this connection take their time: filling is no request."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def _point_at(name: str) -> None:
    connections.close_all()
    connections["default"].settings_dict["NAME"] = name


def _drop(name: str) -> None:
    with administration() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
