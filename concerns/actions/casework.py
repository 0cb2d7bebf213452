"""What every action of case work does: hold the row, refuse a stale form, and say where its entry stands."""

import uuid

from concerns.models import Concern, Entry, Standing
from safeguarding.models import User
from safeguarding.refusals import Refused


class Overtaken(Refused):
    """A colleague wrote first. What was typed is still there and can be saved knowingly."""


OVERTAKEN = (
    "A colleague changed this while you were writing. See how it stands, and save again if yours holds."
)


def held(row, seen_version: int | None = None):
    """The row as it is now, locked until the end. Refused: a form that was shown before a colleague's change."""
    found = type(row).objects.select_for_update(of=("self",)).select_related("pupil__school", "concern")
    now = found.get(pk=row.pk)
    if seen_version is not None and seen_version != now.version:
        raise Overtaken(OVERTAKEN)
    now.school = now.pupil.school
    return now


def written(row, **fields):
    """The row with these fields, one version on."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    return row


def place_of(row) -> dict:
    """Where an entry about it stands: in the thread of its concern and in the child's file.

    A resolved concern still tells what came of its referral later. One that was entered in error takes nothing
    more, so from then on the child's file alone tells it.
    """
    if row.concern is None or _state(row.concern) == Standing.State.IN_ERROR:
        return {"pupil": row.pupil}
    return {"pupil": row.pupil, "concern": row.concern}


def refuse_closed(concern: Concern) -> None:
    """Refuse to begin something new on a concern that is closed; held until the end, so nobody resolves it now."""
    refuse_resolved(concern)
    if _state(concern) == Standing.State.IN_ERROR:
        raise Refused("This concern was entered in error. Begin in the child’s file instead.")


def refuse_resolved(concern: Concern) -> None:
    """Refuse what would leave a resolved concern with something open."""
    if _state(concern) == Standing.State.RESOLVED:
        raise Refused("This concern is resolved. Reopen it first, or begin in the child’s file.")


def _state(concern: Concern) -> str:
    return Standing.objects.select_for_update(of=("self",), no_key=True).get(concern=concern).state


def refuse_not_in(concern: Concern, pupil) -> None:
    if not concern.links.filter(pupil=pupil).exists():
        raise Refused("Choose a child of this concern.")


def told_already(request_key: uuid.UUID | None, by: User, **about) -> Entry | None:
    """The entry that the same form left before: a form that arrives twice does its work once."""
    if request_key is None:
        return None
    return Entry.objects.filter(request_key=request_key, by=by, **about).first()
