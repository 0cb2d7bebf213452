"""Work behind the pages: a task names its person, and stands inside that person's wall again when it runs.

A task may be begun again after its worker died, so each one must be able to find what is done already. What it
is given and what it answers stands in a table without a wall: random public ids, never a word of a record.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from traceback import extract_tb

from django.db import connection, transaction
from django_tasks import task

from safeguarding.access.holdings import open_wall
from safeguarding.models import User
from safeguarding.refusals import Refused

IDLE = "200s"
ENDED = "Your access to Golden Thread has ended."


class WentWrong(Exception):
    """A task failed. It says what kind of fault it was and where; its words may be those of a record."""


def background_task(function: Callable):
    """Make the function a task. Of a fault only its kind and its place are kept and logged."""

    @wraps(function)
    def run(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except Exception as fault:
            raise WentWrong(_kind_and_place(fault)) from None

    return task(run)


def _kind_and_place(fault: Exception) -> str:
    last = extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} in {last.filename}, line {last.lineno}"


def _wait_long() -> None:
    """A PDF may be made in the middle of it, slowly, while pages go first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE}'")


@contextmanager
def as_person(public_id: str) -> Iterator[User]:
    """A transaction inside the wall of that person, as it stands now.

    Refused: somebody whose account or last membership has ended since.
    """
    with transaction.atomic():
        _wait_long()
        person = User.objects.filter(public_id=public_id, is_active=True).first()
        if person is None or not open_wall(person).roles:
            raise Refused(ENDED)
        yield person
