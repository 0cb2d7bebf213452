"""What must hold between the fields of a file, beyond their shape.

The content may lack whatever was refused for its shape already.
"""

from collections.abc import Iterator

from audits.edition_file.shape import RATINGS
from audits.rating import Rating
from safeguarding.data_file import Path, Reading


def check(content: dict, reading: Reading) -> None:
    """Write down every fault."""
    for rule in (_check_dates, _check_ratings, _check_sections, _check_items, _check_prompts, _check_see):
        rule(content, reading)


def entries(group: dict, path: Path, name: str) -> Iterator[tuple[Path, dict]]:
    """The entries of a list that are groups, each with its path."""
    found = group.get(name)
    for n, entry in enumerate(found if isinstance(found, list) else ()):
        if isinstance(entry, dict):
            yield (*path, name, n), entry


def sections_of(content: dict) -> list[tuple[Path, dict]]:
    return list(entries(content, (), "sections"))


def items_of(content: dict) -> list[tuple[Path, dict]]:
    return [found for path, section in sections_of(content) for found in entries(section, path, "items")]


def _check_unique(entries: list[tuple[Path, dict]], field: str, where: str, reading: Reading) -> None:
    first: dict[str, Path] = {}
    for path, entry in entries:
        value = entry.get(field)
        if value is None:
            continue
        if value in first:
            line = reading.line((*first[value], field))
            wrong = f"is “{value}”, which stands in line {line} already"
            reading.wrong((*path, field), wrong, f"a {field} of its own {where}")
        first.setdefault(value, path)


def _check_dates(content: dict, reading: Reading) -> None:
    edition = content.get("edition", {})
    first, last = edition.get("effective_from"), edition.get("effective_to")
    if first and last and last < first:
        reading.wrong(("edition", "effective_to"), f"is {last}, before the first day", f"{first} or later")


def _check_ratings(content: dict, reading: Reading) -> None:
    edition = content.get("edition", {})
    rows = list(entries(edition, ("edition",), "ratings"))
    given = [entry.get("rating", "?") for _, entry in rows]
    if "ratings" in edition and given != list(RATINGS):
        wrong = f"are {', '.join(given) or 'none'}"
        reading.wrong(("edition", "ratings"), wrong, f"{', '.join(RATINGS)}, in this order")
    for path, entry in rows:
        _check_clock(path, entry, reading)


def _check_clock(path: Path, entry: dict, reading: Reading) -> None:
    rating = entry.get("rating")
    for field in ("clock", "clock_reason"):
        there = (*path, field) in reading.lines
        if rating == Rating.NOT_APPLICABLE and there:
            reading.wrong((*path, field), "stands on not_applicable", "it for the three colours only")
        if rating in RATINGS[:3] and not there:
            reading.wrong((*path, field), "is missing", f"it, since {rating} is a colour")
    lengths = [field for field in ("days", "months") if (*path, "clock", field) in reading.lines]
    if isinstance(entry.get("clock"), dict) and len(lengths) != 1:
        wrong = "has two lengths" if lengths else "has no length"
        reading.wrong((*path, "clock"), wrong, "either days or months")


def _check_sections(content: dict, reading: Reading) -> None:
    sections = sections_of(content)
    _check_unique(sections, "key", "among the sections", reading)
    _check_numbers(sections, reading)
    _check_groups(sections, reading)


def _check_numbers(sections: list[tuple[Path, dict]], reading: Reading) -> None:
    expected = 1
    for path, section in sections:
        number = section.get("number")
        if number is None:
            continue
        if number != expected:
            reading.wrong((*path, "number"), f"is {number}", f"{expected}: sections count without a gap")
        expected = number + 1


def _check_groups(sections: list[tuple[Path, dict]], reading: Reading) -> None:
    done, current = set(), None
    for path, section in sections:
        group = section.get("group")
        if group != current and group in done:
            reading.wrong((*path, "group"), f"is “{group}” again", "sections of one group to stand together")
        done.add(group)
        current = group


def _check_items(content: dict, reading: Reading) -> None:
    items = items_of(content)
    _check_unique(items, "key", "in the edition", reading)
    _check_unique(items, "ref", "in the edition", reading)
    for path, item in items:
        if not item.get("ref") and (*path, "ref") not in reading.lines and "number_status" not in item:
            reading.wrong((*path, "ref"), "is missing", "text, or number_status unverified without it")


def _check_prompts(content: dict, reading: Reading) -> None:
    for item_path, item in items_of(content):
        prompts = list(entries(item, item_path, "prompts"))
        _check_unique(prompts, "key", "in the item", reading)
        for path, prompt in prompts:
            _check_answer(path, prompt, reading)


def _check_answer(path: Path, prompt: dict, reading: Reading) -> None:
    answered = (*path, "answer") in reading.lines
    kind = prompt.get("kind")
    if kind == "vignette" and not answered:
        reading.wrong((*path, "answer"), "is missing", "it, since a vignette has an answer")
    if kind and kind != "vignette" and answered:
        reading.wrong((*path, "answer"), f"stands on a {kind}", "it for a vignette only")


def _check_see(content: dict, reading: Reading) -> None:
    items = items_of(content)
    known = {item.get("key") for _, item in items}
    for path, item in items:
        for n, other in enumerate(item.get("see") or ()):
            place = (*path, "see", n)
            if isinstance(other, str) and other not in known:
                reading.wrong(place, f"is “{other}”, which is not in the edition", "the key of an item")
            if other == item.get("key"):
                reading.wrong(place, "names the item itself", "the key of another item")
