"""The file of an edition: reading, checking and writing it. Pure.

The format is in ``fixtures/editions/README.md``.
The content of a file is plain data in the file's own shape, without the fields that are left empty.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date

import yaml

from audits.edition_file.checks import check, entries, items_of
from audits.edition_file.differences import differences
from audits.edition_file.shape import FILE, ITEM, PROMPT, RATING, SECTION
from safeguarding.data_file import Fault, Faulty, Group, Reading, read_data


@dataclass(frozen=True)
class EditionFile:
    """A file without a fault: what it says, and the line of each place for those who compare it."""

    content: dict
    reading: Reading

    @property
    def key(self) -> str:
        return self.content["edition"]["key"]

    def differences(self, stored: dict) -> list[Fault]:
        """Where the file says something else than ``stored``, the content of an edition."""
        return differences(self.content, self.reading, stored)


def read_edition_file(source: bytes) -> EditionFile:
    """The edition of a file. Raises ``Faulty`` with everything that is wrong, each with its line."""
    content, reading = read_data(source, FILE)
    check(content, reading)
    if reading.faults:
        raise Faulty(reading.faults)
    return EditionFile(without_blanks(content), reading)


def without_blanks(content: dict) -> dict:
    """The content without optional fields that hold nothing: one way to say one thing."""
    for _, section in entries(content, (), "sections"):
        _drop_blanks(section, SECTION)
        for _, item in entries(section, (), "items"):
            _drop_blanks(item, ITEM)
            for _, prompt in entries(item, (), "prompts"):
                _drop_blanks(prompt, PROMPT)
    for _, rating in entries(content["edition"], (), "ratings"):
        _drop_blanks(rating, RATING)
    return content


def _drop_blanks(entry: dict, shape: Group) -> None:
    for name in shape.optional:
        if not entry.get(name):
            entry.pop(name, None)


def content_hash(content: dict) -> str:
    """SHA-256 of the content, whatever the file's comments, line breaks and order of fields."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks."""

    def ignore_aliases(self, data):
        return True


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


def write_edition_file(content: dict) -> str:
    """The file of a content; reading it gives the same content again."""
    edition = dict(content["edition"])
    for field in ("effective_from", "effective_to"):
        edition[field] = edition[field] and date.fromisoformat(edition[field])
    return yaml.dump(
        {**content, "edition": edition}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110
    )


def counts(content: dict) -> Counter:
    """How many items of each kind, prompts of each kind, sections and numbered sections there are."""
    items = [item for _, item in items_of(content)]
    found = Counter(item["kind"] for item in items)
    found.update(prompt["kind"] for item in items for prompt in item["prompts"])
    found.update(sections=len(content["sections"]), items=len(items))
    found["numbered"] = sum(section["number"] is not None for section in content["sections"])
    return found
