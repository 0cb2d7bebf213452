"""Questions that the record asks again. Pure: rows come in, and what is to be asked comes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True)
class Came:
    """A concern about a child, as far as the questions need it."""

    public_id: str
    reference: str
    recorded_at: datetime


def looked_at_from(starts_on, in_force_at: datetime | None) -> datetime:
    """From when on a new concern is news to a plan: from the moment in which it was put in force.

    A plan that had begun before somebody wrote it down was not made with what came in between: for that one, and
    where the moment is not known, it is the end of its first day.
    """
    if in_force_at is not None and timezone.localdate(in_force_at) == starts_on:
        return in_force_at
    return timezone.make_aware(datetime.combine(starts_on + timedelta(days=1), time.min))


def asks_about(
    *, since: datetime, answered: Iterable[datetime] = (), concerns: Iterable[Came] = ()
) -> tuple[Came, ...]:
    """The concerns about which a plan in force has not been looked at again, the oldest first.

    ``since`` is what ``looked_at_from`` says. ``answered`` holds when those concerns were recorded that reviews named:
    a review answers for the concern that it names and for all that were there before it. A review that names none
    answers for none, so that no new concern is passed over because something else was looked at that day.
    """
    settled = max([since, *answered])
    return tuple(
        sorted((each for each in concerns if each.recorded_at > settled), key=lambda c: c.recorded_at)
    )
