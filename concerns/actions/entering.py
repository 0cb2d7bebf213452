"""Adding an entry to a concern or to a child's file. Every other action that works on a record ends here."""

import uuid
from datetime import date, time

from django.db import transaction
from django.utils import timezone

from concerns.models import Concern, Entry, Pupil, Standing
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused

Kind = Entry.Kind
# What each kind must say, and how to ask for it.
MUST_SAY = {
    Kind.DECISION: [
        ("reason", "Give the reason for the decision."),
        ("route", "Choose what you decided to do."),
    ],
    Kind.CONTACT: [
        ("contact_kind", "Say how you were in touch, and with whom."),
        ("contact_with", "Say how you were in touch, and with whom."),
    ],
    Kind.CHILD_WORDS: [("own_words", "Write the child’s words.")],
    Kind.NOTE: [("text", "Write the note.")],
    Kind.OUTCOME: [("text", "Say what came of it.")],
    Kind.ADDENDUM: [("text", "Write what is right.")],
    Kind.CORRECTION: [("text", "Write what is right.")],
    Kind.JUSTIFICATION: [("reason", "Say why this was enough.")],
    Kind.SIGNIFICANT: [("text", "Say what happened.")],
}
# What settles a concern. A resolved one is opened again first, so that it never changes behind its resolution.
SETTLES = {Kind.DECISION, Kind.OUTCOME, Kind.JUSTIFICATION}


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

    A step of an action after a quality check, about no child, stands by its action alone.

    The same ``request_key`` gives the first one again. Refused: an entry in the future; one that leaves out what
    its kind must say; a child who is not in the concern; anything on a concern that was entered in error; and a
    decision, outcome or justification on one that is resolved.
    """
    if request_key is not None:
        again = Entry.objects.filter(request_key=request_key, concern=concern, pupil=pupil, by=by).first()
        if again is not None:
            return again
    happened_on = happened_on or timezone.localdate()
    _refuse_future(happened_on, happened_at)
    _refuse_empty(kind, fields)
    if concern is not None:
        _refuse_closed(kind, concern)
        _refuse_elsewhere(concern, pupil, fields.get("corrects"))
    entry, made = Entry.objects.create_once(
        request_key or uuid.uuid4(),
        school=(concern or pupil or fields["action"]).school,
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
            f"entry: {kind}",
            by=by,
            school=entry.school,
            about=concern or pupil or entry.action,
            entry=entry.public_id,
        )
    return entry


def _refuse_future(happened_on: date, happened_at: time | None) -> None:
    now = timezone.localtime()
    if happened_on > now.date():
        raise Refused("Enter a date that is not in the future.")
    if happened_on == now.date() and happened_at is not None and happened_at > now.time():
        raise Refused("Enter a time that is not in the future.")


def _refuse_empty(kind: str, fields: dict) -> None:
    for name, ask in MUST_SAY.get(kind, ()):
        if not str(fields.get(name) or "").strip():
            raise Refused(ask)
    if kind == Kind.JUSTIFICATION and fields.get("facts", {}).get("risk_assessment") not in Entry.Risk.values:
        raise Refused("Say whether a risk assessment is needed.")
    if kind == Kind.FEEDBACK and not (fields.get("text", "").strip() or fields.get("reason", "").strip()):
        raise Refused("Say what the reporter was told, or why they were not told.")


def _refuse_closed(kind: str, concern: Concern) -> None:
    # Held until the end, so that nobody resolves or strikes the concern meanwhile.
    held = Standing.objects.select_for_update(of=("self",), no_key=True).get(concern=concern)
    if held.state == Standing.State.IN_ERROR:
        raise Refused("This concern was entered in error. Nothing can be added to it.")
    if held.state == Standing.State.RESOLVED and kind in SETTLES:
        raise Refused("This concern is resolved. Reopen it first.")


def _refuse_elsewhere(concern: Concern, pupil: Pupil | None, corrects: Entry | None) -> None:
    if pupil is not None and not concern.links.filter(pupil=pupil).exists():
        raise Refused("Choose a child of this concern.")
    if corrects is not None and corrects.concern_id != concern.pk:
        raise Refused("Correct an entry of this concern.")
