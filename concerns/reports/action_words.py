"""What became of an action, in words: an entry of its kind tells that it was planned, changed, done or cancelled."""

from datetime import date

from concerns.models import Entry

ENDS = {"done": "Action done", "cancelled": "Action cancelled"}


def action_title(entry: Entry) -> str:
    """ "Action planned", "Action changed", "Action done"."""
    facts = entry.facts
    if is_change(facts):
        return "Action changed"
    return ENDS.get(facts.get("to"), "Action planned")


def action_in_print(entry: Entry) -> str:
    """What a line of the record says of it, all in one: "Cancelled: ring home", "Changed: ring home. By when: …"."""
    facts, what = entry.facts, entry.action.what if entry.action else ""
    if is_change(facts):
        told = [("Who", facts.get("owner", "")), ("By when", day_in_words(facts.get("due", "")))]
        now = "".join(f" {label}: {words}." for label, words in told if words)
        return f"Changed: {what}.{now} Before: {before_in_words(facts)}."
    if facts.get("to") == "done":
        return what
    return f"Cancelled: {what}" if facts.get("to") == "cancelled" else "Planned"


def is_change(facts: dict) -> bool:
    """Whether the entry tells of another owner or another day."""
    return "owner_before" in facts or "due_before" in facts


def before_in_words(facts: dict) -> str:
    """Who had it and by when, before a change."""
    told = [facts.get("owner_before", ""), day_in_words(facts.get("due_before", ""))]
    return ", ".join(part for part in told if part)


def day_in_words(iso: str) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B} {day.year}"
