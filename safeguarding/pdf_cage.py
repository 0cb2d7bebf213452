"""Where PDFs are made: a process of its own for each, with limits, that nothing can be lost with.

The child comes from a server that has loaded the engine once and then only forks, so that a PDF does not
pay for the start. The server belongs to the web worker that first needs it and ends with it. This module is
light: the web process never loads the engine.
"""

import multiprocessing
import resource
import time
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path

LARGEST_FILE = 64 * 1024 * 1024
ENGINE = "safeguarding.pdf_engine"

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([ENGINE, __name__])


class PdfFailed(Exception):
    """The document could not be made. The text is for the log: it holds no word of the document."""


@dataclass(frozen=True)
class Limits:
    """How much one document may take."""

    cpu_seconds: int = 20
    wall_seconds: float = 25  # below the 30 seconds that the database lets a transaction wait
    address_space: int = 1024 * 1024 * 1024


USUAL = Limits()
# Behind the pages nobody waits, and the pages come first: the same work, in more time.
PATIENT = Limits(wall_seconds=150)
_own = USUAL


@dataclass(frozen=True)
class Made:
    """A PDF, and what it took."""

    pdf: bytes
    cpu_seconds: float
    peak_bytes: int


def warm() -> None:
    """Start the server now, so that the first PDF does not wait for it."""
    forkserver.ensure_running()


def be_patient() -> None:
    """Let each document of this process take more time from now on."""
    global _own
    _own = PATIENT


def make_pdf(html: str, stylesheet: str, unpacked: Path, *, limits: Limits | None = None) -> Made:
    """Make a PDF in a new child. ``PdfFailed`` when it fails, is killed or takes too long."""
    limits = limits or _own
    ours, theirs = _processes.Pipe(duplex=False)
    child = _processes.Process(target=_work, args=(theirs, limits, html, stylesheet, unpacked), daemon=True)
    deadline = time.monotonic() + limits.wall_seconds
    try:
        child.start()
        theirs.close()
        return _result(ours, deadline)
    except (EOFError, OSError) as error:
        raise PdfFailed(f"the child ended without a result: {type(error).__name__}") from error
    finally:
        _end(child)
        ours.close()
        theirs.close()


def _result(ours, deadline: float) -> Made:
    if not ours.poll(max(deadline - time.monotonic(), 0)):
        raise PdfFailed("the child took too long")
    result = ours.recv()
    if isinstance(result, str):
        raise PdfFailed(result)
    return result


def _end(child) -> None:
    if child.pid is None:
        return
    child.join(0.5)
    if child.is_alive():
        child.kill()
        child.join(5)
    if not child.is_alive():
        child.close()


def _work(theirs, limits: Limits, html: str, stylesheet: str, unpacked: Path) -> None:
    """In the child: take on the limits, make the PDF, send it or the kind of its failure."""
    _take_on(limits)
    from safeguarding.pdf_engine import to_pdf  # slow, and loaded already where the server is warm

    try:
        pdf = to_pdf(html, stylesheet, unpacked)
    except BaseException as error:  # a refused address is no Exception, and all of them must be told
        theirs.send(f"{type(error).__name__} in the engine")
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    theirs.send(Made(pdf, spent.ru_utime + spent.ru_stime, spent.ru_maxrss * 1024))


def _take_on(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
