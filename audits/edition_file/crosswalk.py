"""What became of each item: the file of a crosswalk, beside the edition's own, and what must hold in it. Pure.

The format is in ``fixtures/editions/README.md``. In the content of an edition the crosswalks stand under
``crosswalks``, one for each earlier edition.
"""

from collections import Counter
from collections.abc import Iterator

from safeguarding.data_file import Choice, Group, Listed, Path, Reading, Text, Whole, key

VERIFIED, UNVERIFIED = "verified", "unverified"
RELATIONS = ("same", "moved", "reworded", "split", "merged", "new", "retired")
NONE, ONE, SEVERAL, ANY = "none", "one", "several", "one or more"
# How many items of the earlier and of this edition a line of each relation names.
ENDS = dict.fromkeys(("same", "moved", "reworded"), (ONE, ONE)) | {
    "split": (ONE, SEVERAL),
    "merged": (SEVERAL, ONE),
    "new": (NONE, ANY),
    "retired": (ANY, NONE),
}
_FITS = {
    NONE: lambda n: n == 0,
    ONE: lambda n: n == 1,
    SEVERAL: lambda n: n > 1,
    ANY: lambda n: n > 0,
}

LINE = Group(
    {
        "before": Listed(key(60)),
        "now": Listed(key(60)),
        "relation": Choice(RELATIONS),
        "status": Choice((VERIFIED, UNVERIFIED)),
        "reason": Text(2000),
    },
    optional=frozenset({"before", "now", "reason"}),
)
CROSSWALK_FILE = Group(
    {
        "format": Whole(1, 1),
        "edition": key(),
        "crosswalks": Listed(Group({"from": key(), "lines": Listed(LINE)}), least=1, named_by="from"),
    }
)


def wrong_ends(line: dict) -> str | None:
    """How many items the line's relation needs, if it names others: "one item before and several now"."""
    before, now = ENDS[line["relation"]]
    if _FITS[before](len(line.get("before", ()))) and _FITS[now](len(line.get("now", ()))):
        return None
    return f"{before} of the earlier edition and {now} of this one"


def without_blank_ends(line: dict) -> dict:
    """The line without optional fields that hold nothing."""
    return {field: line[field] for field in LINE.fields if line.get(field)}


def lines_of(content: dict, earlier: str) -> list[dict]:
    """The lines from that earlier edition."""
    return next((each["lines"] for each in content.get("crosswalks", ()) if each["from"] == earlier), [])


def named(lines: list[dict], side: str) -> Iterator[str]:
    """The keys that the lines name on that side, ``before`` or ``now``."""
    return (key for line in lines for key in line.get(side, ()))


def check_crosswalks(content: dict, known: set[str], reading: Reading) -> None:
    """Write down every fault that shows without the earlier edition; ``known`` holds the keys of this one."""
    for n, crosswalk in enumerate(content.get("crosswalks", ())):
        lines = crosswalk.get("lines", ())
        often = {side: Counter(named(lines, side)) for side in ("before", "now")}
        for m, line in enumerate(lines):
            _check_line(("crosswalks", n, "lines", m), line, often, known, reading)


def _check_line(path: Path, line: dict, often: dict, known: set[str], reading: Reading) -> None:
    if "relation" in line and (expected := wrong_ends(line)):
        reading.wrong((*path, "relation"), f"is {line['relation']}, which does not fit its items", expected)
    if line.get("relation") not in (None, "same") and not line.get("reason"):
        reading.wrong((*path, "reason"), "is missing", "it, for all but the same")
    for side in ("before", "now"):
        for key_ in line.get(side, ()):
            if often[side][key_] > 1:
                reading.wrong(
                    (*path, side), f"has “{key_}”, which stands in another line too", "each item once"
                )
    for key_ in line.get("now", ()):
        if key_ not in known:
            reading.wrong((*path, "now"), f"has “{key_}”, which is not in the edition", "keys of its items")
