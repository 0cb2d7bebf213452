"""The file of a local authority: its name and its local words. Pure.

The format is in ``fixtures/editions/README.md``, under "Placeholders".
"""

import re
from dataclasses import dataclass

from safeguarding.data_file import (
    Choice,
    Day,
    Faulty,
    Group,
    Listed,
    OrNull,
    Reading,
    Text,
    Whole,
    key,
    read_data,
)
from safeguarding.local_links import address_link, phone_link
from safeguarding.models.authority import TERMS


def _no_braces(text: str) -> tuple[str, str] | None:
    return ("has a brace", "text without a placeholder") if re.search("[{}]", text) else None


def _address(text: str) -> tuple[str, str] | None:
    return None if address_link(text) else ("is not an address", "https://…, http://… or mailto:…")


def _phone(text: str) -> tuple[str, str] | None:
    return None if phone_link(text) else ("is not a telephone number", "figures and spaces")


TERM = Group(
    {
        "key": Choice(tuple(TERMS)),
        "text": Text(200, check=_no_braces),
        "url": OrNull(Text(200, expected="an address or null", check=_address)),
        "phone": OrNull(Text(40, expected="a telephone number in quotation marks, or null", check=_phone)),
        "checked_on": Day(),
    }
)
FILE = Group(
    {
        "format": Whole(1, 1),
        "authority": Group({"key": key(), "name": Text(120)}),
        "terms": Listed(TERM),
    }
)


@dataclass(frozen=True)
class AuthorityFile:
    """A file without a fault."""

    key: str
    name: str
    terms: dict[str, dict]  # by the key of the term

    @property
    def without_term(self) -> tuple[str, ...]:
        """Placeholders for which the file has nothing: their ordinary names will be printed."""
        return tuple(name for name in TERMS if name not in self.terms)


def read_authority_file(source: bytes) -> AuthorityFile:
    """The authority of a file. Raises ``Faulty`` with everything that is wrong, each with its line."""
    content, reading = read_data(source, FILE)
    _check_unique(content, reading)
    if reading.faults:
        raise Faulty(reading.faults)
    terms = {
        term["key"]: {**term, "url": term["url"] or "", "phone": term["phone"] or ""}
        for term in content["terms"]
    }
    return AuthorityFile(**content["authority"], terms=terms)


def _check_unique(content: dict, reading: Reading) -> None:
    seen = set()
    for n, term in enumerate(content.get("terms", ())):
        name = term.get("key") if isinstance(term, dict) else None
        if name in seen:
            reading.wrong(("terms", n, "key"), f"is “{name}” again", "each term once")
        seen.add(name or object())
