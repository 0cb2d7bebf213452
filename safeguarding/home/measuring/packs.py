"""How long the reports of many schools take as one file, made by a worker of its own, and what pages feel of it."""

import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from audits.actions.pack_making import empty_folder
from audits.actions.packing import ask_for_pack
from audits.models import Audit, ReportPack
from safeguarding.access.holdings import open_wall
from safeguarding.access.wall import wall_open_to
from safeguarding.home.measuring.board import FilledTrust
from safeguarding.home.measuring.timing import secure, signed_in
from safeguarding.models import School

SCHOOLS, SECONDS = 30, 120  # schools, and the time in which their reports are asked for
SLOWER = 1.5  # how many times as long a page may take meanwhile: two of us share two processors
LONGEST = 600
BEFORE = 60  # requests


@dataclass(frozen=True)
class PagesMeanwhile:
    """The medians of pages in milliseconds while nothing else is done, and while the reports are made."""

    what: str
    before: float
    during: float
    most: float
    processor_before: float
    processor_during: float

    @property
    def line(self) -> str:
        return (
            f"{self.what:28} {self.before:7.1f} ms before, {self.during:.1f} ms meanwhile (asked: {SLOWER} times;"
            f" slowest {self.most:.1f}; processor {self.processor_before:.1f} and {self.processor_during:.1f})"
        )


@dataclass(frozen=True)
class MeasuredPack:
    """How long it took from asking to the file, and what is in it."""

    seconds: float
    processor: float
    schools: int
    files: int
    size: int
    pages: tuple[PagesMeanwhile, ...]

    @property
    def lines(self) -> Iterator[str]:
        yield (
            f"reports of {self.schools} schools     {self.seconds:7.1f} s (asked: {SECONDS}; processor"
            f" {self.processor:.1f}); {self.files} files, {self.size / 2**20:.1f} MB"
        )
        yield from (page.line for page in self.pages)


def measure_pack(filled: FilledTrust) -> MeasuredPack:
    """Ask for every report of every school, and open pages until the file is there."""
    pages = _pages(filled)
    before = {what: [_timed(page) for _ in range(BEFORE)][BEFORE // 4 :] for what, page in pages.items()}
    during: dict[str, list] = {what: [] for what in pages}
    with _worker() as worker:
        started = time.perf_counter()
        pack = _ask(filled)
        while _state(pack) in ReportPack.UNFINISHED:
            for what, page in pages.items():
                during[what].append(_timed(page))
            if time.perf_counter() - started > LONGEST:
                raise RuntimeError("The reports were not made in time.")
        seconds, spent = time.perf_counter() - started, _processor_of(worker)
    return _told(pack, seconds, spent, before, during)


def _processor_of(worker: psutil.Process) -> float:
    """Seconds of a processor that the worker and those who make its PDFs have spent."""
    times = [process.cpu_times() for process in (worker, *worker.children(recursive=True))]
    return sum(each.user + each.system + each.children_user + each.children_system for each in times)


def _pages(filled: FilledTrust) -> dict[str, Callable]:
    """What is opened meanwhile: each answers with how long it took."""
    officer, slug = signed_in(filled.officer), filled.trust.slug
    with wall_open_to([filled.school]):
        audit = Audit.objects.filter(school=filled.school).first()
    summary = reverse("audits:summary", args=[filled.school.slug, audit.public_id])
    addresses = {"home": "/", "board": reverse("trust:board", args=[slug]), "summary of an audit": summary}
    return {what: lambda url=url: officer.get(url, **secure()) for what, url in addresses.items()}


def _timed(page: Callable) -> tuple[float, float]:
    started, began = time.perf_counter(), time.process_time()
    answer = page()
    if answer.status_code != 200:
        raise RuntimeError(f"answered {answer.status_code}")
    return (time.perf_counter() - started) * 1000, (time.process_time() - began) * 1000


@contextmanager
def _worker() -> Iterator[psutil.Process]:
    """A worker as in production, on the database of this measuring."""
    own = os.environ | {"GOLDEN_THREAD_DATABASE": connection.settings_dict["NAME"]}
    worker = subprocess.Popen([sys.executable, str(settings.BASE_DIR / "manage.py"), "work"], env=own)
    time.sleep(5)  # its start is not what is asked for
    try:
        yield psutil.Process(worker.pid)
    finally:
        worker.terminate()
        worker.wait(30)


def _ask(filled: FilledTrust) -> ReportPack:
    with transaction.atomic():
        open_wall(filled.officer)
        schools = list(School.objects.filter(trust=filled.trust))
        return ask_for_pack(
            schools=schools, kinds=list(ReportPack.Kind.values), by=filled.officer, trust=filled.trust,
            request_key=uuid.uuid4(),
        )  # fmt: skip


def _state(pack: ReportPack) -> str:
    with wall_open_to([School(pk=0)]):  # it is a person's, and no school's
        return ReportPack.objects.values_list("state", flat=True).get(pk=pack.pk)


def _told(pack: ReportPack, seconds: float, processor: float, before, during) -> MeasuredPack:
    with wall_open_to(School.objects.all()):
        pack.refresh_from_db()
        if not pack.is_ready:
            raise RuntimeError(f"The reports could not be made. {pack.why}")
        parts = list(pack.parts.all())
        if troubled := [part for part in parts if part.why]:
            raise RuntimeError(f"{len(troubled)} schools have no reports. {troubled[0].why}")
        empty_folder(pack)
    pages = tuple(_page(what, before[what], during[what]) for what in before)
    return MeasuredPack(
        seconds, processor, len(parts), sum(len(part.files) for part in parts), pack.size, pages
    )


def _page(what: str, before: list, during: list) -> PagesMeanwhile:
    walls, processors = zip(*before, strict=True)
    busy_walls, busy_processors = zip(*during, strict=True)
    return PagesMeanwhile(
        what,
        statistics.median(walls),
        statistics.median(busy_walls),
        max(busy_walls),
        statistics.median(processors),
        statistics.median(busy_processors),
    )
