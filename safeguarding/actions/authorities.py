"""Keeping the local authorities and their local words."""

from dataclasses import dataclass

from django.db import transaction

from safeguarding.actions.events import record_event
from safeguarding.authority_file import AuthorityFile
from safeguarding.models import LocalAuthority, LocalTerm, User

FIELDS = ("text", "url", "phone", "checked_on")


@dataclass(frozen=True)
class Saved:
    """How many terms were added and changed, and which the file no longer has and were left."""

    authority: LocalAuthority
    renamed: bool
    added: int
    changed: int
    left: tuple[str, ...]


@transaction.atomic
def save_authority(file: AuthorityFile, *, by: User | None = None) -> Saved:
    """Write the authority of a file and its terms, by key. What is the same is left; nothing is removed."""
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
    if made or renamed or added or changed:
        terms = sorted(term.key for term in added + changed)
        record_event("authority saved", by=by, authority=file.key, terms=terms)
    left = tuple(name for name in stored if name not in file.terms)
    return Saved(authority, renamed, len(added), len(changed), left)


def _update(term: LocalTerm, given: dict | None) -> bool:
    """Set what differs; whether anything did."""
    if given is None or all(_told(term, field) == given[field] for field in FIELDS):
        return False
    for field in FIELDS:
        setattr(term, field, given[field])
    return True


def _told(term: LocalTerm, field: str) -> str:
    return term.checked_on.isoformat() if field == "checked_on" else getattr(term, field)
