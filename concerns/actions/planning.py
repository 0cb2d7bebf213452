"""Actions about a concern or a child: planning, doing, cancelling. Each step leaves an entry."""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from concerns.actions.entering import add_entry
from concerns.models import Action, Concern, Entry, Pupil
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
    """Add an action. The same ``request_key`` gives the first again. Refused: a concern that is closed."""
    if concern is not None and not concern.standing.is_live:
        state = concern.standing.get_state_display().lower()
        raise Refused(f"This concern is {state}. Reopen it to add an action.")
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


def finish_action(action: Action, *, result: str, by: User) -> Action:
    """Say that an action is done, and what came of it."""
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
