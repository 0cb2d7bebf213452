"""Doing at once what pages leave to the worker."""

from unittest.mock import patch

from django_tasks_db.management.commands import db_worker

from safeguarding.worker import Worker
from tests.factories.places import reopen_wall


def work(worker: Worker | None = None) -> None:
    """Do every task that waits, as the worker does; afterwards the test looks at every school again.

    A test's own transaction is on the connection that the worker would freshen.
    """
    try:
        with patch.object(db_worker, "close_old_connections"):
            (worker or Worker()).run()
    finally:
        reopen_wall()
