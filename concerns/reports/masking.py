"""Keeping other children's names and shielded words out of a text.

On paper every other child is "another child (Year 1)"; on a screen only those whose file the reader may not open.
Shielded words are left out of both. The sealed text itself never changes.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from string import ascii_uppercase

from concerns.models import Pupil, Shield

WORD = re.compile(r"[^\W\d_]+")
GAP = re.compile(r"[\s'’.-]{1,3}")
# First names that are plain words as well: as names only with a capital letter.
COMMON = frozenset(
    "a april art autumn baker bell bill brook brown carpenter chase christian clay cook daisy dale dawn day drew "
    "faith field forest frank gay grace grant green hall harper heath hill holly hope hunter ivy jack joy june king "
    "lane lily long love mark mason max may mercy miles miller nick olive park pat penny poppy price rich rob robin "
    "rose rowan ruby sky star summer taylor turner violet wade walker ward white will wood young".split()
)
LONGEST_NAME = 6  # words
LEFT_OUT = "[left out]"
ANOTHER = "another child"
ENDS = ".!?\n"  # what a sentence follows
OPENERS = " \t“‘\"'(["
SHORTEST_PIECE = 6  # characters of a shielded text that are looked for by themselves


@dataclass(frozen=True)
class Veil:
    """What is put in place of what: names word by word, shielded words as they were written."""

    names: dict[str, str] = field(default_factory=dict)
    shielded: tuple[tuple[re.Pattern, str], ...] = ()

    def over(self, text: str) -> str:
        """The text with what is veiled replaced."""
        if not text or not (self.names or self.shielded):
            return text
        for pattern, words in self.shielded:
            text = pattern.sub(words, text)
        return self._without_names(text) if self.names else text

    def _without_names(self, text: str) -> str:
        words, made, end, here = list(WORD.finditer(text)), [], 0, 0
        while here < len(words):
            count, label = self._name_at(text, words, here)
            if count:
                begins = words[here].start()
                made += [text[end:begins], _capital(label) if _opens(text[:begins]) else label]
                end = words[here + count - 1].end()
            here += count or 1
        return "".join([*made, text[end:]])

    def _name_at(self, text, words, start) -> tuple[int, str]:
        """How many words from here on are a name, the longest first, and what stands for it."""
        for count in range(min(LONGEST_NAME, len(words) - start), 0, -1):
            run = words[start : start + count]
            label = self.names.get(" ".join(plain(word[0]) for word in run))
            if label and _together(text, run) and _is_meant(run):
                return count, label
        return 0, ""


@lru_cache(maxsize=20_000)  # the words of a print come again and again
def plain(text: str) -> str:
    """Lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()


def another_child(pupil: Pupil | None, called: str = ANOTHER) -> str:
    """How a child is named to those who may not know who it is."""
    return f"{called} ({pupil.year})" if pupil else called


def labels_of(pupils: Iterable[Pupil], called: str = ANOTHER) -> dict[int, str]:
    """ "another child (Year 1)" by key; with a letter where two of one document would read the same."""
    pupils = {pupil.pk: pupil for pupil in pupils}
    alike, seen = Counter(another_child(pupil, called) for pupil in pupils.values()), Counter()
    labels = {}
    for pk, pupil in sorted(pupils.items()):
        label = another_child(pupil, called)
        if alike[label] > 1:
            letter = _letter(seen[label])
            seen[label] += 1
            label = f"{label[:-1]}, {letter})"
        labels[pk] = label
    return labels


def veil_of(
    subjects: Iterable[Pupil],
    others: Iterable[Pupil] = (),
    shields: Iterable[Shield] = (),
    roll: Iterable[Pupil] = (),
    *,
    on_paper: bool = False,
    called: str = ANOTHER,
) -> Veil:
    """A veil over ``others``, by every name of theirs, and over ``roll`` by whole names; never over ``subjects``.

    On paper shielded words leave a gap that does not say what kind of shield it is. ``called`` is what ``others``
    are called where there is no subject whom they could be other than.
    """
    own = {name for subject in subjects for name in (*_single(subject), *_whole(subject))}
    others = list(others)
    labels = labels_of(others, called)
    names = {name: another_child(pupil) for pupil in roll for name in _whole(pupil)}
    for parts in (_single, _whole):  # a whole name is surer than a part of one
        names |= {name: labels[pupil.pk] for pupil in others for name in parts(pupil)}
    names = {name: label for name, label in names.items() if name and name not in own}
    return Veil(names, tuple(_shielded(shields, on_paper)))


def initials(pupil: Pupil) -> str:
    """ "R.W.", for words that leave the school before it is known who reads them."""
    return f"{pupil.first_name[:1]}.{pupil.last_name[:1]}."


def initials_of(pupil: Pupil) -> Veil:
    """A veil that puts initials in place of the child's own names; a relative keeps the first name."""
    names = {name: initials(pupil) for name in _single(pupil) | _whole(pupil)}
    return Veil(names | {_words(pupil.last_name): f"{pupil.last_name[:1]}."})


def _whole(pupil: Pupil) -> set[str]:
    firsts = {pupil.first_name, pupil.known_as} - {""}
    return {_words(f"{first} {pupil.last_name}") for first in firsts}


def _single(pupil: Pupil) -> set[str]:
    names = {pupil.first_name, pupil.known_as, pupil.last_name}
    return {_words(name) for name in names} | {_words(name.split()[0]) for name in names if name.split()}


def _words(name: str) -> str:
    return " ".join(plain(word) for word in WORD.findall(name))


def _together(text, run) -> bool:
    return all(GAP.fullmatch(text[before.end() : after.start()]) for before, after in pairwise(run))


def _is_meant(run) -> bool:
    return len(run) > 1 or plain(run[0][0]) not in COMMON or run[0][0][0].isupper()


def _opens(before: str) -> bool:
    """Whether a sentence begins here."""
    said = before.rstrip(OPENERS)
    return not said or said[-1] in ENDS


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _letter(number: int) -> str:
    return ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)


def _shielded(shields: Iterable[Shield], on_paper: bool):
    pieces = {piece: shield for shield in shields for piece in _pieces(shield.text)}
    for piece in sorted(pieces, key=len, reverse=True):
        words = r"[\s,]+".join(re.escape(word) for word in re.split(r"[\s,]+", piece) if word)
        stands_for = LEFT_OUT if on_paper else f"[{pieces[piece].get_kind_display()}]"
        yield re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE), stands_for


def _pieces(text: str) -> set[str]:
    """The whole, each line, and each part of a line that holds a figure, as house numbers and postcodes do."""
    lines = {line.strip(" .,;") for line in text.splitlines()}
    parts = {part.strip(" .") for line in lines for part in re.split(r"[,;]", line)}
    wanted = {text.strip(), *lines, *(part for part in parts if re.search(r"\d", part))}
    return {piece for piece in wanted if len(piece) >= SHORTEST_PIECE}
