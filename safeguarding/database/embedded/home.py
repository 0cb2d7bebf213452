"""Where an embedded server's files are."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

MACHINE_FOLDER = Path("/var/lib/golden-thread")
TESTS = "test"  # the purpose of a server whose data need not survive a power cut
LONGEST_SOCKET_NAME = 107  # bytes, on Linux; what is longer cannot be opened


@dataclass(frozen=True)
class Home:
    """The folder of one server: its data, its locks, its log and, if short enough, its socket."""

    path: Path
    lasting: bool = True

    @property
    def data(self) -> Path:
        """What PostgreSQL calls the data directory."""
        return self.path / "data"

    @property
    def log(self) -> Path:
        """What the server and its keeper had to say."""
        return self.path / "log"

    @property
    def name(self) -> str:
        """A name for folders elsewhere that belong to this home."""
        return f"golden-thread-{os.geteuid()}-{_short_hash(self.path)}"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: in the home, or among temporary files when that name is too long."""
        near = self.path / "socket"
        if len(os.fsencode(near / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET_NAME:
            return near
        return Path(tempfile.gettempdir()) / self.name


def home_of(project: Path, var: Path, *, purpose: str = "", root: bool) -> Home:
    """The home of ``project``'s server.

    PostgreSQL refuses to run as root, so for root it runs as an account of its own, which must
    reach its data: there the home is outside the project, whose folders may be closed to others.
    """
    ending = f"-{purpose}" if purpose else ""
    path = MACHINE_FOLDER / f"{_short_hash(project)}{ending}" if root else var / f"postgres{ending}"
    return Home(path, lasting=purpose != TESTS)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:10]
