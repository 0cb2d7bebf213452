"""Several questions to the database asked as one: rows of any tables, by the name of the question."""

from collections import defaultdict

from django.db.models import F, Func, JSONField, Value


class Said(Func):
    """A row as one JSON value. The names stand in the question as they are, so that it is put together quickly."""

    output_field = JSONField()

    def __init__(self, *values, names: tuple[str, ...] = (), **more):
        super().__init__(*values, **more)
        self.names = names

    def as_sql(self, compiler, connection, **context):
        parts, params = [], []
        for name, value in zip(self.names, self.source_expressions, strict=True):
            sql, values = compiler.compile(value)
            parts.append(f"'{name}', {sql}")
            params += values
        return f"jsonb_build_object({', '.join(parts)})", params


def rows_of(queryset, **columns):
    """A part of such a question: what each row says, by name; a plain text stands for the column of that name."""
    said = [F(column) if isinstance(column, str) else column for column in columns.values()]
    return queryset.order_by(), Said(*said, names=tuple(columns))


def read_together(parts: dict) -> dict[str, list[dict]]:
    """The rows of every part, in one query; days and moments come as text."""
    found = defaultdict(list)
    for name, row in united(parts):
        found[name].append(row)
    return found


def united(parts: dict):
    """All parts as one queryset of pairs: the name of the part, and the row."""
    asked = [queryset.values_list(Value(name), said) for name, (queryset, said) in parts.items()]
    return asked[0].union(*asked[1:], all=True)
