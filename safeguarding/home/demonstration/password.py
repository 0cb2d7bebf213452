"""The one password of the demonstration's people: made once, easy to read out and to type."""

import secrets
from pathlib import Path

from safeguarding.demonstration import kept_secret
from safeguarding.home.demonstration.reading import easy_words

NAME = "demonstration-password"


def demonstration_password(folder: Path) -> str:
    """Four words and a number, such as ``maple-otter-kettle-ribbon-47``."""
    return kept_secret(folder, NAME, make=_easy_secret)


def _easy_secret() -> str:
    chance = secrets.SystemRandom()
    return "-".join([*chance.sample(easy_words(), 4), str(chance.randint(10, 99))])
