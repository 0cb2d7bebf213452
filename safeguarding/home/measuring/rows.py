"""Many rows in one statement, and what makes each of them its own."""

import json
import uuid
from datetime import date, datetime, timedelta
from random import Random

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from safeguarding.models.identity import ALPHABET

WORDS = 30_000
SYLLABLES = "bra del fen gor hil jun kam lor mis nev ost pel quin rud sil tam urk vel wex yar zon".split()


def row_of(made: Model, moved: timedelta = timedelta()) -> dict:
    """What the columns of a row that is not written yet hold, its days and times moved."""
    values = {field.column: getattr(made, field.attname) for field in made._meta.concrete_fields}
    return {
        name: value + moved if isinstance(value, date | datetime) else value
        for name, value in values.items()
        if name != "id"
    }


def keys(model: type[Model], count: int) -> list[int]:
    """The next keys of the table."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [key for (key,) in cursor.fetchall()]


def insert(model: type[Model], rows: list[dict]) -> None:
    """Write the rows, all of the same columns; the database's guards look at each as at any other."""
    if not rows:
        return
    quoted = connection.ops.quote_name
    table, columns = quoted(model._meta.db_table), ", ".join(map(quoted, rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)",  # noqa: S608
            [json.dumps(rows, cls=DjangoJSONEncoder)],
        )


class MadeUp:
    """Words that are in no dictionary: the first are in many rows, most are in a few."""

    def __init__(self, chance: Random):
        self.chance = chance

    def sentence(self, count: int = 5) -> str:
        """Some made-up words, as a sentence that names people and places has them."""
        words = [made_up_word(int(WORDS ** self.chance.random())) for _ in range(count)]
        return f"Named: {', '.join(words)}."

    def identity(self) -> dict:
        """A public id and a request key that no other row has."""
        return {
            "public_id": "".join(self.chance.choices(ALPHABET, k=12)),
            "request_key": str(uuid.UUID(int=self.chance.getrandbits(128), version=4)),
        }


def made_up_word(rank: int) -> str:
    """The word of that rank: 1 is the most frequent."""
    word = ""
    while rank:
        rank, syllable = divmod(rank, len(SYLLABLES))
        word += SYLLABLES[syllable]
    return word.capitalize()
