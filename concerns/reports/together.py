"""Several questions to the database asked as one: rows of any tables, by the name of the question."""

from collections import defaultdict

from django.db.models import F, Value
from django.db.models.functions import JSONObject


def rows_of(queryset, **columns):
    """A part of such a question: what each row says, by name; a plain text stands for the column of that name."""
    said = {name: F(column) if isinstance(column, str) else column for name, column in columns.items()}
    return queryset.order_by(), JSONObject(**said)


def read_together(parts: dict) -> dict[str, list[dict]]:
    """The rows of every part, in one query; days and moments come as text."""
    asked = [queryset.values_list(Value(name), said) for name, (queryset, said) in parts.items()]
    found = defaultdict(list)
    for name, row in asked[0].union(*asked[1:], all=True):
        found[name].append(row)
    return found
