"""Finding a child by a few typed letters, misspelt too: name, year and form, and no word of a file."""

from concerns.models import Pupil
from concerns.models.pupil import PupilQuerySet

LEAST = 2  # letters; one would list half a school
MOST = 10
LONGEST = 80


def plain(words: str) -> str:
    """The typed words with single spaces, and no more of them than a name has."""
    return " ".join(words[:LONGEST].split())


def find_children(pupils: PupilQuerySet, words: str) -> list[Pupil]:
    """The likest names among ``pupils``, at most ten; one query. A single letter finds nobody."""
    typed = plain(words)
    if len(typed) < LEAST:
        return []
    rows = pupils.named_like(typed)
    return list(rows.only("public_id", "first_name", "known_as", "last_name", "year_group", "form")[:MOST])
