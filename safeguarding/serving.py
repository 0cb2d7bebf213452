"""Serving on one machine: the web server with a worker beside it, as one program that stops as one.

    python -m safeguarding.serving COMMAND OF THE WEB SERVER …

The worker is started again when it ends by itself; when the web server ends, so does everything.
"""

import ctypes
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
WORKER = (sys.executable, str(MANAGE), "work")
GLANCE = 0.2  # seconds between two looks at who still runs
SOONEST, LATEST = 1.0, 30.0  # seconds until a worker that keeps ending is started again
LONGEST_STOP = 10.0
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Asked(Exception):
    """Somebody asked us to stop."""


def serve(web: list[str], worker: tuple[str, ...] = WORKER) -> int:
    """Run both until the web server ends or a signal comes; the web server's exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ask)
    running = {}
    try:
        running["web"] = _start(web)
        running["worker"] = _start(worker)
        _watch(running, worker)
    except Asked:
        pass
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        _stop(running.values())
    return max(running["web"].returncode, 0) if "web" in running else 0


def _ask(*_) -> None:
    raise Asked


def _start(command) -> subprocess.Popen:
    # In a session of its own: the Ctrl-C of a terminal reaches us alone, and we stop both in good order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGTERM)


def _watch(running: dict, worker) -> None:
    """Come back when the web server has ended; meanwhile start the worker again whenever it ends."""
    wait, started = SOONEST, time.monotonic()
    while running["web"].poll() is None:
        time.sleep(GLANCE)
        if running["worker"].poll() is None:
            continue
        if time.monotonic() - started > LATEST:
            wait = SOONEST
        sys.stderr.write(f"The worker ended by itself; it starts again in {wait:.0f} s.\n")
        time.sleep(wait)
        wait, started = min(wait * 2, LATEST), time.monotonic()
        running["worker"] = _start(worker)


def _stop(processes) -> None:
    processes = list(processes)
    for process in processes:
        with suppress(ProcessLookupError):
            process.terminate()
    deadline = time.monotonic() + LONGEST_STOP
    for process in processes:
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
