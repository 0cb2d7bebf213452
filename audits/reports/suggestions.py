"""Questions that a governor may like to ask, each with why it is suggested. The rules stand here and nowhere else.

One question for an item, by the first rule that fits, in this order:

1. It got worse since the audit before.
2. Its action is late.
3. It is red, and no action is open.
4. It is red.
5. It is green, and a part of it says no.
6. It is green or does not apply, and last year's action for it is still open.
7. It is not applicable.
8. It is amber.
9. It says "as above", or one word.
10. It says the same as another item.
11. Its words are the same as last year.

An item about which something was asked already is left out. It is advice: nobody has to ask any of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from audits.crosswalk import carried_over
from audits.models import Action, Audit
from audits.rating import Rating
from audits.reports.audit_report import AuditReport
from audits.reports.item_cards import ItemCard
from audits.reports.mirror import is_as_above, is_one_word, shared_sentences


@dataclass(frozen=True)
class Suggestion:
    """A question about one item, to take over and change."""

    item_key: str
    ref: str
    title: str
    rating: str
    question: str
    why: str


@dataclass(frozen=True)
class _Seen:
    """What the rules look at besides the card."""

    worse: frozenset[str]
    shared: dict[str, tuple[str, ...]]  # item to the others that share a sentence with it
    left_open: frozenset[str]  # items whose action of last year is still open


Rule = Callable[[ItemCard, _Seen], tuple[str, str] | None]


def suggested_questions(audit: Audit, report: AuditReport) -> tuple[Suggestion, ...]:
    """In the order of the rules, and then of the form. One query, for last year's open actions."""
    cards = [card for card in report.cards if card.is_rated and not card.talk.questions]
    seen = _Seen(_worse(report), _shared(report), _left_open(audit))
    found = [_first(card, seen) for card in cards]
    return tuple(made for _, made in sorted((each for each in found if each), key=lambda each: each[0]))


def _first(card: ItemCard, seen: _Seen) -> tuple[int, Suggestion] | None:
    for place, rule in enumerate(RULES):
        if said := rule(card, seen):
            question, why = said
            return place, Suggestion(card.key, card.ref, card.title, card.rating, question, why)
    return None


def _got_worse(card: ItemCard, seen: _Seen):
    if card.key not in seen.worse:
        return None
    was, now = card.earlier.label.lower(), card.rating_label.lower()
    return (
        f"{card.ref} was {was} in {card.earlier.when} and is {now} now. What happened, and what is done about it?",
        f"It got worse: from {was} to {now}.",
    )


def _late_action(card: ItemCard, seen: _Seen):
    late = max((action.days_late for action in card.actions), default=0)
    if not late:
        return None
    days = f"{late} day{'' if late == 1 else 's'}"
    return (
        f"The action for {card.ref} is {days} late. What holds it up, and who helps?",
        f"Its action is {days} late.",
    )


def _red_without_action(card: ItemCard, seen: _Seen):
    if card.rating != Rating.RED or any(action.is_unfinished for action in card.actions):
        return None
    return f"{card.ref} is red and no action is open. What happens next?", "It is red, and no action is open."


def _red(card: ItemCard, seen: _Seen):
    if card.rating != Rating.RED:
        return None
    return f"{card.ref} is red. What keeps children safe until it is met?", "It is red."


def _hides_a_no(card: ItemCard, seen: _Seen):
    if card.rating != Rating.GREEN or not any(part.mark == "No" for part in card.parts):
        return None
    return (
        f"{card.ref} is green, and one part says no. Why is it green?",
        "It is green, and one part says no.",
    )


def _left_open_last_year(card: ItemCard, seen: _Seen):
    if card.key not in seen.left_open or card.needs_action:
        return None
    rating = card.rating_label.lower()
    return (
        f"Why is {card.ref} {rating} when last year’s action is still open?",
        f"It is {rating}, and last year’s action for it is still open.",
    )


def _not_applicable(card: ItemCard, seen: _Seen):
    if card.rating != Rating.NOT_APPLICABLE:
        return None
    return f"How do you know that {card.ref} does not apply to this school?", "It is rated not applicable."


def _amber(card: ItemCard, seen: _Seen):
    if card.rating != Rating.AMBER:
        return None
    return f"What is left to do before {card.ref} is green, and how will we know?", "It is amber."


def _says_little(card: ItemCard, seen: _Seen):
    if is_as_above(card.evidence):
        return f"{card.ref} says “as above”. What shows this one?", "It says “as above”."
    if is_one_word(card.evidence):
        return f"{card.ref} is answered in one word. How do you know that it works?", "One word shows it."
    return None


def _same_as_another(card: ItemCard, seen: _Seen):
    if not (others := seen.shared.get(card.key)):
        return None
    also = others[0] if len(others) == 1 else f"{len(others)} other items"
    return (
        f"{card.ref} says the same as {also}. What shows {card.ref} in particular?",
        f"It says the same as {also}.",
    )


def _as_last_year(card: ItemCard, seen: _Seen):
    if not card.earlier or not card.earlier.same_words:
        return None
    return (
        f"The words for {card.ref} are those of {card.earlier.when}. When was this last checked?",
        "Its words have not changed since last year.",
    )


RULES: tuple[Rule, ...] = (
    _got_worse,
    _late_action,
    _red_without_action,
    _red,
    _hides_a_no,
    _left_open_last_year,
    _not_applicable,
    _amber,
    _says_little,
    _same_as_another,
    _as_last_year,
)


def _worse(report: AuditReport) -> frozenset[str]:
    changes = report.comparison.changes if report.comparison else ()
    return frozenset(change.card.key for change in changes if change.direction == "worse")


def _shared(report: AuditReport) -> dict[str, tuple[str, ...]]:
    refs = {card.key: card.ref for card in report.cards}
    found: dict[str, tuple[str, ...]] = {}
    for _, keys in shared_sentences({card.key: card.evidence for card in report.cards if card.is_rated}):
        for key in keys:
            others = (refs[other] for other in keys if other != key)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *others)))
    return found


def _left_open(audit: Audit) -> frozenset[str]:
    if audit.previous_id is None:
        return frozenset()
    rows = Action.objects.filter(audit=audit.previous_id, response__case=None).unfinished()
    keys = rows.exclude(response=None).values_list("response__item__key", flat=True)
    crosswalk = carried_over(audit)
    return frozenset(key for old in keys for key in crosswalk.leads_to(old))
