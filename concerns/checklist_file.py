"""The file of a checklist: what it must hold, and reading it. The format is told in fixtures/quality/README.md."""

import hashlib
from dataclasses import dataclass

from concerns.models import ChecklistQuestion
from safeguarding.data_file import Choice, Faulty, Group, Listed, Reading, Text, Whole, key, read_data

MOST = 40  # questions: one page for each record
FILE = Group(
    {
        "format": Whole(1, 1),
        "list": Group({"key": key(), "title": Text(120), "note": Text(2000)}, optional=frozenset({"note"})),
        "questions": Listed(
            Group(
                {
                    "key": key(),
                    "text": Text(300),
                    "help": Text(1000),
                    "known": Choice(tuple(ChecklistQuestion.Known.values)),
                    "rows": Listed(key(), named_by=""),
                },
                optional=frozenset({"help", "known", "rows"}),
            ),
            least=1,
        ),
    }
)


@dataclass(frozen=True)
class GivenQuestion:
    """A question as the file has it."""

    key: str
    text: str
    help: str
    known: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class ChecklistFile:
    """A file without a fault. ``sha256`` is of what it says, not of how it is laid out."""

    key: str
    title: str
    note: str
    questions: tuple[GivenQuestion, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()


def read_checklist_file(source: bytes) -> ChecklistFile:
    """The list of a file. Raises ``Faulty`` with everything that is wrong, each with its line."""
    content, reading = read_data(source, FILE)
    _check_questions(content.get("questions"), reading)
    if reading.faults:
        raise Faulty(reading.faults)
    told = content["list"]
    return ChecklistFile(
        told["key"],
        told["title"],
        told.get("note", ""),
        tuple(_question(each) for each in content["questions"]),
    )


def _check_questions(questions, reading: Reading) -> None:
    entries = [each if isinstance(each, dict) else {} for each in questions or ()]
    if len(entries) > MOST:
        reading.wrong(("questions",), f"has {len(entries)} questions", f"{MOST} at most")
    seen = set()
    for place, entry in enumerate(entries):
        name = entry.get("key")
        if name in seen and isinstance(name, str):
            reading.wrong(("questions", place, "key"), f"is “{name}” again", "each key once")
        seen.add(name)


def _question(entry: dict) -> GivenQuestion:
    return GivenQuestion(
        entry["key"],
        entry["text"],
        entry.get("help", ""),
        entry.get("known", ""),
        tuple(entry.get("rows", ())),
    )
