"""What the demonstration makes for itself: secrets kept in a private folder, and nothing else."""

import secrets
from collections.abc import Callable
from pathlib import Path


def hard_secret() -> str:
    """64 random characters."""
    return secrets.token_urlsafe(48)


def kept_secret(folder: Path, name: str, make: Callable[[], str] = hard_secret) -> str:
    """The secret of that name, made once and kept readable by its owner alone."""
    path = folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _write_private(path, make())
    return path.read_text().strip()


def _write_private(path: Path, text: str) -> None:
    scratch = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    scratch.touch(mode=0o600)
    scratch.write_text(text)
    try:
        path.hardlink_to(scratch)  # atomic: the first of two processes wins
    except FileExistsError:
        pass
    finally:
        scratch.unlink()
