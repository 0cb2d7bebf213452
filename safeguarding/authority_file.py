"""The file of a local authority: its name, its local words, and what it sets for case work. Pure.

The format is in ``fixtures/authorities/README.md``.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from safeguarding.data_file import (
    Choice,
    Day,
    Faulty,
    Group,
    Listed,
    OrNull,
    Reading,
    Text,
    Whole,
    key,
    read_data,
)
from safeguarding.data_file.faults import Path
from safeguarding.local_links import address_link, phone_link
from safeguarding.models.authority import TERMS
from safeguarding.models.local_rules import MeetingRule

# The statuses of a child and the kinds of meeting that rules may name, as the children's half of the product has them.
STATUSES = (
    "early_help",
    "child_in_need",
    "child_protection",
    "looked_after",
    "previously_looked_after",
    "ehcp",
    "young_carer",
)
MEETINGS = (
    "early_help",
    "strategy",
    "conference",
    "review_conference",
    "core_group",
    "child_in_need",
    "looked_after",
    "education_plan",
    "other",
)
LONGEST = 200  # weeks, months or working days


def _no_braces(text: str) -> tuple[str, str] | None:
    return ("has a brace", "text without a placeholder") if re.search("[{}]", text) else None


def _address(text: str) -> tuple[str, str] | None:
    return None if address_link(text) else ("is not an address", "https://…, http://… or mailto:…")


def _phone(text: str) -> tuple[str, str] | None:
    return None if phone_link(text) else ("is not a telephone number", "figures and spaces")


TERM = Group(
    {
        "key": Choice(tuple(TERMS)),
        "text": Text(200, check=_no_braces),
        "url": OrNull(Text(200, expected="an address or null", check=_address)),
        "phone": OrNull(Text(40, expected="a telephone number in quotation marks, or null", check=_phone)),
        "checked_on": Day(),
    }
)
SOURCE = Text(200)
FRESHNESS = Group(
    {
        "status": Choice(STATUSES),
        "amber_weeks": Whole(1, LONGEST),
        "red_weeks": Whole(1, LONGEST),
        "source": SOURCE,
    }
)
LENGTH = Group({"within": Whole(1, LONGEST), "unit": Choice(tuple(MeetingRule.Unit.values))})
MEETING = Group(
    {
        "status": Choice(STATUSES),
        "kind": Choice(MEETINGS),
        "first": LENGTH,
        "then": OrNull(LENGTH),
        "source": SOURCE,
    }
)
STAGE = Group({"title": Text(120), "with_whom": Text(200), "answer_within": Whole(1, LONGEST)})
SCHOOL_TERM = Group(
    {
        "name": Text(40),
        "starts_on": Day(),
        "ends_on": Day(),
        "break": OrNull(Group({"starts_on": Day(), "ends_on": Day()})),
    }
)
# What the authority sets; a file may leave any of them out.
PARTS = {
    "freshness": Listed(FRESHNESS, named_by="status"),
    "meetings": Listed(MEETING, named_by="kind"),
    "escalation": Listed(STAGE),
    "school_terms": Listed(SCHOOL_TERM),
}
FILE = Group(
    {
        "format": Whole(1, 1),
        "authority": Group({"key": key(), "name": Text(120)}),
        "terms": Listed(TERM),
        **PARTS,
    },
    optional=frozenset(PARTS),
)


@dataclass(frozen=True)
class AuthorityFile:
    """A file without a fault. Of ``rules``, each part that the file has, as rows of its table."""

    key: str
    name: str
    terms: dict[str, dict]  # by the key of the term
    rules: dict[str, tuple[dict, ...]] = field(default_factory=dict)

    @property
    def without_term(self) -> tuple[str, ...]:
        """Placeholders for which the file has nothing: their ordinary names will be printed."""
        return tuple(name for name in TERMS if name not in self.terms)


def read_authority_file(source: bytes) -> AuthorityFile:
    """The authority of a file. Raises ``Faulty`` with everything that is wrong, each with its line."""
    content, reading = read_data(source, FILE)
    _check_unique(content, reading, "terms", ("key",), "each term once")
    _check_unique(content, reading, "freshness", ("status",), "each status once")
    _check_unique(content, reading, "meetings", ("status", "kind"), "each meeting of a status once")
    _check_freshness(content, reading)
    _check_school_terms(content, reading)
    if reading.faults:
        raise Faulty(reading.faults)
    terms = {
        term["key"]: {**term, "url": term["url"] or "", "phone": term["phone"] or ""}
        for term in content["terms"]
    }
    rules = {name: tuple(ROWS[name](content[name])) for name in PARTS if name in content}
    return AuthorityFile(**content["authority"], terms=terms, rules=rules)


def _entries(content: dict, part: str):
    """The entries of a list that could be read, each with its place in the file."""
    for n, entry in enumerate(content.get(part, ())):
        if isinstance(entry, dict):
            yield (part, n), entry


def _check_unique(content: dict, reading: Reading, part: str, names: tuple[str, ...], expected: str) -> None:
    seen = set()
    for path, entry in _entries(content, part):
        said = tuple(entry.get(name) for name in names)
        if None in said:
            continue
        if said in seen:
            reading.wrong((*path, names[-1]), f"is “{said[-1]}” again", expected)
        seen.add(said)


def _check_freshness(content: dict, reading: Reading) -> None:
    for path, rule in _entries(content, "freshness"):
        amber, red = rule.get("amber_weeks"), rule.get("red_weeks")
        if amber and red and red < amber:
            reading.wrong((*path, "red_weeks"), f"is {red}", f"{amber} or more, since amber comes first")


def _check_school_terms(content: dict, reading: Reading) -> None:
    read = [(path, term) for path, term in _entries(content, "school_terms") if _has_days(term)]
    for path, term in read:
        _check_days(path, term, reading)
    for (_, before), (path, term) in pairwise(read):
        if term["starts_on"] <= before["ends_on"]:
            after = f"a day after {before['ends_on']}, when the term before ends"
            reading.wrong((*path, "starts_on"), f"is {term['starts_on']}", after)


def _has_days(term: dict) -> bool:
    return "starts_on" in term and "ends_on" in term


def _check_days(path: Path, term: dict, reading: Reading) -> None:
    """Days as they are kept, such as ``2026-09-03``, compare as text."""
    first, last = term["starts_on"], term["ends_on"]
    if last < first:
        reading.wrong((*path, "ends_on"), f"is {last}", f"{first} or later, when the term starts")
    rest = term.get("break")
    if not rest or not _has_days(rest):
        return
    if not first <= rest["starts_on"] <= last:
        reading.wrong((*path, "break", "starts_on"), f"is {rest['starts_on']}", "a day of the term")
    if not rest["starts_on"] <= rest["ends_on"] <= last:
        expected = "a day of the term, and not before the break starts"
        reading.wrong((*path, "break", "ends_on"), f"is {rest['ends_on']}", expected)


def _meeting_row(rule: dict) -> dict:
    then = rule["then"] or {"within": None, "unit": ""}
    return {
        "status": rule["status"],
        "kind": rule["kind"],
        "first_within": rule["first"]["within"],
        "first_unit": rule["first"]["unit"],
        "then_within": then["within"],
        "then_unit": then["unit"],
        "source": rule["source"],
    }


def _term_row(term: dict) -> dict:
    rest = term["break"] or {"starts_on": None, "ends_on": None}
    days = {"break_starts": rest["starts_on"], "break_ends": rest["ends_on"]}
    return {name: term[name] for name in ("name", "starts_on", "ends_on")} | days


# How the entries of each part become rows of its table.
ROWS = {
    "freshness": lambda entries: entries,
    "meetings": lambda entries: map(_meeting_row, entries),
    "escalation": lambda entries: ({"order": n, **stage} for n, stage in enumerate(entries, start=1)),
    "school_terms": lambda entries: map(_term_row, entries),
}
