"""The action plan: planning an action, noting progress, moving it on."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audits.merging import merge
from audits.models import Action, ActionUpdate, Audit, Response
from audits.outline import outline_of
from audits.rating import NEEDS_ACTION
from safeguarding.actions.events import record_event
from safeguarding.actions.notifying import notify
from safeguarding.models import NoticeKind, School, User
from safeguarding.refusals import Refused

EMPTY_PLAN = {"what": "", "owner_id": None, "due_on": None, "due_reason": ""}


@dataclass(frozen=True)
class PlanSaved:
    """What became of the plan that came with an answer."""

    action: Action | None
    clashes: frozenset[str] = frozenset()


def due_by_clock(audit: Audit, response: Response) -> date | None:
    """The date that the edition's clock gives to the rating of this response."""
    clock = outline_of(audit.edition).clock_of(response.rating)
    if clock is None:
        return None
    return clock.due(audit_date=audit.audit_date, rated_on=response.rated_on or timezone.localdate())


def save_plan(audit: Audit, response: Response, plan: dict, *, by: User) -> PlanSaved:
    """Save the action that is planned on the item's own card.

    ``plan`` holds ``Plan.FIELDS``, the card's ``request_key`` and, for an action that is there, ``public_id``
    and ``seen_version``. An empty plan without an action writes nothing. A rating that needs an action gives
    the date of its clock when no date is typed. Refused: an action of another audit.
    """
    fields = {name: plan[name] for name in Action.FIELDS}
    fields["due_on"] = fields["due_on"] or due_by_clock(audit, response)
    action, seen = _planned(audit, plan)
    if action is not None:
        # An item that turned green keeps the reason for which its action was planned.
        basis = response.rating if response.rating in NEEDS_ACTION else ""
        return _change(action, fields, seen=seen, by=by, basis=basis)
    if not fields["what"]:
        return PlanSaved(None)
    return PlanSaved(plan_action(audit, response=response, by=by, request_key=plan["request_key"], **fields))


def _planned(audit: Audit, plan: dict) -> tuple[Action | None, int]:
    """The action that the card shows, or that an earlier save of the same card has made."""
    if plan.get("public_id"):
        action = Action.objects.filter(public_id=plan["public_id"], audit=audit).first()
        if action is None:
            raise Refused("This action belongs to another audit. Load the page again.")
        return action, plan["seen_version"]
    return Action.objects.filter(request_key=plan["request_key"], audit=audit).first(), 1


@transaction.atomic
def plan_action(
    audit: Audit,
    *,
    what: str,
    owner_id: int | None,
    due_on: date | None,
    by: User,
    request_key: uuid.UUID,
    response: Response | None = None,
    due_reason: str = "",
) -> Action:
    """Add an action with the first entry of its log. The same ``request_key`` gives the first one again.

    Refused: an audit that was withdrawn, and an owner who does not belong to the school today. An action may
    be added to a submitted audit: the plan stays live.
    """
    if audit.state == Audit.State.WITHDRAWN:
        raise Refused("This audit was withdrawn. Add the action to the audit that took its place.")
    _refuse_stranger(audit.school, owner_id)
    action, made = Action.objects.create_once(
        request_key,
        school=audit.school,
        audit=audit,
        response=response,
        basis=_basis(response),
        what=what,
        owner_id=owner_id,
        due_on=due_on,
        due_reason=due_reason,
    )
    if made:
        _log(action, by, "")
        record_event("action planned", by=by, school=audit.school, about=action)
        _tell_owner(action, audit.school, by)
    return action


def _tell_owner(action: Action, school: School, by: User) -> None:
    """Somebody else than who wrote it hears of it."""
    if action.owner_id not in (None, by.pk):
        key = f"{action.owner_id} {action.version}"
        people = User.objects.filter(pk=action.owner_id)
        notify(NoticeKind.ASSIGNED, people, school=school, about=action, key=key)


def _basis(response: Response | None) -> str:
    if response is not None and response.rating in NEEDS_ACTION:
        return response.rating
    return Action.Basis.MANUAL


@transaction.atomic
def change_plan(action: Action, plan: dict, *, seen_version: int, by: User) -> PlanSaved:
    """Change what, who or by when. What a colleague changed to other words meanwhile is kept beside it.

    Refused: an action that is finished, and a new owner who does not belong to the school today.
    """
    saved = _change(action, plan, seen=seen_version, by=by)
    if not saved.action.is_unfinished:
        raise Refused(f"This action is {_state(saved.action)}. Open it again to change its plan.")
    return saved


