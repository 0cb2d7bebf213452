"""Removing an embedded server with everything in it.

    python -m safeguarding.database.embedded.removing PROJECT

removes the server of the project's tests. Nothing here removes the one with people's records.
"""

import os
import shutil
import sys
import time
from pathlib import Path

import psutil

from safeguarding.database.embedded.home import TESTS, Home, home_of
from safeguarding.database.embedded.locks import is_held
from safeguarding.database.embedded.making import remove_data

KEEPER = "safeguarding.database.embedded.keeper"
LONGEST_STOP = 60


def keepers(home: Home) -> list[psutil.Process]:
    """The processes that keep the server of this home: one, or none."""
    running = psutil.process_iter(["cmdline"])
    return [process for process in running if {KEEPER, str(home.path)} <= set(process.info["cmdline"] or [])]


def stop_now(home: Home) -> None:
    """Have the server stopped, whoever uses it, and wait until it has."""
    for keeper in keepers(home):
        keeper.terminate()
    deadline = time.monotonic() + LONGEST_STOP
    while home.path.exists() and is_held(home.path / "keeper.lock"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"The server in {home.path} does not stop.")
        time.sleep(0.02)


def remove(home: Home) -> None:
    """Stop the server and remove its folders."""
    stop_now(home)
    for data in (home.data, home.path / "data.part"):
        remove_data(data)
    for folder in (home.sockets, home.path):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    project = Path(sys.argv[1]).resolve()
    remove(home_of(project, project / "var" / "test", purpose=TESTS, root=os.geteuid() == 0))
