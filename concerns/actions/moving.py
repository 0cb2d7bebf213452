"""Moving a concern: triage, opening, monitoring, resolving, reopening, and taking back what was entered in error.

Each move goes through ``_move``, is checked again by the database, and leaves an entry.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from concerns.actions.entering import add_entry
from concerns.models import Concern, ConcernLink, Entry, Pupil, Standing, Subcategory
from safeguarding.models import User
from safeguarding.refusals import Refused

State, Kind = Standing.State, Entry.Kind


@dataclass(frozen=True)
class Sorted:
    """What triage says of one child of a concern."""

    link: ConcernLink
    subcategory: Subcategory
    factors: tuple[Subcategory, ...] = ()
    facets: dict | None = None
    other_reason: str = ""


@dataclass(frozen=True)
class Missing:
    """One thing that stands before resolving; ``key`` names the form that settles it."""

    key: str
    text: str


@transaction.atomic
def triage(
    concern: Concern,
    sorted_children: list[Sorted],
    *,
    level: str,
    owner: User,
    reason: str,
    by: User,
    request_key: uuid.UUID,
) -> Standing:
    """Name owner, level and each child's category. Refused: done already, a child left out, Other without a reason,
    and a subcategory of the adults' register.
    """
    standing = _held(concern)
    if standing.state != State.SUBMITTED:
        raise Refused("This concern was triaged already. Load the page again to see by whom.")
    if {each.link.pk for each in sorted_children} != set(concern.links.values_list("pk", flat=True)):
        raise Refused("Choose a category for each child.")
    for each in sorted_children:
        sort_child(each, by=by, note=False)
    facts = {
        "level": level,
        "owner": owner.name,
        "categories": [each.subcategory.title for each in sorted_children],
    }
    add_entry(
        Kind.TRIAGE, by=by, concern=concern, text=reason, reason=reason, facts=facts, request_key=request_key
    )
    return _move(standing, State.TRIAGED, level=level, owner=owner, triaged_at=timezone.now())


@transaction.atomic
def sort_child(each: Sorted, *, by: User, note: bool = True, reason: str = "") -> ConcernLink:
    """Set a child's primary subcategory, factors and facets; a change after triage leaves an entry with its reason."""
    if each.subcategory.category.register:
        raise Refused("That category belongs to the register of concerns about adults.")
    if each.subcategory.needs_reason and not each.other_reason.strip():
        raise Refused("Say why no other category fits.")
    if note and not reason.strip():
        raise Refused("Give the reason for the change.")
    link = ConcernLink.objects.select_for_update(of=("self",)).get(pk=each.link.pk)
    before = link.subcategory.title if link.subcategory else ""
    ConcernLink.objects.filter(pk=link.pk).update(
        subcategory=each.subcategory,
        facets=each.facets or {},
        other_reason=each.other_reason,
        version=F("version") + 1,
    )
    link.factors.set(each.factors)
    if note:
        facts = {"from": before, "to": each.subcategory.title, "child": link.public_id}
        add_entry(Kind.RECLASSIFIED, by=by, concern=link.concern, reason=reason, facts=facts)
    link.refresh_from_db()
    return link


@transaction.atomic
def match_child(link: ConcernLink, pupil: Pupil, *, by: User) -> ConcernLink:
    """Say which pupil a described child is. Refused: a child matched already, or twice in one concern."""
    link = ConcernLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.pupil_id:
        raise Refused("This child was matched already.")
    if link.concern.links.filter(pupil=pupil).exists():
        raise Refused("That child is in this concern already.")
    ConcernLink.objects.filter(pk=link.pk).update(pupil=pupil, version=F("version") + 1)
    add_entry(
        Kind.MATCH, by=by, concern=link.concern, facts={"child": link.public_id, "pupil": pupil.public_id}
    )
    link.refresh_from_db()
    return link


@transaction.atomic
def change_level(concern: Concern, *, level: str, reason: str, by: User) -> Standing:
    """Change the level, with a reason."""
    standing = _held(concern)
    if not reason.strip():
        raise Refused("Give the reason for the new level.")
    add_entry(
        Kind.RECLASSIFIED, by=by, concern=concern, reason=reason, facts={"from": standing.level, "to": level}
    )
    return _set(standing, level=level)


@transaction.atomic
def hand_over(concern: Concern, *, owner: User, by: User, reason: str = "") -> Standing:
    """Give the concern to another owner."""
    standing = _held(concern)
    before = standing.owner.name if standing.owner else ""
    add_entry(Kind.OWNER, by=by, concern=concern, reason=reason, facts={"from": before, "to": owner.name})
    return _set(standing, owner=owner)


