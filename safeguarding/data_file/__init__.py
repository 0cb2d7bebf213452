"""Reading a data file: YAML against a shape, with the line of every fault and all faults at once. Pure.

No object is ever made from the file but text, numbers, dates as ``2023-09-01``, lists and groups.
"""

from typing import Any

import yaml

from safeguarding.data_file.faults import UNREAD, Fault, Faulty, Path, Reading
from safeguarding.data_file.shapes import Choice, Day, Group, Listed, OrNull, Text, Whole, key, line_of

__all__ = [
    "Choice",
    "Day",
    "Fault",
    "Faulty",
    "Group",
    "Listed",
    "OrNull",
    "Path",
    "Reading",
    "Text",
    "Whole",
    "key",
    "read_data",
]

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 20  # deeper nesting than any shape has could exhaust the parser's stack


def read_data(source: bytes, shape: Group) -> tuple[Any, Reading]:
    """What the file says, as far as it has the shape, and the reading with its faults.

    Raises ``Faulty`` where the file cannot be read at all.
    """
    reading = Reading()
    try:
        text = source.decode("utf-8-sig")
        _refuse_tricks(text)
        node = yaml.compose(text, LOADER)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise Faulty([Fault(line, "file", "has a byte that is not UTF-8", "expected UTF-8 text")]) from None
    except yaml.YAMLError as error:
        raise Faulty([_unreadable(error)]) from None
    if node is None:
        raise Faulty([Fault(1, "file", "is empty", f"expected {', '.join(shape.fields)}")])
    reading.lines[()] = line_of(node)
    value = shape.read(node, (), reading)
    return ({} if value is UNREAD else value), reading


def _refuse_tricks(text: str) -> None:
    """References can make a small file endless, and deep nesting can bring down the parser."""
    depth = 0
    for event in yaml.parse(text, LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Faulty([Fault(line, "file", "has a reference (& or *)", "expected the text itself")])
        if depth > DEEPEST:
            raise Faulty([Fault(line, "file", "is nested too deeply", f"expected {DEEPEST} levels at most")])


def _unreadable(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    return Fault(mark.line + 1 if mark else 1, "file", f"is not YAML: {problem}", "expected YAML")
