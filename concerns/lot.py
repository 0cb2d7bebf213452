"""Drawing by lot, such that anybody can draw again and prove it: the same seed and files give the same ones. Pure.

Each file is given a number that the seed and its own random name decide, and the lowest numbers are drawn.
"""

import hashlib
from collections.abc import Iterable


def drawn(seed: int, stratum: str, files: Iterable[str], number: int) -> list[str]:
    """``number`` of these files, in the order of the lot."""
    return sorted(files, key=lambda name: _lot(seed, stratum, name))[:number]


def _lot(seed: int, stratum: str, name: str) -> str:
    return hashlib.sha256(f"{seed} {stratum} {name}".encode()).hexdigest()