@transaction.atomic
def move_on(concern: Concern, state: str, *, by: User, reason: str) -> Standing:
    """Open or monitor. Refused: a move that the table does not have."""
    standing = _held(concern)
    if state not in {State.OPEN, State.MONITORING}:
        raise Refused("Choose open or monitoring.")
    _refuse_illegal(standing, state)
    add_entry(Kind.MOVED, by=by, concern=concern, reason=reason, facts={"from": standing.state, "to": state})
    return _move(standing, state)


def what_is_missing(concern: Concern) -> tuple[Missing, ...]:
    """What stands before resolving, in the order of the page: the reasons gate."""
    entries = list(concern.entries.order_by("recorded_at").values_list("kind", flat=True))
    since_reopened = entries[_last(entries, Kind.REOPENED) + 1 :]
    links = list(concern.links.select_related("subcategory"))
    justify = any(link.subcategory and link.subcategory.needs_justification for link in links)
    open_actions = concern.actions.filter(state="open").count()
    enough = "why this was enough, and whether a risk assessment is needed"
    wanted = [
        ("triage", "a category for each child", all(link.subcategory_id for link in links)),
        ("decision", "a decision with its reason", Kind.DECISION in entries),
        ("actions", f"{open_actions} open action{'' if open_actions == 1 else 's'}", not open_actions),
        ("outcome", "the outcome", Kind.OUTCOME in since_reopened),
        ("feedback", "what the reporter was told, or why not", Kind.FEEDBACK in entries),
        ("justification", enough, not justify or Kind.JUSTIFICATION in entries),
    ]
    return tuple(Missing(key, text) for key, text, there in wanted if not there)


@transaction.atomic
def resolve(concern: Concern, *, by: User) -> Standing:
    """Close a concern. Refused: anything missing at the reasons gate, or a move that the table does not have."""
    standing = _held(concern)
    _refuse_illegal(standing, State.RESOLVED)
    if missing := what_is_missing(concern):
        raise Refused("Still missing: " + "; ".join(each.text for each in missing) + ".")
    add_entry(Kind.RESOLVED, by=by, concern=concern)
    return _move(standing, State.RESOLVED, resolved_at=timezone.now())


@transaction.atomic
def reopen(concern: Concern, *, reason: str, by: User) -> Standing:
    """Open a resolved concern again, with a reason."""
    standing = _held(concern)
    if not reason.strip():
        raise Refused("Say why the concern is opened again.")
    _refuse_illegal(standing, State.OPEN)
    add_entry(Kind.REOPENED, by=by, concern=concern, reason=reason)
    return _move(standing, State.OPEN, resolved_at=None)


@transaction.atomic
def claim_error(concern: Concern, *, reason: str, by: User) -> Standing:
    """Say that a concern was entered in error. It needs a second person; nothing is removed."""
    standing = _held(concern)
    if not reason.strip():
        raise Refused("Say what was wrong.")
    _refuse_illegal(standing, State.IN_ERROR)
    if concern.entries.filter(kind=Kind.ERROR_CLAIMED).exists():
        raise Refused("A colleague said so already. A second person confirms it.")
    add_entry(Kind.ERROR_CLAIMED, by=by, concern=concern, reason=reason)
    return standing


@transaction.atomic
def confirm_error(concern: Concern, *, reason: str, by: User) -> Standing:
    """Strike a concern through, as the second person. Refused: the same person, or nobody said so before."""
    standing = _held(concern)
    claim = concern.entries.filter(kind=Kind.ERROR_CLAIMED).first()
    if claim is None:
        raise Refused("Nobody has said yet that this was entered in error.")
    if claim.by_id == by.pk:
        raise Refused("A second person confirms this. Ask a deputy or the headteacher.")
    _refuse_illegal(standing, State.IN_ERROR)
    add_entry(Kind.ERROR_CONFIRMED, by=by, concern=concern, reason=reason or claim.reason)
    return _move(standing, State.IN_ERROR)


def _held(concern: Concern) -> Standing:
    standing = Standing.objects.select_for_update(of=("self",)).get(concern=concern)
    concern.standing = standing
    return standing


def _refuse_illegal(standing: Standing, state: str) -> None:
    if not standing.can_move_to(state):
        raise Refused(
            f"This concern is {standing.get_state_display().lower()}. Load the page again to see what changed."
        )


def _move(standing: Standing, state: str, **fields) -> Standing:
    _refuse_illegal(standing, state)
    return _set(standing, state=state, **fields)


def _set(standing: Standing, **fields) -> Standing:
    for name, value in fields.items():
        setattr(standing, name, value)
    standing.version += 1
    standing.save(update_fields=[*fields, "version"])
    return standing


def _last(kinds: list[str], kind: str) -> int:
    return max((n for n, each in enumerate(kinds) if each == kind), default=-1)
