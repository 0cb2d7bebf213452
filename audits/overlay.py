"""The local words of a school's authority, put where an edition's text has a placeholder."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from safeguarding.local_links import address_link, mail_link, phone_link
from safeguarding.models import LocalAuthority, School
from safeguarding.models.authority import TERMS

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and where it leads if it leads anywhere."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Overlay:
    """What each placeholder stands for. One that has no term gets its ordinary English name."""

    terms: Mapping[str, Piece] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """The text as plain words."""
        return "".join(piece.text for piece in self.pieces(text))

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The text in stretches, for those who print links. Nothing is escaped yet."""
        parts = PLACEHOLDER.split(text)  # text and names in turn
        found = [self._term(part) if n % 2 else Piece(part) for n, part in enumerate(parts)]
        return tuple(piece for piece in found if piece.text)

    def _term(self, name: str) -> Piece:
        ordinary = TERMS.get(name, name.replace("_", " ")).lower()
        return self.terms.get(name) or Piece(ordinary)


def piece_of(text: str, url: str = "", phone: str = "") -> Piece:
    """A term with its best link: a number that is printed is rung, anything else leads to its page."""
    if text == phone:
        return Piece(text, phone_link(phone))
    return Piece(text, address_link(url) or mail_link(text) or phone_link(phone))


def overlay_of(school: School) -> Overlay:
    """The local words of the school's authority; one query."""
    rows = LocalAuthority.objects.filter(pk=school.authority_id).values_list(
        "name", "terms__key", "terms__text", "terms__url", "terms__phone"
    )
    terms = {}
    for name, key, *term in rows:
        terms.setdefault("authority", Piece(name))
        if key:
            terms[key] = piece_of(*term)
    return Overlay(terms)
