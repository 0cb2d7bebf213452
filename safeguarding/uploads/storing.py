"""Keeping the bytes of a checked file under a random name, and taking them away again if no row comes to be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from safeguarding.refusals import Refused
from safeguarding.uploads.checking import CheckedFile


@contextmanager
def stored(file: CheckedFile | None, storage: Storage, private_name: Callable) -> Iterator[str]:
    """Store the bytes and give their name; without a file the name is empty. An error inside removes them again.

    Refused: a file that the disk does not take.
    """
    if file is None:
        yield ""
        return
    name = private_name(None, "")
    try:
        name = storage.save(name, ContentFile(file.content))
        yield name
    except OSError:
        storage.delete(name)
        raise Refused("We could not store the file. Your words are still here. Try again.") from None
    except BaseException:
        storage.delete(name)
        raise
