"""The file of an edition: reading, checking and writing it. Pure.

The format is in ``fixtures/editions/README.md``.
The content of a file is plain data in the file's own shape, without the fields that are left empty.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

import yaml

from audits.edition_file.checks import check, entries, items_of
from audits.edition_file.crosswalk import CROSSWALK_FILE, check_crosswalks, without_blank_ends
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


def read_crosswalk_file(source: bytes, file: EditionFile) -> EditionFile:
    """The edition of a file with the crosswalks of the file beside it. Raises ``Faulty`` as for the edition."""
    said, reading = read_data(source, CROSSWALK_FILE)
    if said.get("edition") not in (None, file.key):
        reading.wrong(("edition",), f"is {said['edition']}", f"{file.key}, the edition beside it")
    check_crosswalks(said, {item["key"] for _, item in items_of(file.content)}, reading)
    if reading.faults:
        raise Faulty(reading.faults)
    content = without_blanks({**file.content, "crosswalks": said["crosswalks"]})
    lines = file.reading.lines | reading.lines
    return replace(file, content=content, reading=Reading(lines, file.reading.names | reading.names))


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
    for crosswalk in content.get("crosswalks", ()):
        crosswalk["lines"] = [without_blank_ends(line) for line in crosswalk["lines"]]
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
    """The file of a content but for its crosswalks; reading it gives the same content again."""
    edition = dict(content["edition"])
    for field in ("effective_from", "effective_to"):
        edition[field] = edition[field] and date.fromisoformat(edition[field])
    return _dump(
        {name: part for name, part in content.items() if name != "crosswalks"} | {"edition": edition}
    )


def write_crosswalk_file(content: dict) -> str:
    """The file of the crosswalks of a content that has some."""
    return _dump({"format": 1, "edition": content["edition"]["key"], "crosswalks": content["crosswalks"]})


def _dump(content: dict) -> str:
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def counts(content: dict) -> Counter:
    """How many items of each kind, prompts of each kind, sections and numbered sections there are."""
    items = [item for _, item in items_of(content)]
    found = Counter(item["kind"] for item in items)
    found.update(prompt["kind"] for item in items for prompt in item["prompts"])
    found.update(sections=len(content["sections"]), items=len(items))
    found["numbered"] = sum(section["number"] is not None for section in content["sections"])
    return found
