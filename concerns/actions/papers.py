"""Papers on a child's file: a letter, a report, a plan as another agency wrote it. The entry tells, the file proves."""

import uuid
from datetime import date

from django.db import transaction

from concerns.actions.attaching import attach_to_entry
from concerns.actions.entering import add_entry
from concerns.models import Entry, Plan, Pupil
from safeguarding.models import User
from safeguarding.refusals import Refused
from safeguarding.uploads import CheckedFile

RECEIVED, SENT = "received", "sent"


@transaction.atomic
def add_paper(
    pupil: Pupil,
    *,
    what: str,
    way: str,
    with_whom: str,
    on: date,
    by: User,
    request_key: uuid.UUID,
    file: CheckedFile | None = None,
    plan: Plan | None = None,
) -> Entry:
    """Note a paper that came or went, with its file where there is one; a paper of a plan stays with the plan.

    The same ``request_key`` gives the first again. Refused: a paper without a name or without the other side, one
    that neither came nor went, and a day to come.
    """
    if not what.strip():
        raise Refused("Say what paper it is.")
    if way not in {RECEIVED, SENT}:
        raise Refused("Choose whether the paper came or went.")
    if not with_whom.strip():
        raise Refused("Say from whom it came, or to whom it went.")
    facts = {"step": way} | ({"plan": plan.public_id} if plan else {})
    entry = add_entry(
        Entry.Kind.PAPER, by=by, pupil=pupil, plan=plan, request_key=request_key, happened_on=on, text=what.strip(),
        contact_with=with_whom.strip(), facts=facts,
    )  # fmt: skip
    if file is not None:
        attach_to_entry(entry, file, by=by)
    return entry
