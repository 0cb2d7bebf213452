"""The shape of an edition's file, as the tables of ``fixtures/editions/README.md`` have it."""

import re

from audits.rating import Rating
from safeguarding.data_file import Choice, Day, Group, Listed, OrNull, Text, Whole, key
from safeguarding.models.authority import TERMS

RATINGS = (Rating.RED.value, Rating.AMBER.value, Rating.GREEN.value, Rating.NOT_APPLICABLE.value)
ITEM_KINDS = ("rated", "information", "case_check")
PROMPT_KINDS = ("question", "point", "statement", "vignette")
BRACED = re.compile(r"\{([^{}]*)\}")
LETTER = re.compile(r"[a-z]")


def _no_braces(text: str) -> tuple[str, str] | None:
    if "{" in text or "}" in text:
        return "has a brace", "text without a placeholder: one may not stand here"
    return None


def _known_placeholders(text: str) -> tuple[str, str] | None:
    for name in BRACED.findall(text):
        if name not in TERMS:
            return f"has the placeholder {{{name[:40]}}}", f"one of {', '.join(TERMS)}"
    if set("{}") & set(BRACED.sub("", text)):
        return "has a brace without its partner", "placeholders such as {authority}"
    return None


def plain(longest: int = 100_000) -> Text:
    """Text in which no placeholder may stand."""
    return Text(longest, check=_no_braces)


LOCAL = Text(check=_known_placeholders)

CLOCK = Group(
    {"days": Whole(), "months": Whole(), "from": Choice(("rating", "audit_date"))},
    optional=frozenset({"days", "months"}),
)
RATING = Group(
    {
        "rating": Choice(RATINGS),
        "meaning": plain(60),
        "test": plain(),
        "clock": CLOCK,
        "clock_reason": plain(200),
    },
    optional=frozenset({"clock", "clock_reason"}),
)
PROMPT = Group(
    {
        "key": Text(1, LETTER, "a letter from a to z"),
        "kind": Choice(PROMPT_KINDS),
        "text": LOCAL,
        "answer": LOCAL,
    },
    optional=frozenset({"answer"}),
)
ITEM = Group(
    {
        "key": key(60),
        "ref": plain(20),
        "number_status": Choice(("unverified",)),
        "kind": Choice(ITEM_KINDS),
        "title": plain(120),
        "guidance": LOCAL,
        "evidence_help": LOCAL,
        "see": Listed(key(60)),
        "prompts": Listed(PROMPT, least=1),
    },
    optional=frozenset({"ref", "number_status", "guidance", "evidence_help", "see"}),
)
SECTION = Group(
    {
        "key": key(),
        "number": OrNull(Whole(1)),
        "group": plain(120),
        "title": plain(120),
        "ref": plain(20),
        "items": Listed(ITEM, least=1),
    },
    optional=frozenset({"ref"}),
)
EDITION = Group(
    {
        "key": key(),
        "label": plain(120),
        "effective_from": Day(),
        "effective_to": OrNull(Day()),
        "source_note": plain(),
        "licence_note": plain(),
        "introduction": LOCAL,
        "disclaimer": LOCAL,
        "who_takes_part": Listed(Group({"who": plain(), "does": plain()}), least=1),
        "ratings": Listed(RATING, named_by="rating"),
        "notes": Listed(Group({"about": plain(), "decision": plain()})),
    }
)
FILE = Group(
    {
        "format": Whole(1, 1),
        "framework": Group({"key": key(), "title": plain(200), "issuer": plain(120)}),
        "edition": EDITION,
        "sections": Listed(SECTION, least=1),
    }
)
