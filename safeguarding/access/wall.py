"""The school wall for work without a person: commands and jobs name the schools that they touch."""

from collections.abc import Iterable
from contextlib import contextmanager

from django.db import connection


@contextmanager
def wall_open_to(schools: Iterable):
    """Let the rows of these schools through, and close the wall again at the end."""
    before = _current()
    _set(",".join(str(school.pk) for school in schools))
    try:
        yield
    finally:
        _set(before)


def _current() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('safeguarding.schools', true), '')")
        return cursor.fetchone()[0]


def _set(keys: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('safeguarding.schools', %s, false)", [keys])
