"""Acting as the owner, and being the runtime role again afterwards."""

import pytest
from django.core.management import call_command
from django.db import connection, connections

from safeguarding.database.acting import acting_as


def current_user():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_work_as_the_owner_ends(committed_db):
    with acting_as("default", "OWNER"):
        assert current_user() == "golden_thread_owner"
    assert current_user() == "golden_thread_runtime"


def test_work_as_the_owner_ends_when_it_fails(committed_db):
    with pytest.raises(ZeroDivisionError), acting_as("default", "OWNER"):
        raise ZeroDivisionError
    assert current_user() == "golden_thread_runtime"


def test_migrating_again_changes_nothing_and_leaves_the_runtime_role(committed_db, capsys):
    call_command("prepare_database")
    call_command("migrate", interactive=False)
    assert "No migrations to apply" in capsys.readouterr().out
    assert current_user() == "golden_thread_runtime"
    assert connections["default"].settings_dict["NAME"] == committed_db
