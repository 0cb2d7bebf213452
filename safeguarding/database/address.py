"""Where the database is and as whom each kind of work connects to it.

``DATABASE_URL`` names a server; without it the embedded one is used. The web connects as the
runtime role. ``OWNER`` and ``ADMINISTRATOR`` in an entry hold what differs for migrations and for
preparing an empty server; see ``acting.py``.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from safeguarding.database.embedded.home import Home, home_of
from safeguarding.database.roles import ADMINISTRATOR, OWNER, RUNTIME

EVERY_ENTRY = {
    "ENGINE": "safeguarding.database.engine",
    "ATOMIC_REQUESTS": True,
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
}
# A request that waits longer than this is better refused than left to hold up the others.
RUNTIME_LIMITS = {
    "statement_timeout": "15s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    # What a school reads is in memory or on a disk without moving parts: a row by its key is not dear.
    "random_page_cost": "1.1",
    "jit": "off",  # compiling a question takes longer than any of ours
}
# A migration may take its time, but while it waits for a lock every request behind it waits too.
OWNER_LIMITS = {"lock_timeout": "10s"}
NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def databases(environ: Mapping[str, str], base_dir: Path) -> dict:
    """Django's ``DATABASES``: one entry, connecting as the runtime role."""
    url = environ.get("DATABASE_URL")
    entry = _named_server(url, environ) if url else _embedded_server(environ, base_dir)
    if name := environ.get("GOLDEN_THREAD_DATABASE"):
        entry["NAME"] = name
    return {"default": EVERY_ENTRY | entry}


def _embedded_server(environ: Mapping[str, str], base_dir: Path) -> dict:
    var = Path(environ.get("GOLDEN_THREAD_VAR", base_dir / "var"))
    home = home_of(base_dir, var, purpose=environ.get("GOLDEN_THREAD_CLUSTER", ""), root=os.geteuid() == 0)
    return _entry_on(home)


def _entry_on(home: Home) -> dict:
    return {
        "NAME": "golden_thread",
        "USER": RUNTIME,
        "HOST": str(home.sockets),
        "EMBEDDED": home,
        "OPTIONS": _session(RUNTIME_LIMITS),
        "OWNER": {"USER": OWNER, "OPTIONS": _session(OWNER_LIMITS)},
        "ADMINISTRATOR": {"USER": ADMINISTRATOR, "OPTIONS": {}},
    }


def _named_server(url: str, environ: Mapping[str, str]) -> dict:
    """An entry for ``DATABASE_URL``: its login takes on the runtime role, of which it is a member."""
    runtime = _parsed(url)
    owner = _parsed(environ.get("DATABASE_OWNER_URL") or url)
    owner.pop("NAME", None)  # migrations go to the database that the web uses, whatever it is at the time
    return {
        **_with_session(runtime, RUNTIME_LIMITS | {"role": RUNTIME}),
        "OWNER": _with_session(owner, OWNER_LIMITS | {"role": OWNER}),
        "ADMINISTRATOR": owner,
    }


def _parsed(url: str) -> dict:
    """A connection URL as Django's settings; what Django has no name for (``sslmode``) is an option."""
    given = conninfo_to_dict(url)
    named = {NAMES[key]: str(value) for key, value in given.items() if key in NAMES}
    return named | {"OPTIONS": {key: value for key, value in given.items() if key not in NAMES}}


def _with_session(entry: dict, settings: dict[str, str]) -> dict:
    options = entry["OPTIONS"]
    return entry | {"OPTIONS": options | _session(settings, before=options.get("options", ""))}


def _session(settings: dict[str, str], before: str = "") -> dict[str, str]:
    """Settings of a database session, sent with the connection so that they cost no query."""
    flags = [f"-c {name}={value}" for name, value in settings.items()]
    return {"options": " ".join([before, *flags]).strip()}
