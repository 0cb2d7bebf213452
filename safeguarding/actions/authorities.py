"""Keeping the local authorities, their local words, and what they set for case work."""

from dataclasses import dataclass, field

from django.db import transaction

from safeguarding.actions.events import record_event
from safeguarding.authority_file import AuthorityFile
from safeguarding.models import (
    EscalationStage,
    FreshnessRule,
    LocalAuthority,
    LocalTerm,
    MeetingRule,
    SchoolTerm,
    User,
)

FIELDS = ("text", "url", "phone", "checked_on")
RULES = {
    "freshness": FreshnessRule,
    "meetings": MeetingRule,
    "escalation": EscalationStage,
    "school_terms": SchoolTerm,
}


@dataclass(frozen=True)
class Saved:
    """How many terms were added and changed, and which the file no longer has and were left.

    ``rules`` holds the parts that are other than they were, each with how many rows it has now.
    """

    authority: LocalAuthority
    renamed: bool
    added: int
    changed: int
    left: tuple[str, ...]
    rules: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def save_authority(file: AuthorityFile, *, by: User | None = None) -> Saved:
    """Write the authority of a file and its terms, by key. What is the same is left; no term is removed.

    Each part of the rules that the file has becomes exactly what the file says: a stage or a school term that is no
    longer there would send somebody wrong. A part that the file leaves out stays as it is. No record changes with
    them, since records keep the words and days that they were made with.
    """
    authority, made = LocalAuthority.objects.get_or_create(key=file.key, defaults={"name": file.name})
    authority = LocalAuthority.objects.select_for_update().get(pk=authority.pk)
    renamed = not made and authority.name != file.name
    if renamed:
        authority.name = file.name
        authority.save(update_fields=["name"])
    stored = {term.key: term for term in authority.terms.all()}
    added = [
        LocalTerm(authority=authority, **given) for name, given in file.terms.items() if name not in stored
    ]
    changed = [term for term in stored.values() if _update(term, file.terms.get(term.key))]
    LocalTerm.objects.bulk_create(added)
    LocalTerm.objects.bulk_update(changed, FIELDS)
    rules = {name: len(rows) for name, rows in file.rules.items() if _replace(name, authority, rows)}
    if made or renamed or added or changed or rules:
        terms = sorted(term.key for term in added + changed)
        record_event("authority saved", by=by, authority=file.key, terms=terms, rules=rules)
    left = tuple(name for name in stored if name not in file.terms)
    return Saved(authority, renamed, len(added), len(changed), left, rules)


def _replace(part: str, authority: LocalAuthority, rows: tuple[dict, ...]) -> bool:
    """Let the rows be those of the authority; whether anything was other than that."""
    model = RULES[part]
    stored = model.objects.filter(authority=authority)
    names = [each.name for each in model._meta.concrete_fields if each.name not in {"id", "authority"}]
    wanted = [
        model(authority=authority, **{name: _read(model, name, row[name]) for name in names}) for row in rows
    ]
    said = lambda row: tuple(str(getattr(row, name)) for name in names)  # noqa: E731
    if sorted(map(said, stored)) == sorted(map(said, wanted)):
        return False
    stored.delete()
    model.objects.bulk_create(wanted)
    return True


def _read(model, name: str, value):
    """The value as the column has it: a day is written as text in the file."""
    return model._meta.get_field(name).to_python(value)


def _update(term: LocalTerm, given: dict | None) -> bool:
    """Set what differs; whether anything did."""
    if given is None or all(_told(term, field) == given[field] for field in FIELDS):
        return False
    for name in FIELDS:
        setattr(term, name, given[name])
    return True


def _told(term: LocalTerm, field: str) -> str:
    return term.checked_on.isoformat() if field == "checked_on" else getattr(term, field)