def _change(action: Action, plan: dict, *, seen: int, by: User, basis: str = "") -> PlanSaved:
    action = _locked(action)
    merged = merge(_as_seen(action, seen), plan, action.plan())
    if merged.clashes:
        _log(action, by, "", set_aside=True, **(action.plan() | plan))
        record_event("plans met", by=by, school=action.school, about=action, fields=sorted(merged.clashes))
        return PlanSaved(action, merged.clashes)
    basis = basis if basis and action.is_unfinished else action.basis
    if merged.values != action.plan() or basis != action.basis:
        if merged.values["owner_id"] != action.owner_id:
            _refuse_stranger(action.school, merged.values["owner_id"])
        other = merged.values["owner_id"] != action.owner_id
        _write(action, by, "", **merged.values, basis=basis)
        if other:
            _tell_owner(_locked(action), action.school, by)
        record_event("action changed", by=by, school=action.school, about=action)
    return PlanSaved(action)


def _locked(action: Action) -> Action:
    return Action.objects.select_for_update(of=("self",)).select_related("school").get(pk=action.pk)


def _state(action: Action) -> str:
    return action.get_state_display().lower()


def _refuse_stranger(school: School, owner_id: int | None) -> None:
    if owner_id is not None and not owners_in(school).filter(pk=owner_id).exists():
        raise Refused("Choose someone who belongs to the school today.")


def _as_seen(action: Action, seen: int) -> dict:
    if seen == action.version:
        return action.plan()
    entry = action.updates.filter(version=seen, set_aside=False).first()
    return entry.plan() if entry else EMPTY_PLAN


@transaction.atomic
def note_progress(
    action: Action, *, note: str, state: str = "", by: User, seen_version: int | None = None
) -> Action:
    """Add an entry to the action's log and, where ``state`` is given and differs, move it.

    With ``seen_version`` the same entry sent twice is written once, and a colleague's move since then is
    never undone unseen. Refused: a move that the table of moves does not have, one from a state that the
    writer has not seen, an entry that says nothing, and cancelling without a reason.
    """
    action = _locked(action)
    if seen_version is not None and _is_repeated(action, note, state, seen_version, by):
        return action
    before = action.state
    moved = bool(state) and state != before
    if not note and not moved:
        raise Refused("Write what was done, or choose a new state.")
    if moved:
        _refuse_move(action, state, note, seen_version)
    _write(action, by, note, **(_moved(state) if moved else {}))
    record_event(
        "action moved" if moved else "action noted",
        by=by,
        school=action.school,
        about=action,
        **({"from": before, "to": state} if moved else {}),
    )
    return action


def _is_repeated(action: Action, note: str, state: str, seen: int, by: User) -> bool:
    entry = action.updates.filter(version=seen + 1, set_aside=False, by=by, note=note).first()
    before = action.updates.filter(version=seen, set_aside=False).first()
    if entry is None or before is None or entry.plan() != before.plan():
        return False
    return entry.state == (state or before.state)


def _refuse_move(action: Action, state: str, note: str, seen: int | None) -> None:
    entry = action.updates.filter(version=seen, set_aside=False).first() if seen is not None else None
    if not action.can_move_to(state) or (entry and entry.state != action.state):
        last = action.updates.filter(set_aside=False).first()
        raise Refused(f"This action is {_state(action)} now. {last.by.name} wrote to it last. Choose again.")
    if state == Action.State.CANCELLED and not note:
        raise Refused("Say why the action is cancelled.")


def _moved(state: str) -> dict:
    return {"state": state, "finished_at": None if state in Action.UNFINISHED else timezone.now()}


def _write(action: Action, by: User, note: str, **values) -> None:
    Action.objects.filter(pk=action.pk).update(**values, version=F("version") + 1)
    action.version += 1
    for name, value in values.items():
        setattr(action, name, value)
    _log(action, by, note)


def _log(action: Action, by: User, note: str, *, set_aside: bool = False, **plan) -> None:
    ActionUpdate.objects.create(
        action=action,
        school_id=action.school_id,
        version=action.version,
        state=action.state,
        note=note,
        set_aside=set_aside,
        by=by,
        **(plan or action.plan()),
    )


def owners_in(school: School):
    """People who can be given an action of the school: its members of today, by name."""
    day = timezone.localdate()
    members = school.memberships.on(day).values("user")
    return User.objects.filter(is_active=True, pk__in=members).only("public_id", "name")
