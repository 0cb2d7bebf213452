"""The account that the embedded server runs as: one's own, or for root a system account without a login."""

import os
import pwd
import subprocess
from dataclasses import dataclass

from safeguarding.database.embedded.home import MACHINE_FOLDER
from safeguarding.database.embedded.locks import alone

NAME = "golden-thread"


@dataclass(frozen=True)
class Account:
    """Whose the server's processes and files are."""

    uid: int
    gid: int

    def to_run_as(self) -> dict:
        """Arguments for ``subprocess`` that run a program as this account; none where we are it already."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account() -> Account:
    """The account to run PostgreSQL as, which for root is made when it is not there."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    with alone(MACHINE_FOLDER / "account.lock"):
        entry = _system_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        # The folder is named but not made: nothing is ever kept there.
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run(["useradd", *options, "--shell", "/usr/sbin/nologin", NAME], check=True)
        return pwd.getpwnam(NAME)
