"""The school wall for work without a person: commands and jobs name the schools that they touch.

And for the few places where a person may for a moment see more than their roles show them: ``circles_kept``.
"""

from collections.abc import Iterable
from contextlib import contextmanager

from django.db import connection, transaction

# The circles that ``safeguarding_open_wall`` sets for a person; see database.operations.
CIRCLES = (
    "safeguarding.schools",
    "safeguarding.child_schools",
    "safeguarding.roll_schools",
    "safeguarding.register_schools",
    "safeguarding.quality_schools",
)


COUNTED = ("safeguarding.child_schools", "safeguarding.roll_schools")
# What a circle held, and then what it holds: of the person's own schools those that are asked for.
LET_IN = """coalesce(current_setting(%s, true), ''), set_config(%s, coalesce((SELECT string_agg(own::text, ',')
    FROM unnest(safeguarding_schools()) own WHERE own = ANY(%s)), ''), true)"""


@contextmanager
def open_to_count(schools: Iterable):
    """Let children's records of these schools be counted in the request of a person who may open none of them.

    What is read in here leaves as counts alone. The person's own schools are the outer bound, and the wall closes
    again at the end, whatever happens.
    """
    keys = [school.pk for school in schools]
    asked = [value for circle in COUNTED for value in (circle, circle, keys)]
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
    ):  # what fails in here takes the open circles back
        cursor.execute(f"SELECT {', '.join([LET_IN] * len(COUNTED))}", asked)
        before = cursor.fetchone()[::2]
        yield
        again = [value for pair in zip(COUNTED, before, strict=True) for value in pair]
        cursor.execute(f"SELECT {', '.join(['set_config(%s, %s, true)'] * len(COUNTED))}", again)


@contextmanager
def wall_open_to(schools: Iterable):
    """Let all rows of these schools through, children's records too, and close the wall again at the end."""
    before = current_circles()
    open_circles(",".join(str(school.pk) for school in schools))
    try:
        yield
    finally:
        _set(before)


@contextmanager
def circles_kept():
    """Put the circles back at the end as they are now, so that what is opened within is closed again."""
    before = current_circles()
    try:
        with transaction.atomic():
            yield
    finally:
        _set(before, for_transaction=True)


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


def _set(circles: dict[str, str], *, for_transaction: bool = False) -> None:
    one = f"set_config(%s, %s, {'true' if for_transaction else 'false'})"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join([one] * len(circles)),
            [word for circle in circles.items() for word in circle],
        )
