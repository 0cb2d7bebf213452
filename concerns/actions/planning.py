"""Actions about a concern or a child: planning, changing, doing, cancelling. Each step leaves an entry."""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from concerns.actions.choosing import refuse_stranger, seen_with
from concerns.actions.entering import add_entry
from concerns.models import (
    Action,
    Concern,
    Entry,
    Meeting,
    Plan,
    Pupil,
    QualityFinding,
    Referral,
    Standing,
)
from safeguarding.actions.notifying import notify
from safeguarding.models import NoticeKind, User
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
    plan: Plan | None = None,
    meeting: Meeting | None = None,
    referral: Referral | None = None,
    finding: QualityFinding | None = None,
) -> Action:
    """Add an action. The same ``request_key`` gives the first again; ``referral`` is what it chases.

    One of a plan or a meeting hangs on the child alone: it keeps no concern open, and goes on when the concern is
    closed. One after a ``finding`` of a quality check is about no child. Refused: a concern that is closed, nothing
    to do, an owner who could not open what it is about, and a plan that has ended.
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
    if plan is not None:
        _refuse_ended(plan)
    school = (concern or pupil or finding).school
    refuse_stranger(owner, school, **seen_with(concern=about_of(concern, finding), pupil=pupil, plan=plan))
    action, made = Action.objects.create_once(
        request_key,
        school=school,
        concern=concern,
        pupil=pupil,
        plan=plan,
        meeting=meeting,
        finding=finding,
        what=what,
        owner=owner,
        due_on=due_on,
        planned_by=by,
    )
    if made:
        facts = {"owner": owner.name, "due": due_on.isoformat()}
        _enter(action, what, facts, by, referral)
        _tell_owner(action, by)
    return action


def about_of(concern: Concern | None, finding: QualityFinding | None) -> Concern | None:
    """The concern that decides who may be given the action: its own, or the one of which something was found."""
    return concern or (finding.item.concern if finding and finding.item else None)


def _tell_owner(action: Action, by: User) -> None:
    key = f"{action.owner_id} {action.version}"
    notify(NoticeKind.ASSIGNED, [action.owner], school=action.school, about=action, key=key, by=by)


def _enter(
    action: Action, text: str, facts: dict, by: User, referral: Referral | None, reason: str = ""
) -> None:
    add_entry(
        Entry.Kind.ACTION,
        by=by,
        concern=action.concern,
        pupil=action.pupil,
        action=action,
        plan=action.plan,
        meeting=action.meeting,
        referral=referral,
        text=text,
        facts=facts,
        reason=reason,
    )


def _refuse_ended(plan: Plan) -> None:
    held = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if held.state == Plan.State.ENDED:
        raise Refused("This plan has ended. Plan the action on the child’s file, or in another plan.")


def _refuse_closed(concern: Concern) -> None:
    # Held until the end: a concern is never resolved while an action of it is being planned.
    held = Standing.objects.select_for_update(of=("self",), no_key=True).get(concern=concern)
    if held.state == Standing.State.IN_ERROR:
        raise Refused("This concern was entered in error. Nothing can be added to it.")
    if not held.is_live:
        raise Refused(f"This concern is {held.get_state_display().lower()}. Reopen it to add an action.")


@transaction.atomic
def change_action(
    action: Action,
    *,
    reason: str,
    by: User,
    owner: User | None = None,
    due_on: date | None = None,
    seen_version: int | None = None,
) -> Action:
    """Give an action to somebody else, another day, or both, with the reason; what was before stands in the entry.

    Refused: without a reason, nothing new, an action that is over, an owner who could not open what it is about,
    and a change that would go over a colleague's (``seen_version``).
    """
    if not reason.strip():
        raise Refused("Give the reason for the change.")
    action = _open(action, seen_version)
    facts = _changed(action, owner, due_on)
    if not facts:
        raise Refused("Nothing is changed yet. Choose another person, or another day.")
    if "owner" in facts:
        concern = about_of(action.concern, action.finding)
        about = seen_with(concern=concern, pupil=action.pupil, plan=action.plan)
        refuse_stranger(owner, action.school, **about)
    _write(action, owner=owner or action.owner, due_on=due_on or action.due_on)
    changed = _entered(action, by, "", facts, reason)
    if "owner" in facts:
        _tell_owner(Action.objects.select_related("owner", "school").get(pk=action.pk), by)
    return changed


def _open(action: Action, seen_version: int | None) -> Action:
    """The action as it is now, held until the end."""
    action = Action.objects.select_for_update(of=("self",)).select_related("owner").get(pk=action.pk)
    if action.state != Action.State.OPEN:
        raise Refused(f"This action is {action.get_state_display().lower()} already.")
    if seen_version is not None and seen_version != action.version:
        raise Refused(
            "A colleague changed this while you were writing. Load the page again to see what changed."
        )
    return action


def _changed(action: Action, owner: User | None, due_on: date | None) -> dict[str, str]:
    """What would be new, by name, each with what it was."""
    facts = {}
    if owner is not None and owner.pk != action.owner_id:
        facts |= {"owner": owner.name, "owner_before": action.owner.name}
    if due_on is not None and due_on != action.due_on:
        facts |= {"due": due_on.isoformat(), "due_before": action.due_on.isoformat()}
    return facts


def _write(action: Action, **fields) -> None:
    Action.objects.filter(pk=action.pk).update(**fields, version=F("version") + 1)


def _entered(action: Action, by: User, text: str, facts: dict, reason: str = "") -> Action:
    """With an entry that stands where the plan of it stands: beside the referral that it chases, too."""
    planned = action.entries.filter(referral__isnull=False).select_related("referral").first()
    _enter(action, text, facts, by, planned.referral if planned else None, reason)
    action.refresh_from_db()
    return action


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
    action = _open(action, None)
    _write(action, state=state, result=result, finished_at=timezone.now())
    return _entered(action, by, result, {"to": state})
