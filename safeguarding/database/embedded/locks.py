"""Locks on files, which the kernel drops when the process that holds them ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def open_lock(path: Path) -> int:
    """A descriptor of the lock file at ``path``, not locked yet; programs started later do not inherit it."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def alone(path: Path) -> Iterator[int]:
    """Hold the lock at ``path`` alone.

    It is let go by closing, not by unlocking: a process that was given the descriptor keeps the lock.
    """
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def together(path: Path) -> int:
    """Hold the lock at ``path`` together with others, until this process ends."""
    descriptor = open_lock(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def taken(descriptor: int) -> bool:
    """Whether the lock could be had alone at once; if so it is held now."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def let_go(descriptor: int) -> None:
    """Unlock, and keep the descriptor for another try."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock at ``path`` alone."""
    descriptor = open_lock(path)
    try:
        return not taken(descriptor)
    finally:
        os.close(descriptor)
