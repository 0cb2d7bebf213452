"""Changing the content of an edition, one part at a time. Pure: each function changes the content it is given.

A part is known by its key. ``fingerprint`` tells whether a part is still as somebody saw it.
"""

import hashlib
import json
from string import ascii_lowercase

from audits.edition_file.checks import items_of
from audits.edition_file.crosswalk import VERIFIED, lines_of, without_blank_ends

UP, DOWN = -1, 1
WORDS = ("kind", "title", "guidance", "evidence_help", "prompts")


def fingerprint(part) -> str:
    """The same for the same words, in whatever order they were read."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def section_named(content: dict, key: str) -> dict | None:
    return next((section for section in content["sections"] if section["key"] == key), None)


def item_named(content: dict, key: str) -> dict | None:
    return next((item for _, item in items_of(content) if item["key"] == key), None)


def section_around(content: dict, item_key: str) -> dict:
    return next(
        each for each in content["sections"] if any(item["key"] == item_key for item in each["items"])
    )


def order_of(content: dict) -> list:
    """The keys of sections and items as they stand: what a person sees who moves one."""
    return [[section["key"], [item["key"] for item in section["items"]]] for section in content["sections"]]


def number_sections(content: dict) -> None:
    """Sections that count, count without a gap."""
    counted = [section for section in content["sections"] if section["number"] is not None]
    for number, section in enumerate(counted, 1):
        section["number"] = number


def move(rows: list[dict], key: str, step: int) -> None:
    """Move the row of that key one place; the first stays first and the last last."""
    place = next(n for n, row in enumerate(rows) if row["key"] == key)
    other = place + step
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]


def put_item(content: dict, item: dict, section_key: str) -> None:
    """Write the item in place of the one with its key, or at the end of the section if it is new or moved there."""
    before = item_named(content, item["key"])
    if before is None or section_around(content, item["key"])["key"] != section_key:
        take_out(content, item["key"])
        section_named(content, section_key)["items"].append(item)
    else:
        rows = section_named(content, section_key)["items"]
        rows[rows.index(before)] = item
    if before is not None:
        _tell_change(content, before, item)


def take_out(content: dict, key: str) -> None:
    for section in content["sections"]:
        section["items"] = [item for item in section["items"] if item["key"] != key]


def remove_item(content: dict, key: str) -> None:
    """Take the item out, and what points to it: ``see`` of others, and the crosswalk's lines."""
    take_out(content, key)
    for _, item in items_of(content):
        item["see"] = [other for other in item.get("see", ()) if other != key]
    for crosswalk in content.get("crosswalks", ()):
        for line in crosswalk["lines"]:
            line["now"] = [now for now in line.get("now", ()) if now != key]
        crosswalk["lines"] = [line for line in crosswalk["lines"] if line.get("before") or line["now"]]


def next_letter(prompts: list[dict]) -> str | None:
    """A letter that no prompt of the item has; none when all 26 are taken."""
    taken = {prompt["key"] for prompt in prompts}
    return next((letter for letter in ascii_lowercase if letter not in taken), None)


def _tell_change(content: dict, before: dict, now: dict) -> None:
    """A line that says, as checked, that the item is the same cannot say so any longer."""
    words = any(before.get(field) != now.get(field) for field in WORDS)
    number = before.get("ref") != now.get("ref")
    for crosswalk in content.get("crosswalks", ()) if words or number else ():
        for line in crosswalk["lines"]:
            if line.get("now") == [now["key"]] and line["relation"] == "same" and line["status"] == VERIFIED:
                line["relation"] = "reworded" if words else "moved"
                line["reason"] = "Its words were changed." if words else "Its number was changed."


def line_key(line: dict) -> str:
    """What a line is called in an address: its first item, of this edition if it has one."""
    return f"to-{line['now'][0]}" if line.get("now") else f"from-{line['before'][0]}"


def line_named(content: dict, earlier: str, key: str) -> dict | None:
    return next((line for line in lines_of(content, earlier) if line_key(line) == key), None)


def put_line(content: dict, earlier: str, line: dict, *, instead_of: dict | None = None) -> None:
    """Write the line in place of another, or at the end."""
    lines = lines_of(content, earlier)
    line = without_blank_ends(line)
    if instead_of is None:
        lines.append(line)
    else:
        lines[lines.index(instead_of)] = line


def stands_elsewhere(content: dict, earlier: str, line: dict, *, but: dict | None = None) -> list[str]:
    """The keys of the line that another line names already."""
    others = [each for each in lines_of(content, earlier) if each is not but]
    return [
        key
        for side in ("before", "now")
        for key in line.get(side, ())
        if any(key in other.get(side, ()) for other in others)
    ]


def same_lines(content: dict) -> list[dict]:
    """For a copy: every item is the one it was copied from, which is sure."""
    keys = [item["key"] for _, item in items_of(content)]
    return [{"before": [key], "now": [key], "relation": "same", "status": VERIFIED} for key in keys]
