"""The school wall for work without a person: commands and jobs name the schools that they touch."""

from collections.abc import Iterable
from contextlib import contextmanager

from django.db import connection

# The circles that ``safeguarding_open_wall`` sets for a person; see database.operations.
CIRCLES = (
    "safeguarding.schools",
    "safeguarding.child_schools",
    "safeguarding.roll_schools",
    "safeguarding.register_schools",
)


@contextmanager
def wall_open_to(schools: Iterable):
    """Let all rows of these schools through, children's records too, and close the wall again at the end."""
    before = current_circles()
    open_circles(",".join(str(school.pk) for school in schools))
    try:
        yield
    finally:
        _set(before)


def current_circles() -> dict[str, str]:
    """The schools that each circle lets through now, as the settings hold them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in CIRCLES)
        )
        return dict(zip(CIRCLES, cursor.fetchone(), strict=True))


def open_circles(keys: str) -> None:
    """Let the schools of these keys through in every circle."""
    _set(dict.fromkeys(CIRCLES, keys))


def _set(circles: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(["set_config(%s, %s, false)"] * len(circles)),
            [word for circle in circles.items() for word in circle],
        )
