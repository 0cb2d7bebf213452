"""Adding an entry to a concern or to a child's file. Every other action that works on a record ends here."""

import uuid
from datetime import date, time

from django.db import transaction
from django.utils import timezone

from concerns.models import Concern, Entry, Pupil, Standing
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused


@transaction.atomic
def add_entry(
    kind: str,
    *,
    by: User,
    concern: Concern | None = None,
    pupil: Pupil | None = None,
    request_key: uuid.UUID | None = None,
    happened_on: date | None = None,
    happened_at: time | None = None,
    **fields,
) -> Entry:
    """Write one entry of ``kind`` with any fields of ``Entry``; it can never be changed afterwards.

    The same ``request_key`` gives the first one again. Refused: an entry in the future, a decision without a
    reason or a choice of what is done, a contact that does not say with whom, and an entry on a concern that was
    entered in error.
    """
    today = timezone.localdate()
    happened_on = happened_on or today
    _refuse(kind, happened_on, today, concern, fields)
    entry, made = Entry.objects.create_once(
        request_key or uuid.uuid4(),
        school=(concern or pupil).school,
        concern=concern,
        pupil=pupil,
        kind=kind,
        by=by,
        by_name=by.name,
        happened_on=happened_on,
        happened_at=happened_at,
        **fields,
    )
    if made:
        if concern is not None:
            Standing.objects.filter(concern=concern).update(last_entry_at=timezone.now())
        record_event(
            f"entry: {kind}", by=by, school=entry.school, about=concern or pupil, entry=entry.public_id
        )
    return entry


def _refuse(kind, happened_on, today, concern, fields) -> None:
    if happened_on > today:
        raise Refused("Enter a date that is not in the future.")
    if kind == Entry.Kind.DECISION and not fields.get("reason", "").strip():
        raise Refused("Give the reason for the decision.")
    if kind == Entry.Kind.DECISION and not fields.get("route"):
        raise Refused("Choose what you decided to do.")
    if kind == Entry.Kind.CONTACT and not (
        fields.get("contact_kind") and fields.get("contact_with", "").strip()
    ):
        raise Refused("Say how you were in touch, and with whom.")
    if concern is not None and concern.standing.state == Standing.State.IN_ERROR:
        raise Refused("This concern was entered in error. Nothing can be added to it.")
