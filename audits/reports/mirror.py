"""The thin-evidence mirror: where the words of an audit say little. Advice with a link to each place, never a block."""

import re
from collections import defaultdict
from dataclasses import dataclass

from audits.crosswalk import carried_over
from audits.models import Audit, Response
from audits.outline import ItemOutline, Outline, outline_of
from audits.rating import Rating

ABOVE = re.compile(
    r"^\W*(?:(?:same|see|as)\s+)+(?:above|before|last (?:year|time)|earlier)\W*$", re.IGNORECASE
)
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
SHORT_SENTENCE = 4  # words; "Yes, see below." is caught elsewhere and repeats by chance


@dataclass(frozen=True)
class Place:
    """One item that is worth a look, with what is said there."""

    item: ItemOutline
    words: str = ""


@dataclass(frozen=True)
class Advice:
    """One kind of thinness with the places where it shows."""

    key: str
    one: str
    many: str
    why: str
    places: tuple[Place, ...]

    @property
    def count(self) -> int:
        return len(self.places)

    @property
    def text(self) -> str:
        return self.one if self.count == 1 else self.many


def thin_evidence(audit: Audit) -> tuple[Advice, ...]:
    """Look over all answers of the audit; kinds without a place are left out."""
    outline = outline_of(audit.edition)
    rows = list(audit.responses.filter(case=None).order_by("item__order"))
    before = _last_years_words(audit)
    words = {row.item_id: row.evidence for row in rows}
    kinds = [
        ("repeats", "item says the same as another", "items say the same sentence",
         "The same words under several headings show little of each. What is particular here?",
         {item: said for said, items in shared_sentences(words) for item in items}),
        ("one-word", "item is answered in one word", "items are answered in one word",
         "How do you know? Say what was done, when, and what came of it.", _where(is_one_word, words)),
        ("as-above", "item says “as above”", "items say “as above”",
         "Each item is read by itself. Say what shows this one.", _where(is_as_above, words)),
        ("unchanged", "item has not changed since last year", "items have not changed since last year",
         "If it is still true, say when you last checked.", _unchanged(rows, outline, before)),
        ("hidden-no", "green item hides a “no”", "green items hide a “no”",
         "A part says no and the rating says met. Which is right?", _hidden(rows)),
    ]  # fmt: skip
    found = (Advice(key, one, many, why, _places(outline, places)) for key, one, many, why, places in kinds)
    return tuple(advice for advice in found if advice.count)


def same_words(rows: list[Response], response: Response) -> list[int]:
    """Keys of the other items that share a sentence with this answer."""
    mine = set(_sentences(response.evidence))
    return [
        row.item_id
        for row in rows
        if row.item_id != response.item_id and mine & set(_sentences(row.evidence))
    ]


def _places(outline: Outline, found: dict[int, str]) -> tuple[Place, ...]:
    return tuple(Place(item, found[item.pk]) for item in outline.rated if item.pk in found)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _sentences(text: str) -> dict[str, str]:
    """Sentences of a text by their plain form; short ones are left out."""
    parts = ((_plain(part), part.strip()) for part in SENTENCE_ENDS.split(text))
    return {plain: said for plain, said in parts if len(plain.split()) >= SHORT_SENTENCE}


def shared_sentences(words: dict) -> list[tuple[str, list]]:
    """Sentences that stand under more than one item, each with the keys of those, in their order."""
    said, places = {}, defaultdict(list)
    for item, text in words.items():
        for plain, sentence in _sentences(text).items():
            said.setdefault(plain, sentence)
            places[plain].append(item)
    return [(said[plain], items) for plain, items in places.items() if len(items) > 1]


def is_one_word(text: str) -> bool:
    return len(_plain(text).split()) == 1


def is_as_above(text: str) -> bool:
    return bool(ABOVE.match(text.strip()))


def _where(is_so, words: dict[int, str]) -> dict[int, str]:
    return {item: text.strip() for item, text in words.items() if is_so(text)}


def _unchanged(rows, outline: Outline, before: dict[str, str]) -> dict[int, str]:
    return {
        row.item_id: row.evidence.strip()
        for row in rows
        if _plain(row.evidence) and _plain(row.evidence) == before.get(outline.by_pk[row.item_id].key)
    }


def _last_years_words(audit: Audit) -> dict[str, str]:
    if audit.previous_id is None:
        return {}
    rows = Response.objects.filter(audit=audit.previous_id, case=None).values_list("item__key", "evidence")
    crosswalk = carried_over(audit)
    return {key: _plain(words) for old, words in rows for key in crosswalk.leads_to(old)}


def _hidden(rows) -> dict[int, str]:
    return {row.item_id: Rating(row.rating).label for row in rows if row.hides_a_no}
