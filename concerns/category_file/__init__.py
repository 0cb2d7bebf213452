"""The file of the trust's categories. Pure. The format is in ``fixtures/categories/README.md``."""

import re
from dataclasses import dataclass
from datetime import date

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

YES = Choice(("yes", "no"))
MARKS = Text(5, re.compile("[CEOHS]{1,5}"), "letters of C, E, O, H and S")
SUBCATEGORY = Group(
    {
        "key": key(80),
        "title": Text(160),
        "definition": Text(),
        "guidance": Text(),
        "marks": MARKS,
        "statutory": YES,
        "needs_reason": YES,
        "since": Day(),
        "until": OrNull(Day()),
    },
    optional=frozenset({"marks", "statutory", "needs_reason", "since", "until"}),
)
CATEGORY = Group(
    {
        "key": key(),
        "title": Text(120),
        "definition": Text(),
        "register": YES,
        "since": Day(),
        "until": OrNull(Day()),
        "subcategories": Listed(SUBCATEGORY, least=1),
    },
    optional=frozenset({"register", "since", "until"}),
)
FILE = Group(
    {
        "format": Whole(1, 1),
        "list": Group({"key": key(), "title": Text(120), "dated": Day(), "note": Text()}),
        "categories": Listed(CATEGORY, least=1),
    }
)


@dataclass(frozen=True)
class GivenSubcategory:
    """A subcategory as the file has it; ``fields`` are those of the table."""

    key: str
    fields: dict


@dataclass(frozen=True)
class GivenCategory:
    """A category as the file has it, with its subcategories in order."""

    key: str
    fields: dict
    subcategories: tuple[GivenSubcategory, ...]


@dataclass(frozen=True)
class CategoryFile:
    """A file without a fault."""

    key: str
    dated: date
    categories: tuple[GivenCategory, ...]


def read_category_file(source: bytes) -> CategoryFile:
    """The list of a file. Raises ``Faulty`` with everything that is wrong, each with its line."""
    content, reading = read_data(source, FILE)
    _check_keys(content, reading)
    _check_days(content, reading)
    if reading.faults:
        raise Faulty(reading.faults)
    dated = date.fromisoformat(content["list"]["dated"])
    categories = tuple(_category(each, order, dated) for order, each in enumerate(content["categories"], 1))
    return CategoryFile(content["list"]["key"], dated, categories)


def _entries(content: dict):
    """Every category and subcategory with its place in the file."""
    for n, category in enumerate(content.get("categories") or ()):
        if isinstance(category, dict):
            yield "category", ("categories", n), category
            for m, each in enumerate(category.get("subcategories") or ()):
                if isinstance(each, dict):
                    yield "subcategory", ("categories", n, "subcategories", m), each


def _check_keys(content: dict, reading: Reading) -> None:
    seen = set()
    for kind, path, entry in _entries(content):
        name = (kind, entry.get("key"))
        if name in seen and name[1]:
            reading.wrong((*path, "key"), f"is “{name[1]}” again", f"each {kind} once")
        seen.add(name)


def _check_days(content: dict, reading: Reading) -> None:
    dated = (content.get("list") or {}).get("dated")
    for _, path, entry in _entries(content):
        since, until = entry.get("since") or dated, entry.get("until")
        if since and until and until < since:
            reading.wrong((*path, "until"), f"is {until}, before {since}", "a last day after the first")


def _category(entry: dict, order: int, dated: date) -> GivenCategory:
    fields = {
        "order": order,
        "title": entry["title"],
        "definition": entry["definition"],
        "register": entry.get("register") == "yes",
        **_days(entry, dated),
    }
    below = tuple(_subcategory(each, n, dated) for n, each in enumerate(entry["subcategories"], 1))
    return GivenCategory(entry["key"], fields, below)


def _subcategory(entry: dict, order: int, dated: date) -> GivenSubcategory:
    fields = {
        "order": order,
        **{name: entry[name] for name in ("title", "definition", "guidance")},
        "marks": entry.get("marks", ""),
        "statutory": entry.get("statutory") == "yes",
        "needs_reason": entry.get("needs_reason") == "yes",
        **_days(entry, dated),
    }
    return GivenSubcategory(entry["key"], fields)


def _days(entry: dict, dated: date) -> dict:
    """``since`` only where the file says it: a later file does not move the first day of what there was."""
    until = entry.get("until")
    given = {"since": date.fromisoformat(entry["since"])} if entry.get("since") else {}
    return {"until": date.fromisoformat(until) if until else None, **given}
