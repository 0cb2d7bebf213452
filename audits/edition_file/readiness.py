"""What a draft still lacks before it can be published, in words for the person who edits it. Pure."""

import re
from dataclasses import dataclass

from audits.edition_file.checks import check, items_of
from audits.edition_file.crosswalk import UNVERIFIED, named, wrong_ends
from safeguarding.data_file import Fault, Path, Reading

ITEM = re.compile(r"\bitems\.([^.]+)")
FIELDS = {"see": "pointers", "prompts": "questions", "number": "section number"}


@dataclass(frozen=True)
class Gap:
    """One thing that is missing. ``place`` says where it is put right, ``key`` of what; ``count`` stands before it."""

    text: str
    place: str  # numbers, section, item, edition or crosswalk
    key: str = ""
    count: int = 0


def before_publishing(content: dict, earlier: dict[str, set[str]]) -> tuple[Gap, ...]:
    """Everything, in the order of the page. ``earlier`` holds the items' keys of each edition of a crosswalk."""
    return (*_numbers(content), *_empty_sections(content), *_faults(content), *_crosswalks(content, earlier))


def unchecked(content: dict) -> tuple[int, int]:
    """How many numbers and how many lines of crosswalks nobody checked: they may be published, and say so."""
    numbers = sum("number_status" in item for _, item in items_of(content))
    lines = [line for crosswalk in content.get("crosswalks", ()) for line in crosswalk["lines"]]
    return numbers, sum(line["status"] == UNVERIFIED for line in lines)


def _numbers(content: dict):
    lacking = sum(not item.get("ref") for _, item in items_of(content))
    if lacking:
        yield Gap("item has no number" if lacking == 1 else "items have no number", "numbers", count=lacking)


def _empty_sections(content: dict):
    for section in content["sections"]:
        if not section["items"]:
            yield Gap(f"{section['title']} has no items", "section", section["key"])


def _faults(content: dict):
    reading = reading_of(content)
    check(content, reading)
    told = (fault for fault in sorted(set(reading.faults)) if not fault.key.endswith(".ref"))
    return [_gap(fault, content) for fault in told]  # a number that is missing was told, two cannot be equal


def _gap(fault: Fault, content: dict) -> Gap:
    wrong = re.sub(r"which stands in line \d+ already", "which another has too", fault.wrong)
    field = fault.key.rpartition(".")[2]
    if found := ITEM.search(fault.key):
        title = next((item["title"] for _, item in items_of(content) if item["key"] == found[1]), found[1])
        return Gap(f"{title}: {FIELDS.get(field, field)} {wrong}", "item", found[1])
    return Gap(f"{FIELDS.get(field, field).replace('_', ' ').capitalize()} {wrong}", "edition")


def _crosswalks(content: dict, earlier: dict[str, set[str]]):
    here = {item["key"] for _, item in items_of(content)}
    for crosswalk in content.get("crosswalks", ()):
        lines, key = crosswalk["lines"], crosswalk["from"]
        unsaid = len(here - set(named(lines, "now"))) + len(earlier[key] - set(named(lines, "before")))
        wrong = sum(bool(wrong_ends(line)) for line in lines)
        reasons = sum(line["relation"] != "same" and not line.get("reason") for line in lines)
        for count, one, many in (
            (
                unsaid,
                "item without a line in the list of changes",
                "items without a line in the list of changes",
            ),
            (wrong, "line that does not fit its items", "lines that do not fit their items"),
            (reasons, "line without a reason", "lines without a reason"),
        ):
            if count:
                yield Gap(one if count == 1 else many, "crosswalk", key, count)


def reading_of(content: dict) -> Reading:
    """A reading as if the content stood in a file, for rules that ask what is there."""
    reading = Reading()
    _note(content, (), reading)
    return reading


def _note(value, path: Path, reading: Reading) -> None:
    reading.lines[path] = 1
    if isinstance(value, dict):
        for name, inner in value.items():
            _note(inner, (*path, name), reading)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            if isinstance(inner, dict) and (name := inner.get("key") or inner.get("rating")):
                reading.names[(*path, n)] = name
            _note(inner, (*path, n), reading)
