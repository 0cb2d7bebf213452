"""The process that keeps the embedded server: starts it, and stops it once nobody uses it.

It is no child of the process that asked for the server, so that the server outlives that one for
as long as others use it, and so that a Ctrl-C in somebody's terminal does not reach it.

    python -m safeguarding.database.embedded.keeper HOME lasting|passing START-LOCK
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from safeguarding.database.embedded.account import account
from safeguarding.database.embedded.home import Home
from safeguarding.database.embedded.locks import let_go, open_lock, taken
from safeguarding.database.embedded.making import ensure_data
from safeguarding.database.embedded.programs import programs
from safeguarding.database.embedded.server import running, start, stop, wait_until_ready

GLANCE = 0.25  # seconds between two looks at whether anybody uses the server
PATIENCE = 8  # looks: commands that follow each other find the server running


def main() -> None:
    """Keep the server of the home in the arguments until nobody uses it or it ends by itself."""
    path, lasting, start_lock = sys.argv[1:]
    home = Home(Path(path), lasting=lasting == "lasting")
    _leave_terminal()
    keeping = open_lock(home.path / "keeper.lock")
    users = open_lock(home.path / "users.lock")
    if not taken(keeping):
        raise SystemExit("Another keeper has it.")
    server = running(home) or _start(home)
    signal.signal(signal.SIGTERM, lambda *_: server.send_signal(signal.SIGINT))
    wait_until_ready(home, server)
    _say_ready(home, int(start_lock))
    _watch(server, users)
    stop(server)
    # In this order: whoever was waiting to use the server must find that nobody keeps it.
    os.close(keeping)
    os.close(users)


def _leave_terminal() -> None:
    if os.fork():
        os._exit(0)
    os.setsid()


def _start(home: Home) -> psutil.Process:
    run_as, tools = account(), programs()
    ensure_data(home, tools, run_as)
    return start(home, tools, run_as)


def _say_ready(home: Home, start_lock: int) -> None:
    """Tell the process that waits, unless it was killed, then let go of everything that was its own."""
    with suppress(BrokenPipeError):
        print("ready", flush=True)
    log = os.open(home.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    os.close(start_lock)


def _watch(server: psutil.Process, users: int) -> None:
    """Return when the server has ended, or with the lock held when nobody has used it for a while."""
    idle = 0
    while idle < PATIENCE:
        try:
            server.wait(GLANCE)
            return
        except psutil.TimeoutExpired:
            idle = idle + 1 if _unused(users, keep=idle + 1 == PATIENCE) else 0


def _unused(users: int, *, keep: bool) -> bool:
    """Whether nobody uses the server; with ``keep`` newcomers wait from now on."""
    if not taken(users):
        return False
    if not keep:
        let_go(users)
    return True


if __name__ == "__main__":
    try:
        main()
    except (OSError, RuntimeError, subprocess.CalledProcessError) as failure:
        sys.exit(str(failure))
