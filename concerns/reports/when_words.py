"""When something happened, as a sentence says it."""

from datetime import date, time

from concerns.models import Concern

Sure = Concern.WhenSure


def when_in_words(happened_on: date | None, happened_at: time | None, when_sure: str, when_words: str) -> str:
    """ "Friday 20 November 2026, about 08:15", "Over some time: since September", "Not known"."""
    if happened_on is None:
        label = Sure(when_sure).label
        return f"{label}: {when_words}" if when_words else label
    day = f"{happened_on:%A} {happened_on.day} {happened_on:%B} {happened_on.year}"
    if happened_at is None:
        return day
    return f"{day}, {'at' if when_sure == Sure.EXACT else 'about'} {happened_at:%H:%M}"
