"""The demonstration's data files, as they are written in ``fixtures/demonstration/``."""

from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "demonstration"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def told(name: str) -> dict:
    """What ``people.yaml``, ``audits.yaml`` or ``answers.yaml`` says."""
    return yaml.load((FOLDER / f"{name}.yaml").read_bytes(), LOADER)  # noqa: S506 it is a safe one


def stored(name: str) -> bytes:
    """The bytes of one of the files that serve as evidence."""
    return (FOLDER / "files" / name).read_bytes()


def easy_words() -> list[str]:
    """Words for passwords: short, known to everybody, spelt as they are said."""
    return (FOLDER / "words.txt").read_text().split()
