"""Noting where a paper is that bears out a date: a letter of a status, minutes of a meeting, a referral."""

import uuid
from datetime import date

from django.db import transaction

from concerns.actions.attaching import attach_to_entry
from concerns.actions.casework import place_of
from concerns.actions.entering import add_entry
from concerns.models import Entry, Meeting, Status
from safeguarding.models import User
from safeguarding.refusals import Refused
from safeguarding.uploads import CheckedFile


@transaction.atomic
def note_kept(
    about: Status | Meeting | Entry,
    *,
    on: date,
    where: str,
    by: User,
    request_key: uuid.UUID,
    file: CheckedFile | None = None,
) -> Entry:
    """Note the paper of a status, of a meeting that was held or of a decision to refer: its day, and where it is.

    The same ``request_key`` gives the first again. Refused: neither a file nor words that say where the paper is, a
    day to come, a meeting that was not held, and a decision that was not to refer.
    """
    _refuse_unfit(about)
    if file is None and not where.strip():
        raise Refused("Choose the file, or say where the paper is kept.")
    facts, place = _told(about)
    entry = add_entry(
        Entry.Kind.PAPER, by=by, request_key=request_key, happened_on=on, text=where.strip(),
        facts={"step": "kept"} | facts, **place,
    )  # fmt: skip
    if file is not None:
        attach_to_entry(entry, file, by=by)
    return entry


def _told(about: Status | Meeting | Entry) -> tuple[dict, dict]:
    """What the entry's facts say, and where it stands."""
    if isinstance(about, Status):
        since = about.starts_on.isoformat()
        facts = {"paper": "letter", "status": about.public_id, "kind": about.kind, "since": since}
        return facts, {"pupil": about.pupil}
    if isinstance(about, Meeting):
        facts = {"paper": "minutes", "meeting": about.public_id, "meeting_kind": about.kind}
        return facts, {"pupil": about.pupil, "plan": about.plan, "meeting": about}
    return {"paper": "referral", "decision": about.public_id}, place_of(about)


def _refuse_unfit(about: Status | Meeting | Entry) -> None:
    if isinstance(about, Meeting) and about.state != Meeting.State.HELD:
        raise Refused("Say first that the meeting was held.")
    to_refer = (Entry.Route.EARLY_HELP, Entry.Route.STATUTORY)
    if isinstance(about, Entry) and about.route not in to_refer:
        raise Refused("This decision was not to refer.")
