"""Connecting as somebody other than the runtime role, for as long as a piece of work takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def connection_as(alias: str, who: str, **settings: str) -> BaseDatabaseWrapper:
    """A new connection for ``alias`` as ``who``, ``"OWNER"`` or ``"ADMINISTRATOR"``; the caller closes it."""
    usual = connections[alias]
    return usual.__class__({**usual.settings_dict, **usual.settings_dict[who], **settings}, alias)


@contextmanager
def acting_as(alias: str, who: str, **settings: str) -> Iterator[BaseDatabaseWrapper]:
    """Let everything that this thread asks of ``alias`` be asked as ``who``."""
    usual = connections[alias]
    usual.close()
    acting = connections[alias] = connection_as(alias, who, **settings)
    try:
        yield acting
    finally:
        acting.close()
        connections[alias] = usual
