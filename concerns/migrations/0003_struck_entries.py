"""An entry that two people struck out opens no gate, and does not strike the concern around it."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("concerns.migrations.0002_guards").MOVES.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
FUNCTIONS_BEFORE = BEFORE[: BEFORE.index("CREATE TRIGGER guard_move")]
STANDS = """ AND NOT EXISTS (
    SELECT 1 FROM concerns_entry struck WHERE struck.corrects_id = {entry}.id AND struck.kind = 'error_confirmed')"""


def with_struck_out(functions: str) -> str:
    """The functions of the gate, with struck entries left out."""
    functions = functions.replace(
        "e.kind IN ('error_claimed', 'error_confirmed')",
        "e.kind IN ('error_claimed', 'error_confirmed') AND e.corrects_id IS NULL",
    )
    for kind in ("decision", "outcome", "feedback", "justification"):
        asked = f"FROM concerns_entry WHERE concern_id = concern AND kind = '{kind}'"
        functions = functions.replace(
            asked,
            f"FROM concerns_entry e WHERE concern_id = concern AND kind = '{kind}'"
            + STANDS.format(entry="e"),
        )
    return functions


class Migration(migrations.Migration):
    dependencies = [("concerns", "0002_guards")]

    operations = [migrations.RunSQL(with_struck_out(FUNCTIONS_BEFORE), FUNCTIONS_BEFORE)]
