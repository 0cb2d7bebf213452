"""Fixtures that give a test its database.

* ``db`` (or the mark ``django_db``), pytest-django's: a transaction that is rolled back.
* ``committed_db``: a database of the test's own, where what is committed stays, for threads.
* ``made_once``: a database of the module's own. ``made_once(make)`` in a fixture of the module writes
  rows that each of its tests finds there, and that cost it nothing; ``db`` takes back the test's own.

Both connect as the runtime role, as the web does.
"""

from contextlib import ExitStack

import pytest
from django.db import connections, transaction
from django.test import override_settings

from tests.database.clones import cloned, pointed_at

EMPTIES_TABLES = {"transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_collection_modifyitems(items):
    """Refuse tests that would end by emptying every table, which append-only tables refuse in turn."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if (mark and mark.kwargs.get("transaction")) or EMPTIES_TABLES & set(item.fixturenames):
            raise pytest.UsageError(f"{item.nodeid}: use committed_db or live; tables cannot be emptied.")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A copy of the template for this process, in place of pytest-django's empty test database."""
    kept = ExitStack()
    with django_db_blocker.unblock():
        kept.enter_context(pointed_at(kept.enter_context(cloned())))
    yield
    with django_db_blocker.unblock():
        kept.close()


@pytest.fixture
def committed_db(request, django_db_setup, django_db_blocker):
    """A fresh database of this test's own, for every thread of this process; gives its name."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        pytest.fail("Use committed_db alone: db would keep a transaction open on another database.")
    with django_db_blocker.unblock(), cloned() as name, pointed_at(name):
        yield name


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker, tmp_path_factory):
    """``made_once(make)`` answers with what ``make()`` does, whose rows and files stay for the module's tests."""

    def fill(make):
        with django_db_blocker.unblock():
            with transaction.atomic():
                made = make()
            connections.close_all()  # and with it what the wall lets through
        return made

    kept = ExitStack()
    with django_db_blocker.unblock():
        kept.enter_context(pointed_at(kept.enter_context(cloned())))
        kept.enter_context(override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")))
    yield fill
    with django_db_blocker.unblock():
        kept.close()
