"""Timing one kind of request: the median, the slowest, the process's own time and the queries."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

NOT_ASKED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@dataclass(frozen=True)
class Measured:
    """The median of one kind of request in milliseconds, its queries, and what was asked for."""

    what: str
    median: float
    most: float
    processor: float  # the median of the web process's own time: steadier where a machine is shared
    queries: int
    target: int
    database: float | None = None  # the mean of the database's own time, where it runs beside us

    @property
    def line(self) -> str:
        """One line of a table."""
        return (
            f"{self.what:28} {self.median:7.1f} ms (asked: {self.target}; slowest {self.most:.1f};"
            f" processor {self._processor})  {self.queries} queries"
        )

    @property
    def _processor(self) -> str:
        return f"{self.processor:.1f}" + ("" if self.database is None else f" and {self.database:.1f}")


def signed_in(person) -> Client:
    """A browser of that person."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].strip("[]"))
    client.force_login(person)
    return client


def secure() -> dict:
    """What a request says of its line, as the settings ask for it."""
    return {"secure": settings.SERVED_OVER_TLS}


def timed(
    what: str, target: int, rounds: int, request: Callable, prepare: Callable = lambda number: number
) -> Measured:
    """Make ``request`` so often, each time with what ``prepare`` made for it outside the clock."""
    request(prepare(-1))  # the first one fills what a process keeps: templates, the edition
    times, processor, before = [], [], _database_time()
    for number in range(rounds):
        made = prepare(number)
        started, began = time.perf_counter(), time.process_time()
        answer = request(made)
        times.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - began) * 1000)
        if answer.status_code not in {200, 302}:
            raise RuntimeError(f"{what}: answered {answer.status_code}")
    spent = _database_time()
    mean = None if spent is None else (spent - before) * 1000 / rounds
    medians = statistics.median(times), max(times), statistics.median(processor)
    return Measured(what, *medians, _queries(request, prepare(rounds)), target, mean)


def _database_time() -> float | None:
    """Seconds that our server process has worked, as the system counts them; it is ours on an embedded server."""
    if "EMBEDDED" not in connection.settings_dict:
        return None
    spent = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return spent.user + spent.system


def _queries(request: Callable, made) -> int:
    with CaptureQueriesContext(connection) as captured:
        request(made)
    return sum(not query["sql"].startswith(NOT_ASKED) for query in captured.captured_queries)
