"""Making the data folder, once."""

import locale
import os
import shutil
import subprocess
from pathlib import Path

from safeguarding.database.embedded.account import Account
from safeguarding.database.embedded.home import Home
from safeguarding.database.roles import ADMINISTRATOR

MEMORY = Path("/dev/shm")  # noqa: S108 (its folders are checked to be ours)
ROOM = 2 * 1024**3


def ensure_data(home: Home, programs: Path, account: Account) -> None:
    """Make the data folder unless it is there; one whose making was cut short is made anew."""
    if home.data.exists():
        return
    part = home.path / "data.part"
    remove_data(part)
    if home.lasting or not _memory_has_room():
        make_private(part, account)
    else:
        part.symlink_to(MEMORY / home.name)
        remove_data(part.resolve())
        make_private(part.resolve(), account)
    _run_initdb(part, home, programs, account)
    part.rename(home.data)


def remove_data(data: Path) -> None:
    """Remove a data folder, wherever it really is."""
    shutil.rmtree(data.resolve(), ignore_errors=True)
    if data.is_symlink():
        data.unlink()


def _memory_has_room() -> bool:
    """Whether the system's folder in memory is there with room to spare.

    Data that need not last are kept there: a copy of a database is some 600 files, which take
    0.01 seconds to make there and up to 0.4 on a disk.
    """
    return MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM


def make_private(folder: Path, account: Account) -> None:
    """Make a folder that only ``account`` may enter; an existing one must be of that kind already."""
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        if found.st_uid != account.uid or found.st_mode & 0o777 != 0o700 or not folder.is_dir():
            raise PermissionError(f"{folder} belongs to somebody else. Remove it and try again.") from None


def _run_initdb(data: Path, home: Home, programs: Path, account: Account) -> None:
    command = [programs / "bin" / "initdb", "-D", data, f"--username={ADMINISTRATOR}", "--no-instructions"]
    # Built in, so that names sort alike on every machine; C.UTF-8 knows the letters of every language.
    words = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    sync = [] if home.lasting else ["--no-sync"]
    made = subprocess.run(
        [*command, *words, f"--lc-ctype={_letters()}", "--auth=peer", *sync],
        capture_output=True,
        text=True,
        cwd="/",
        **account.to_run_as(),
    )
    if made.returncode:
        raise RuntimeError(f"Its data folder could not be made: {made.stderr.strip()}")


def _letters() -> str:
    """The system's locale for what is a letter, which word search still asks for."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        return locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
