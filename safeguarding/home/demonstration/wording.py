"""What a school of the demonstration says to each item: rating, words, marks and plan. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """The answer to one item, with the action that goes with it."""

    key: str
    rating: str
    text: str = ""
    reason: str = ""
    marks: dict = field(default_factory=dict)
    action: dict | None = None

    @property
    def answer(self) -> dict:
        return {"rating": self.rating, "na_reason": self.reason, "evidence": self.text, "marks": self.marks}


def said_by_rating(plan: dict, answers: dict, reasons: dict, words: str, facts: dict) -> Iterator[Said]:
    """An audit given by lists of items that are not green; ``words`` is ``before`` or ``other``."""
    for key in plan.get("answered", answers):
        rating = _rating(plan, key)
        entry = answers[key]
        if rating == "not_applicable":
            yield Said(key, rating, reason=reasons[key])
        elif rating == "green":
            yield Said(key, rating, entry[words].format_map(facts))
        else:
            text = f"{entry[words]} {entry['gap']}".format_map(facts)
            yield Said(key, rating, text, action={"what": entry["todo"]})


def said_word_for_word(answers: dict, facts_before: dict) -> Iterator[Said]:
    """This year at Thornbeck, where each item has its own rating and words; an unwritten item is left out."""
    for key, entry in answers.items():
        if own := entry.get("thornbeck"):
            text = entry["before"].format_map(facts_before) if own.get("same") else own.get("text", "")
            marks, reason = own.get("marks", {}), own.get("reason", "")
            yield Said(key, own["rating"], text, reason, marks, own.get("action"))


def _rating(plan: dict, key: str) -> str:
    named = (rating for rating in ("red", "amber", "not_applicable") if key in plan.get(rating, ()))
    return next(named, "green")
