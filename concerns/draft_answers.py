"""What a draft of a report holds: the words as typed, the children, the marks and the files. Pure changes of it."""

from collections.abc import Mapping
from datetime import date, timedelta

from safeguarding.forms.dates import write_date
from safeguarding.forms.texts import LONGEST

WHO = (
    "urgent", "find", "when", "time", "time_exact", "day", "when_words", "where", "where_words", "told", "told_whom",
    "said_on",
)  # fmt: skip
ACCOUNT = ("source", "seen_heard", "own_words", "opinion", "done_at_once", "injury", "adult")
MARK = ("child", "place", "kind", "size", "colour", "skin_broken", "note")
MOST_CHILDREN = 30
MOST_MARKS = 60
MOST_FILES = 10


def as_typed(post: Mapping, names) -> dict[str, str]:
    """The posted words by name; only the line ends that a browser sends are made plain."""
    return {name: post.get(name, "").replace("\r\n", "\n") for name in names}


def can_be_kept(words: Mapping[str, str]) -> bool:
    """Whether the database takes the words as they are."""
    return all(len(text) <= LONGEST and "\0" not in text for text in words.values())


def in_todays_words(answers: dict, today: date) -> dict:
    """ "Today" that was said on another day becomes that day, so that a draft means the same tomorrow."""
    try:
        said = date.fromisoformat(answers.get("said_on", ""))
    except ValueError:
        said = today
    moved = answers | {"said_on": today.isoformat()}
    days = {"today": said, "yesterday": said - timedelta(days=1)}
    day = days.get(answers.get("when"))
    if day is None or said == today:
        return moved
    if day == today - timedelta(days=1):
        return moved | {"when": "yesterday"}
    return moved | {"when": "another", "day": write_date(day)}


def children_after(answers: dict, post: Mapping, found: list[str]) -> list[dict]:
    """The children after a post: parts as chosen, one taken away, pupils ``found`` and one described added."""
    children = [
        child | {"part": post.get(f"part-{child['key']}", child["part"])}
        for child in answers.get("children", [])
        if child["key"] != post.get("remove")
    ]
    for pupil in found:
        if all(child["pupil"] != pupil for child in children):
            children.append({"key": pupil, "pupil": pupil, "described": "", "part": _first_part(children)})
    described = post.get("described", "").replace("\r\n", "\n")
    if described.strip() and described.strip() not in {child["described"].strip() for child in children}:
        key = _next_key("d", children)
        children.append({"key": key, "pupil": "", "described": described, "part": _first_part(children)})
    return children[:MOST_CHILDREN]


def _first_part(children: list[dict]) -> str:
    """Most reports are about one child to whom it happened; what others did is for the reporter to say."""
    return "other" if children else "harmed"


def with_mark(marks: list[dict], **fields) -> tuple[list[dict], str]:
    """The marks with one more, and its key."""
    key = _next_key("m", marks)
    blank = dict.fromkeys(MARK, "") | {"x": None, "y": None}
    return [*marks, blank | fields | {"key": key}][:MOST_MARKS], key


def with_changed_mark(marks: list[dict], key: str, words: dict) -> list[dict]:
    """The marks with one written anew; a point that no longer fits its place is dropped."""
    return [_changed(mark, words) if mark["key"] == key else mark for mark in marks]


def _changed(mark: dict, words: dict) -> dict:
    moved = words.get("place", mark["place"]) != mark["place"]
    return mark | words | ({"x": None, "y": None} if moved else {})


def _next_key(letter: str, rows: list[dict]) -> str:
    used = [int(row["key"][1:]) for row in rows if row["key"][:1] == letter and row["key"][1:].isdecimal()]
    return f"{letter}{max(used, default=0) + 1}"
