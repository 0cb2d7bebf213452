"""Opening records to the person who checks their quality: for the draw, and one drawn record at a time.

The circle of children's records stays closed to a trust's officer. The database opens it here, for as long as the
``with`` lasts, and only to the checker of a check that is being drawn or is open.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import Http404

from concerns.models import QualityCheck, QualityItem
from safeguarding.access.wall import circles_kept
from safeguarding.models import User


@contextmanager
def frame_open(check: QualityCheck, *, to: User) -> Iterator[None]:
    """Read the records from which a sample is being drawn."""
    with circles_kept():
        _open("concerns_open_frame", check.pk, to)
        yield


@contextmanager
def record_open(item: QualityItem, *, to: User) -> Iterator[None]:
    """Read one record that was drawn. Whatever is shown of it must have been read before the end."""
    with circles_kept():
        _open("concerns_open_item", item.pk, to)
        yield


def shut_out_of(user: User) -> list[int]:
    """Keys of the concerns in samples from which the person is shut out: they are in no list and no count of theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT concerns_shut_out_of_samples(%s)", [user.pk])
        return cursor.fetchone()[0]


def _open(function: str, key: int, person: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [key, person.pk])
        if not cursor.fetchone()[0]:
            raise Http404
