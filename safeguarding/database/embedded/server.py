"""The PostgreSQL server process: starting, finding and stopping it."""

import os
import pwd
import signal
import subprocess
import time
from pathlib import Path

import psutil

from safeguarding.database.embedded.account import Account
from safeguarding.database.embedded.home import Home
from safeguarding.database.embedded.making import make_private
from safeguarding.database.roles import ADMINISTRATOR, OWNER, RUNTIME

LARGEST_LOG = 4 * 1024 * 1024
LONGEST_START = 120  # seconds: after a power cut it may have a good deal to put right
LONGEST_STOP = 30
SETTINGS = {
    "listen_addresses": "",  # reached through its socket only
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # A record's words never reach the log: neither the statement nor the row that was refused.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
HASTY_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
}


def start(home: Home, programs: Path, account: Account) -> psutil.Popen:
    """Start the server; whether it answers is for ``wait_until_ready``."""
    make_private(home.sockets, account)
    _write_who_may_connect(home)
    settings = SETTINGS | ({} if home.lasting else HASTY_SETTINGS) | _places(home)
    flags = [f"--{name}={value}" for name, value in settings.items()]
    with home.log.open("ab") as log:
        if log.tell() > LARGEST_LOG:
            log.truncate(0)
        return psutil.Popen(
            [programs / "bin" / "postgres", "-D", home.data, *flags],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            **account.to_run_as(),
        )


def running(home: Home) -> psutil.Process | None:
    """The server of this home if one runs, left behind by a keeper that was killed.

    A file that names a process which is no longer this server's is removed: another program may
    have been given that number since, and PostgreSQL would then refuse to start.
    """
    number = _status(home)[0]
    try:
        process = psutil.Process(int(number))
        if Path(process.cwd()) == home.data.resolve():
            return process
    except (ValueError, psutil.Error):
        pass
    (home.data / "postmaster.pid").unlink(missing_ok=True)
    return None


def wait_until_ready(home: Home, server: psutil.Process) -> None:
    """Wait until the server answers. Raises RuntimeError with its last words when it ends instead."""
    deadline = time.monotonic() + LONGEST_START
    while _status(home) != (str(server.pid), "ready"):
        if _ends_within(0.01, server) or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL said: {_last_words(home)}")


def _ends_within(seconds: float, server: psutil.Process) -> bool:
    try:
        server.wait(seconds)
    except psutil.TimeoutExpired:
        return False
    return True


def stop(server: psutil.Process) -> None:
    """Stop the server; connections that are still open are closed."""
    try:
        server.send_signal(signal.SIGINT)
        server.wait(LONGEST_STOP)
    except psutil.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(LONGEST_STOP)
    except psutil.NoSuchProcess:
        pass


def _places(home: Home) -> dict:
    return {
        "unix_socket_directories": home.sockets,
        "hba_file": home.path / "connections.conf",
        "ident_file": home.path / "accounts.conf",
    }


def _write_who_may_connect(home: Home) -> None:
    """The account that runs the application may connect as any of the three roles, and nobody else as any.

    The kernel says who is at the other end of a socket, so there is no password to keep or to lose.
    """
    person = pwd.getpwuid(os.geteuid()).pw_name
    accounts = "".join(f'application "{person}" {role}\n' for role in (ADMINISTRATOR, OWNER, RUNTIME))
    for name, text in [
        ("connections.conf", "local all all peer map=application\n"),
        ("accounts.conf", accounts),
    ]:
        (home.path / name).write_text(text)
        (home.path / name).chmod(0o644)


def _status(home: Home) -> tuple[str, str]:
    """The process number and the state that the server wrote down, or empty words."""
    try:
        lines = (home.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        lines = []
    return (lines[0] if lines else "", lines[7].strip() if len(lines) > 7 else "")


def _last_words(home: Home) -> str:
    return "\n".join(home.log.read_text(errors="replace").splitlines()[-5:])
