"""Authorities, trusts and schools."""

from itertools import count

from django.db import connection

from safeguarding.access.wall import current_circles, open_circles
from safeguarding.models import LocalAuthority, School, Trust

_number = count(1)


def widen_wall(*schools):
    """Let the rows of these schools through as well, until the next request closes the wall again."""
    keys = {key for key in current_circles()["safeguarding.schools"].split(",") if key}
    open_circles(",".join(sorted(keys | {str(school.pk) for school in schools})))


def reopen_wall():
    """Let the rows of every school through, and of every person: what a test looks at after a request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('safeguarding.person', '', false)")
    widen_wall(*School.objects.all())


def authority(**fields):
    number = next(_number)
    return LocalAuthority.objects.create(
        **{"key": f"authority-{number}", "name": f"Authority {number}"} | fields
    )


def trust(**fields):
    number = next(_number)
    return Trust.objects.create(**{"slug": f"trust-{number}", "name": f"Trust {number}"} | fields)


def school(**fields):
    number = next(_number)
    fields.setdefault("authority", None)
    fields["authority"] = fields["authority"] or authority()
    made = School.objects.create(**{"slug": f"school-{number}", "name": f"School {number}"} | fields)
    widen_wall(made)
    return made
