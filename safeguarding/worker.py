"""The worker: takes tasks from the database one after the other, and gives back what it could not finish.

The package's own worker leaves a task that was running when it died as running for ever, and calls one failed that
was interrupted. Here a living worker holds a lock in the database that ends with it: what was running under a lock
that is free goes back to the queue.
"""

import logging
import os
import signal
import socket
import time
from datetime import timedelta

from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.compat import TASKS_LOGGER
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

PAUSE = 1.0  # seconds between two looks at an empty queue
LOOK_AFTER_OTHERS = 30.0  # seconds between two looks at what dead workers left
TRIES = 3  # a task that takes its worker with it so often is not begun again
NICE = 10  # pages come first

log = logging.getLogger(__name__)


class Stopped(KeyboardInterrupt):
    """The worker was asked to end; as an interrupt it leaves the database's connection sound."""


class Worker(db_worker.Worker):
    """Does what is waiting; ends within moments of being asked, whatever it is doing."""

    def __init__(self):
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,  # comes back when nothing is waiting
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()[:24]}-{os.getpid()}-{get_random_string(12)}",
            excluded_queue_names=[],
        )
        self.alive = None

    def work(self) -> None:
        """Go on until asked to stop."""
        self.configure_signals()
        looked = 0.0
        try:
            self._show_alive()
            while True:
                close_old_connections()
                if time.monotonic() - looked > LOOK_AFTER_OTHERS:
                    self._show_alive()
                    give_back_from_the_dead()
                    looked = time.monotonic()
                self.run()
                time.sleep(PAUSE)
        except Stopped:
            log.info("The worker was asked to stop.")

    def shutdown(self, signum, frame) -> None:
        """Stop here and now; a second request changes nothing."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)
        self.running = False
        logging.getLogger(TASKS_LOGGER).disabled = True  # that what we are doing fails is no news
        raise Stopped

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run it; when that was interrupted it waits again, for whoever comes next."""
        super().run_task(db_task_result)
        if not self.running:
            give_back(DBTaskResult.objects.filter(pk=db_task_result.pk, status=TaskResultStatus.FAILED))
            raise Stopped

    def _show_alive(self) -> None:
        """Hold the lock of this worker, on a connection of its own that nothing closes."""
        if self.alive is None:
            self.alive = connection.copy()
        with self.alive.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [self.worker_id])


def give_back_from_the_dead() -> int:
    """Put what was running under workers that live no more back into the queue; how many tasks that were."""
    given = 0
    for task in DBTaskResult.objects.running():
        with transaction.atomic():
            if _is_dead(task.worker_ids[-1]):
                given += _take_from(task)
    return given


def _is_dead(worker_id: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [worker_id])
        return cursor.fetchone()[0]


def _take_from(task: DBTaskResult) -> int:
    mine = DBTaskResult.objects.running().filter(pk=task.pk, worker_ids=task.worker_ids)
    if len(task.worker_ids) < TRIES:
        return give_back(mine)
    log.error("Task %s ended its worker %s times and is given up.", task.task_path, TRIES)
    mine.update(status=TaskResultStatus.FAILED, finished_at=timezone.now(), exception_class_path="lost")
    return 0


def give_back(tasks) -> int:
    """Let these tasks wait again."""
    return tasks.update(
        status=TaskResultStatus.READY,
        started_at=None,
        finished_at=None,
        exception_class_path="",
        traceback="",
    )


def forget_done(*, now, kept: timedelta = timedelta(days=14)) -> int:
    """Remove what is known of tasks that ended long ago."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - kept).delete()[0]
