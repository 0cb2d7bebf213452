"""Large questions to the database, put together once a day for each person and asked as often as they open a page.

Putting together what a page asks takes longer than asking it. Only the question is kept, never an answer: what a page
shows is read anew each time, behind the same walls.
"""

import json
from collections import defaultdict
from collections.abc import Callable

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Expression

from concerns.reports.together import united
from safeguarding.models import School, User

KEPT = 500  # questions of one process, each some 30 kB; the oldest goes first

_kept: dict[tuple, tuple[str, tuple]] = {}


class Given(Expression):
    """A key, or ``many`` of them, that the question gets only when it is asked."""

    def __init__(self, name: str, *, many: bool = False):
        super().__init__(output_field=BigIntegerField())
        self.name, self.many = name, many

    def as_sql(self, compiler, connection):
        return ("(SELECT unnest(%s::bigint[]))" if self.many else "%s"), [self]


def read_kept(
    name: str, make: Callable[[], dict], *, school: School, reader: User, today, also: tuple = (), **given
) -> dict[str, list[dict]]:
    """The rows of the parts that ``make`` puts together, as ``read_together`` gives them.

    ``make`` may use the keys of the school and of its authority, what the reader holds, and the day. Whatever else
    it uses stands in ``also``, or in the parts as ``Given`` with its value in ``given``. It may not ask the database:
    the answer would be kept.
    """
    held = frozenset(reader.holdings.roles.items())
    sql, params = _question((name, school.pk, school.authority_id, reader.pk, held, today, also), make)
    values = [given[each.name] if isinstance(each, Given) else each for each in params]
    found = defaultdict(list)
    if not sql:
        return found
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for part, row in cursor:
            found[part].append(json.loads(row))
    return found


def _question(key: tuple, make: Callable[[], dict]) -> tuple[str, tuple]:
    if key not in _kept:
        question = _put_together(make)
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = question
    return _kept[key]


def _put_together(make: Callable[[], dict]) -> tuple[str, tuple]:
    """The question with its values; an empty one where the reader may see nothing of all that is asked."""
    with connection.execute_wrapper(_refuse):
        parts = united(make())
    try:
        return parts.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "", ()


def _refuse(execute, sql, params, many, context):
    raise RuntimeError("A question that is kept was put together from what the database says today.")
