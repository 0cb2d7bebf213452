"""Bringing in a school's roll: first kept to be looked at, then written when it is confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from concerns.models import Pupil, RollUpload
from concerns.pupil_file import Roll
from concerns.roll_changes import PupilChange, RollChanges, roll_changes
from safeguarding.actions.events import record_event
from safeguarding.models import LocalAuthority, School, User
from safeguarding.refusals import Refused

KEPT_FOR = timedelta(days=1)
BATCH = 300
CHANGED_SINCE = (
    "The pupils have changed since you looked. This is what would change now. Look again, then confirm."
)


@dataclass(frozen=True)
class Imported:
    """How many pupils were written, by what happened to them."""

    new: int
    changed: int
    back: int
    left: int


@transaction.atomic
def keep_roll(school: School, roll: Roll, *, whole_roll: bool, by: User) -> RollUpload:
    """Keep what a file says until it is confirmed. One's earlier file, and any of yesterday, is removed."""
    uploads = RollUpload.objects.filter(school=school)
    uploads.filter(uploader=by).delete()
    uploads.filter(uploaded_at__lt=timezone.now() - KEPT_FOR).delete()
    return RollUpload.objects.create(school=school, uploader=by, whole_roll=whole_roll, roll=roll.as_data())


def changes_of(upload: RollUpload) -> tuple[Roll, RollChanges]:
    """The roll that was kept, and what confirming it would change now. Writes nothing."""
    roll = Roll.from_data(upload.roll)
    pupils = Pupil.objects.filter(school=upload.school_id).select_related("authority")
    return roll, roll_changes(roll, pupils, whole_roll=upload.whole_roll, today=timezone.localdate())


@transaction.atomic
def confirm_roll(upload: RollUpload, *, seen: str, leavers_agreed: bool, by: User) -> Imported:
    """Write what was shown and drop the file. ``seen`` names the changes that the person looked at.

    Refused: changes that are not those any more, and pupils marked as left without a word that this is meant.
    """
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.school_id)
    _, changes = changes_of(upload)
    if changes.digest != seen:
        raise Refused(CHANGED_SINCE)
    if changes.missing and not leavers_agreed:
        raise Refused(
            "Tick to say that those who are missing have left, or bring in the file again without it."
        )
    known = {authority.name: authority for authority in LocalAuthority.objects.all()}
    Pupil.objects.bulk_create([_new(upload, each, known) for each in changes.new], batch_size=BATCH)
    _update(changes.updates, known)
    done = Imported(
        len(changes.new),
        len(changes.changed),
        len(changes.back),
        len(changes.left) + len(changes.missing),
    )
    record_event("pupils imported", by=by, school=upload.school, **vars(done))
    RollUpload.objects.filter(pk=upload.pk).delete()
    return done


def drop_roll(upload: RollUpload) -> None:
    """Remove a file that is not to be brought in."""
    RollUpload.objects.filter(pk=upload.pk).delete()


def drop_old_rolls(school: School, *, now: datetime) -> int:
    """Remove the school's files that nobody has confirmed for a day; how many there were."""
    count, _ = RollUpload.objects.filter(school=school, uploaded_at__lt=now - KEPT_FOR).delete()
    return count


def _new(upload: RollUpload, change: PupilChange, known: dict[str, LocalAuthority]) -> Pupil:
    return Pupil(school_id=upload.school_id, **_values(change, known))


def _values(change: PupilChange, known: dict[str, LocalAuthority]) -> dict:
    """What is written: an authority by its row and not by its name."""
    values = dict(change.values)
    if "authority" in values:
        values["authority"] = known.get(values["authority"])
    return values


def _update(changes: Iterable[PupilChange], known: dict[str, LocalAuthority]) -> None:
    fields, pupils = {"version"}, []
    for change in changes:
        for field, value in _values(change, known).items():
            setattr(change.pupil, field, value)
        change.pupil.version += 1
        fields |= change.values.keys()
        pupils.append(change.pupil)
    Pupil.objects.bulk_update(pupils, sorted(fields), batch_size=BATCH)
