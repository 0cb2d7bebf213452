"""What differs between two revisions of an audit: item by item, before and after, in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from audits.models.response import Mark
from audits.outline import ItemOutline, Outline
from audits.rating import Rating
from audits.reports.wording import check_in_words, counted, day_in_words

NOTHING = "Nothing"


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was. Ratings are their values, so that a page can draw them; all else is words."""

    label: str
    before: str
    after: str
    is_rating: bool = False


@dataclass(frozen=True)
class ItemDifference:
    """An item in which something differs; ``case`` names the sampled file, where it is about one."""

    key: str
    ref: str
    title: str
    case: str
    changes: tuple[Change, ...]

    @property
    def rating(self) -> Change | None:
        return next((change for change in self.changes if change.is_rating), None)

    @property
    def rest(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if not change.is_rating)


@dataclass(frozen=True)
class Differences:
    """All that differs. ``about`` is of the audit itself: its dates and who took part."""

    about: tuple[Change, ...]
    items: tuple[ItemDifference, ...]
    cases: tuple[ItemDifference, ...]

    def __bool__(self):
        return bool(self.about or self.items or self.cases)

    @property
    def sentence(self) -> str:
        if not self:
            return "Nothing differs."
        if not self.items:
            return "No answer differs."
        ratings = counted(sum(1 for item in self.items if item.rating), "rating", "ratings")
        return f"{counted(len(self.items), 'item differs', 'items differ')}, {ratings} among them."


def differences(
    before: dict, after: dict, outline: Outline, *, cases: bool, fill: Callable[[str], str]
) -> Differences:
    """Compare two snapshots of one audit. ``cases``: whether the reader may see the sampled files."""
    items = (
        ItemDifference(item.key, item.ref, item.title, "", changes)
        for item in outline.rated
        if (changes := _changes(item, before["items"], after["items"], fill))
    )
    return Differences(
        tuple(_about(before, after)),
        tuple(items),
        tuple(_cases(before, after, outline, fill)) if cases else (),
    )


def _about(before: dict, after: dict) -> Iterator[Change]:
    labels = ("Date of the audit", "Period covered, from", "Period covered, to")
    for label, was, now in zip(labels, before["dates"], after["dates"], strict=True):
        if was != now:
            yield Change(label, _day(was), _day(now))
    if before["participants"] != after["participants"]:
        yield _words("Who takes part", before["participants"], after["participants"])


def _cases(before: dict, after: dict, outline: Outline, fill) -> Iterator[ItemDifference]:
    for label in sorted({*before["cases"], *after["cases"]}):
        was, now = before["cases"].get(label, {}), after["cases"].get(label, {})
        for item in outline.case_items:
            if changes := _changes(item, was, now, fill):
                yield ItemDifference(item.key, item.ref, item.title, label, changes)


def _changes(item: ItemOutline, before: dict, after: dict, fill) -> tuple[Change, ...]:
    was, now = before.get(item.key, {}), after.get(item.key, {})
    return tuple(change for change in _compared(item, was, now, fill) if change.before != change.after)


def _compared(item: ItemOutline, was: dict, now: dict, fill) -> Iterator[Change]:
    unanswered = Rating.UNANSWERED
    yield Change("Rating", was.get("rating", unanswered), now.get("rating", unanswered), is_rating=True)
    yield _words("Why it does not apply", was.get("na_reason"), now.get("na_reason"))
    yield _words("What shows this", was.get("evidence"), now.get("evidence"))
    for part in item.parts:
        marks = (said.get("marks", {}).get(part.key) for said in (was, now))
        yield Change(fill(part.text), *(Mark(mark).label if mark else "Not marked" for mark in marks))
    yield _listed("Evidence", _titles(was), _titles(now))
    yield _listed("Action", _actions(was), _actions(now))


def _words(label: str, was: str | None, now: str | None) -> Change:
    return Change(label, was or NOTHING, now or NOTHING)


def _listed(label: str, was: list[str], now: list[str]) -> Change:
    """Only what came and what went: what is on both sides is left out."""
    gone, new = [line for line in was if line not in now], [line for line in now if line not in was]
    return _words(label, "\n".join(gone), "\n".join(new))


def _titles(said: dict) -> list[str]:
    """Each piece with the beginning of its check, where it is a file: another file has another."""
    return [
        f"{title} ({check_in_words(sha256)})" if sha256 else title for title, sha256 in said.get("pieces", [])
    ]


def _actions(said: dict) -> list[str]:
    return [f"{what} {owner or 'Nobody yet'}, {_by(due)}." for what, owner, due in said.get("actions", [])]


def _by(due: str) -> str:
    return f"by {_day(due)}" if due else "no date yet"


def _day(iso: str) -> str:
    return day_in_words(date.fromisoformat(iso))
