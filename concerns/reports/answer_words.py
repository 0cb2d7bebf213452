"""What answers to the record's own questions are called: a view looked at again, the reason of a delay, a letter."""

from concerns.delay import LIMITS
from concerns.models import Entry


def own_title(entry: Entry) -> str:
    """ "View of the child looked at again: it changes"."""
    if entry.kind == Entry.Kind.REASSESSED:
        return f"{entry.get_kind_display()}: {'it changes' if entry.facts.get('changes') else 'no change'}"
    if entry.kind == Entry.Kind.DELAY and (limit := LIMITS.get(entry.facts.get("delay"))):
        return f"{entry.get_kind_display()}: {limit.name[:1].lower()}{limit.name[1:]}"
    return entry.get_kind_display()


def asked_words(entry: Entry, visible: set[str]) -> str:
    """What was asked, for a reader who may open every concern that was counted."""
    asked, counted = entry.facts.get("asked", ""), entry.facts.get("concerns", ())
    return f"{asked}." if asked and visible.issuperset(counted) else ""
