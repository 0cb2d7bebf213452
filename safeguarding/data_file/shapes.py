"""The shapes that a value of a file can have; each reads a node of YAML and writes down what is wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from safeguarding.data_file.faults import UNREAD, Path, Reading, Unread

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
DATE = "a date such as 2023-09-01"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
KINDS = {"str": "text", "int": "a number", "float": "a number", "bool": "a yes or no", "null": "empty"}

Check = Callable[[str], tuple[str, str] | None]


@dataclass(frozen=True)
class Text:
    """Text that is not empty; spaces and line ends around it do not count."""

    longest: int = 100_000
    pattern: re.Pattern | None = None
    expected: str = "text"
    check: Check | None = None

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> str | Unread:
        if (kind := _kind(node)) != "text":
            quoted = "; put it in quotation marks if it is meant as text" if kind in KINDS.values() else ""
            return reading.wrong(path, f"is {kind}{quoted if kind != 'empty' else ''}", self.expected)
        text = node.value.strip()
        if fault := self.fault(text):
            return reading.wrong(path, *fault)
        return text

    def fault(self, text: str) -> tuple[str, str] | None:
        """What is wrong with the text and what was expected, in words."""
        if not text:
            return "is empty", self.expected
        if found := CONTROL.search(text):
            return f"has the control character U+{ord(found[0]):04X}", f"{self.expected} without it"
        if len(text) > self.longest:
            return f"has {len(text)} characters", f"{self.longest} at most"
        if self.pattern and not self.pattern.fullmatch(text):
            return f"is {_short(text)}", self.expected
        return self.check(text) if self.check else None


def key(longest: int = 50) -> Text:
    """Words in lower case joined by hyphens."""
    return Text(longest, KEY, "words in lower case joined by hyphens")


@dataclass(frozen=True)
class Choice:
    """One word of a few."""

    values: tuple[str, ...]

    def read(self, node, path, reading):
        if isinstance(node, yaml.ScalarNode) and node.value in self.values:
            return node.value
        return reading.wrong(path, f"is {_shown(node)}", f"one of {', '.join(self.values)}")


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    lowest: int = 0
    highest: int = 32_767

    def read(self, node, path, reading):
        plain = _tag(node) == "int" and WHOLE.fullmatch(node.value)
        if plain and self.lowest <= int(node.value) <= self.highest:
            return int(node.value)
        return reading.wrong(path, f"is {_shown(node)}", self._expected())

    def _expected(self):
        if self.lowest == self.highest:
            return str(self.lowest)
        return f"a whole number from {self.lowest} to {self.highest}"


@dataclass(frozen=True)
class Day:
    """A day of the calendar; kept as ``2023-09-01``."""

    def read(self, node, path, reading):
        wrong = f"is {_shown(node)}"
        if isinstance(node, yaml.ScalarNode) and DAY.fullmatch(node.value):
            try:
                return date.fromisoformat(node.value).isoformat()
            except ValueError:
                wrong += ", which no calendar has"
        return reading.wrong(path, wrong, DATE)


@dataclass(frozen=True)
class OrNull:
    """The shape, or ``null``."""

    shape: Any

    def read(self, node, path, reading):
        return None if _tag(node) == "null" else self.shape.read(node, path, reading)


@dataclass(frozen=True)
class Listed:
    """A list, each entry of one shape. An entry is named in faults by its field ``named_by``."""

    shape: Any
    least: int = 0
    named_by: str = "key"

    def read(self, node, path, reading):
        if not isinstance(node, yaml.SequenceNode):
            return reading.wrong(path, f"is {_shown(node)}", "a list")
        if len(node.value) < self.least:
            reading.wrong(path, "is an empty list", "at least one entry")
        return [self._entry(entry, (*path, n), reading) for n, entry in enumerate(node.value)]

    def _entry(self, node, path, reading):
        reading.lines[path] = line_of(node)
        for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
            if name.value == self.named_by and isinstance(value, yaml.ScalarNode) and KEY.match(value.value):
                reading.names[path] = value.value[:60]
        return self.shape.read(node, path, reading)


@dataclass(frozen=True)
class Group:
    """Fields by name; those in ``optional`` may be missing, and no others may be there."""

    fields: dict[str, Any]
    optional: frozenset[str] = frozenset()

    def read(self, node, path, reading):
        if not isinstance(node, yaml.MappingNode):
            return reading.wrong(path, f"is {_shown(node)}", f"a group with {', '.join(self.fields)}")
        seen, read = set(), {}
        for name, value in node.value:
            if self._is_field(name, path, seen, reading):
                reading.lines[(*path, name.value)] = line_of(name)
                read[name.value] = self.fields[name.value].read(value, (*path, name.value), reading)
        for name in self.fields:
            if name not in seen and name not in self.optional:
                reading.wrong((*path, name), "is missing", self._missing(name))
        return {name: read[name] for name in self.fields if read.get(name, UNREAD) is not UNREAD}

    def _is_field(self, node, path, seen, reading) -> bool:
        name = node.value if isinstance(node, yaml.ScalarNode) else "(not a name)"
        place, line = (*path, _short(name).strip("“”")), line_of(node)
        if name not in self.fields:
            reading.wrong(place, "is not a field here", f"one of {', '.join(self.fields)}", line=line)
        elif name in seen:
            reading.wrong(place, "is written twice", "it once", line=line)
        else:
            seen.add(name)
            return True
        return False

    def _missing(self, name):
        shape = self.fields[name]
        if isinstance(shape, Text):
            return shape.expected
        return "it, or null where there is none" if isinstance(shape, OrNull) else "it"


def line_of(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _tag(node: yaml.Node) -> str:
    return node.tag.removeprefix("tag:yaml.org,2002:") if isinstance(node, yaml.ScalarNode) else ""


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "a group of fields"
    return KINDS.get(_tag(node), "a date" if _tag(node) == "timestamp" else f"of the kind {_short(node.tag)}")


def _shown(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or _tag(node) == "null":
        return _kind(node)
    return _short(node.value)


def _short(text: str) -> str:
    text = CONTROL.sub("�", " ".join(text.split()))
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
