"""Authorities, trusts and schools."""

from itertools import count

from django.db import connection

from safeguarding.models import LocalAuthority, School, Trust

_number = count(1)


def widen_wall(*schools):
    """Let the rows of these schools through as well, until the next request closes the wall again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('safeguarding.schools', true), '')")
        keys = {key for key in cursor.fetchone()[0].split(",") if key} | {str(s.pk) for s in schools}
        cursor.execute("SELECT set_config('safeguarding.schools', %s, false)", [",".join(sorted(keys))])


def reopen_wall():
    """Let the rows of every school through: what a test looks at after a request."""
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
