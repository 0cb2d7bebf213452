"""Facts that cut across categories: counted by themselves, never instead of one."""

from concerns.models import Concern

STAFF = "staff"
RESPONSIBLE = {
    "family": "An adult of the family",
    "known_adult": "Another adult whom the child knows",
    "child_here": "A child here",
    "child_elsewhere": "A child elsewhere",
    "stranger": "A stranger",
    STAFF: "A member of staff",
    "self": "The child",
    "unknown": "Not known",
}
PREJUDICE = {
    "race": "Race or nationality",
    "faith": "Religion or belief",
    "disability": "Disability",
    "sex": "Sex",
    "sexual_orientation": "Sexual orientation",
    "gender_identity": "Gender identity",
    "other": "Something else",
}


def in_words(facets: dict) -> list[tuple[str, str]]:
    """The facets of one child as name and value, those that say something."""
    where, source = dict(Concern.Where.choices), dict(Concern.Source.choices)
    told = [
        ("Where", where.get(facets.get("where"), "")),
        ("Who may be responsible", RESPONSIBLE.get(facets.get("responsible"), "")),
        ("How it came to us", source.get(facets.get("source"), "")),
        ("Online", "Yes" if facets.get("online") else ""),
        ("Prejudice", ", ".join(PREJUDICE[key] for key in facets.get("prejudice", []) if key in PREJUDICE)),
    ]
    return [(name, value) for name, value in told if value]
