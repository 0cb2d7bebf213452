"""Actions about a concern or a child: planning, doing, cancelling. Each step leaves an entry."""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from concerns.actions.choosing import refuse_stranger
from concerns.actions.entering import add_entry
from concerns.models import Action, Concern, Entry, Pupil, Standing
from safeguarding.models import User
from safeguarding.refusals import Refused


@transaction.atomic
def plan_action(
    *,
    what: str,
    owner: User,
    due_on: date,
    by: User,
    request_key: uuid.UUID,
    concern: Concern | None = None,
    pupil: Pupil | None = None,
) -> Action:
    """Add an action. The same ``request_key`` gives the first again.

    Refused: a concern that is closed, nothing to do, and an owner who could not open what it is about.
    """
    again = Action.objects.filter(
        request_key=request_key, concern=concern, pupil=pupil, planned_by=by
    ).first()
    if again is not None:
        return again
    if not what.strip():
        raise Refused("Say what will be done.")
    if concern is not None:
        _refuse_closed(concern)
        refuse_stranger(owner, concern.school, concern=concern)
    else:
        refuse_stranger(owner, pupil.school, pupil=pupil)
    action, made = Action.objects.create_once(
        request_key,
        school=(concern or pupil).school,
        concern=concern,
        pupil=pupil,
        what=what,
        owner=owner,
        due_on=due_on,
        planned_by=by,
    )
    if made:
        facts = {"owner": owner.name, "due": due_on.isoformat()}
        add_entry(
            Entry.Kind.ACTION, by=by, concern=concern, pupil=pupil, action=action, text=what, facts=facts
        )
    return action


def _refuse_closed(concern: Concern) -> None:
    # Held until the end: a concern is never resolved while an action of it is being planned.
    held = Standing.objects.select_for_update(of=("self",), no_key=True).get(concern=concern)
    if held.state == Standing.State.IN_ERROR:
        raise Refused("This concern was entered in error. Nothing can be added to it.")
    if not held.is_live:
        raise Refused(f"This concern is {held.get_state_display().lower()}. Reopen it to add an action.")


def finish_action(action: Action, *, result: str, by: User) -> Action:
    """Say that an action is done, and what came of it. Refused: without what came of it."""
    if not result.strip():
        raise Refused("Say what came of it.")
    return _end(action, Action.State.DONE, result, by)


def cancel_action(action: Action, *, reason: str, by: User) -> Action:
    """Cancel an action. Refused: without a reason."""
    if not reason.strip():
        raise Refused("Say why the action is cancelled.")
    return _end(action, Action.State.CANCELLED, reason, by)


@transaction.atomic
def _end(action: Action, state: str, result: str, by: User) -> Action:
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.state != Action.State.OPEN:
        raise Refused(f"This action is {action.get_state_display().lower()} already.")
    Action.objects.filter(pk=action.pk).update(
        state=state, result=result, finished_at=timezone.now(), version=F("version") + 1
    )
    facts = {"to": state}
    add_entry(
        Entry.Kind.ACTION,
        by=by,
        concern=action.concern,
        pupil=action.pupil,
        action=action,
        text=result,
        facts=facts,
    )
    action.refresh_from_db()
    return action
