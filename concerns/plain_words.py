"""Advice on the words of a report before it is sent. Pure; it never blocks, and no word leaves the server.

The child's own words are never looked at: they stand as they were said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PRONOUN = re.compile(r"\b(he|she|they|him|her|them|his|hers|their)\b", re.IGNORECASE)
# One capital with a full stop, or one alone that is not "I" or "A"; or two to three with full stops between.
INITIALS = re.compile(r"(?<![\w.'’])(?:[A-Z]\.(?:\s?[A-Z]\.){0,2}(?!\w)|[A-Z]{2}(?!\w)|[B-HJ-Z](?![\w.'’]))")
TIME = re.compile(
    r"[0-9]{1,2}[:.][0-9]{2}|\b[0-9]{1,2}\s?[ap]m\b|\b(morning|afternoon|evening|night|break|lunch|lunchtime|"
    r"playtime|registration|register|assembly|lesson|period|before school|after school|home time|bedtime|noon|"
    r"midday)\b",
    re.IGNORECASE,
)
KNOWN = frozenset(
    "AM PM TA HLTA PE RE IT DT PPA PSHE DSL SEN SENCO FGM GP EP HT TV UK OK ID CP EH LA PC WC EU US AI VR".split()
)
# "Class 4", "block", "Plan" before a single letter: then it names no person.
LETTERED = re.compile(
    r"\b(?:class|year|form|block|room|set|group|door|gate|vitamin|plan|type)(\s+\d+)?$", re.IGNORECASE
)
LOOK_BACK = 20
JUDGING = {
    "aggressive": "what was done or said",
    "attention seeking": "what was done or said",
    "attention-seeking": "what was done or said",
    "bad behaviour": "what was done or said",
    "being difficult": "what was done or said",
    "dirty": "what you saw and smelt",
    "disgusting": "what you saw",
    "dramatic": "what was done or said",
    "kicked off": "what was done or said",
    "kicking off": "what was done or said",
    "lazy": "what was done, or not done",
    "liar": "what was said, and what you know",
    "lying": "what was said, and what you know",
    "manipulative": "what was done or said",
    "naughty": "what was done or said",
    "neglectful": "what you saw",
    "playing up": "what was done or said",
    "promiscuous": "what was said or done",
    "refused to engage": "what you asked, and what the answer was",
    "rude": "what was said",
    "scruffy": "what you saw",
    "typical": "what happened this time",
    "violent": "what was done",
    "weird": "what was done or said",
}
GUESSING = (
    "i think",
    "i feel",
    "i believe",
    "in my opinion",
    "obviously",
    "probably",
    "i suspect",
    "must have been",
)
ACCOUNT = "seen_heard"
WHO = "who"


@dataclass(frozen=True)
class Advice:
    """One thing worth a look; ``about`` names the field, or ``who`` for the first step."""

    about: str
    text: str


def advice_on(texts: dict[str, str], *, names: tuple[str, ...] = (), time_given: bool) -> tuple[Advice, ...]:
    """What a reader in a year's time would miss. ``texts`` are the reporter's own sentences by field."""
    found = [advice for field, text in texts.items() for advice in _initials(field, text)]
    account = texts.get(ACCOUNT, "")
    found += _missing(account, names, time_given)
    found += _judging(account)
    found += _guessing(account)
    return tuple(found)


def _initials(field: str, text: str) -> Iterator[Advice]:
    seen = set()
    shouted = text.isupper()  # somebody with the caps lock on
    for match in INITIALS.finditer(text):
        short = match[0]
        bare = re.sub(r"[\s.]", "", short)
        before = text[max(match.start() - LOOK_BACK, 0) : match.start()].rstrip(" ")
        if bare in KNOWN or bare in seen or (shouted and bare == short) or LETTERED.search(before):
            continue
        seen.add(bare)
        yield Advice(field, f"“{short}”: write the name in full, so that nobody has to guess who it was.")


def _missing(account: str, names: tuple[str, ...], time_given: bool) -> Iterator[Advice]:
    said = account.lower()
    if (
        account.strip()
        and PRONOUN.search(account)
        and not any(name.lower() in said for name in names if name)
    ):
        yield Advice(ACCOUNT, "Nobody is named. Say once who “he”, “she” or “they” is.")
    if not time_given and not TIME.search(account):
        yield Advice(WHO, "There is no time of day. Add it if you know it, even roughly.")


def _judging(account: str) -> Iterator[Advice]:
    for word, instead in JUDGING.items():
        if found := re.search(rf"\b{re.escape(word)}\b", account, re.IGNORECASE):
            yield Advice(ACCOUNT, f"“{found[0]}” is a judgement. Say {instead}.")


def _guessing(account: str) -> Iterator[Advice]:
    for phrase in GUESSING:
        if found := re.search(rf"\b{phrase}\b", account, re.IGNORECASE):
            yield Advice(
                ACCOUNT, f"“{found[0]}” is a thought. It can stand under “What do you think about it?”"
            )
