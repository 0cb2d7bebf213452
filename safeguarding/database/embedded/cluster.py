"""Making sure that the embedded server runs.

Three locks in the server's home, always taken in this order:

* ``users`` is held by every process that uses the server, together. Who gets it alone knows that
  nobody uses the server, and keeps newcomers waiting meanwhile.
* ``start`` is held while the server is being started. It is handed to the keeper, so that it
  stays held until the server answers even if the process that asked for it is killed.
* ``keeper`` is held by the keeper for as long as its server runs.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path

from safeguarding.database.embedded.home import MACHINE_FOLDER, Home
from safeguarding.database.embedded.locks import alone, is_held, together

PROJECT = Path(__file__).resolve().parents[3]
READY = "ready\n"
OPEN = 0o755

_used: dict[Path, int] = {}
_using = threading.Lock()


class DidNotStart(RuntimeError):
    """The embedded server could not be started; the message says why and where its log is."""


def ensure_running(home: Home) -> None:
    """Start the server unless it runs, and count this process among its users until it ends."""
    _make_folder(home.path)
    with _using:
        if home.path not in _used:
            _used[home.path] = together(home.path / "users.lock")
    with alone(home.path / "start.lock") as start:
        if not is_held(home.path / "keeper.lock"):
            _start_keeper(home, start)


def _start_keeper(home: Home, start: int) -> None:
    lasting = "lasting" if home.lasting else "passing"
    program = [sys.executable, "-m", "safeguarding.database.embedded.keeper"]
    with subprocess.Popen(
        [*program, str(home.path), lasting, str(start)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONSAFEPATH": "1"},
        pass_fds=(start,),
        text=True,
    ) as keeper:
        answer = keeper.stdout.read()
    if not answer.endswith(READY):
        raise DidNotStart(f"The embedded PostgreSQL did not start: {answer.strip()}\nIts log: {home.log}")


def _make_folder(path: Path) -> None:
    """Make the home. Only folders of our own get a mode, so that the server's account gets through."""
    for folder in [MACHINE_FOLDER, path] if MACHINE_FOLDER in path.parents else [path]:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_mode & OPEN != OPEN:  # whatever the umask was
            folder.chmod(OPEN)
