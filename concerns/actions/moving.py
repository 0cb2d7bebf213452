"""Moving a concern: triage, opening, monitoring, resolving, reopening, and taking back what was entered in error.

Each move goes through ``_move``, is checked again by the database, and leaves an entry.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from concerns.actions.choosing import people_for, refuse_stranger
from concerns.actions.entering import add_entry
from concerns.models import (
    Challenge,
    Concern,
    ConcernLink,
    Entry,
    Exclusion,
    Pupil,
    Referral,
    Standing,
    Subcategory,
)
from safeguarding.actions.notifying import notify
from safeguarding.models import NoticeKind, User
from safeguarding.refusals import Refused

State, Kind = Standing.State, Entry.Kind
ENOUGH = "why this was enough, and whether a risk assessment is needed"


@dataclass(frozen=True)
class Sorted:
    """What triage says of one child of a concern."""

    link: ConcernLink
    subcategory: Subcategory
    factors: tuple[Subcategory, ...] = ()
    facets: dict | None = None
    other_reason: str = ""


@dataclass(frozen=True)
class Wanted:
    """One thing that the reasons gate asks for, and whether it is there."""

    key: str
    text: str
    there: bool
    about: Referral | Challenge | None = None


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
    """Name owner, level and each child's category. The same ``request_key`` changes nothing more.

    Refused: done already, a child left out, no reason, Other without a reason, a subcategory of the adults' register
    or one that is not on the list today, and an owner who could not open the concern.
    """
    standing = _held(concern)
    if concern.entries.filter(request_key=request_key, kind=Kind.TRIAGE, by=by).exists():
        return standing
    if standing.state != State.SUBMITTED:
        raise Refused("This concern was triaged already. Load the page again to see by whom.")
    if {each.link.pk for each in sorted_children} != set(concern.links.values_list("pk", flat=True)):
        raise Refused("Choose a category for each child.")
    if not reason.strip():
        raise Refused("Give the reason for the level.")
    _refuse_unknown_level(level)
    refuse_stranger(owner, concern.school, concern=concern)
    for each in sorted_children:
        _sort(each)
    facts = {
        "level": level,
        "owner": owner.name,
        "categories": [each.subcategory.title for each in sorted_children],
    }
    add_entry(
        Kind.TRIAGE, by=by, concern=concern, text=reason, reason=reason, facts=facts, request_key=request_key
    )
    return _move(standing, State.TRIAGED, level=level, owner=owner, triaged_at=timezone.now())


def sort_child(each: Sorted, *, by: User, reason: str, seen_version: int | None = None) -> ConcernLink:
    """Change a child's category, factors and facets after triage, with an entry that gives the reason.

    Refused: what triage refuses, a concern that is not live or was never triaged, and a change that would go over
    a colleague's (``seen_version``). A resolved concern may still leave "Other", where that asks for nothing more.
    """
    with transaction.atomic():
        standing = _held(each.link.concern)
        if standing.state == State.SUBMITTED:
            raise Refused("Triage this concern first.")
        before = ConcernLink.objects.select_related("subcategory").get(pk=each.link.pk)
        if not _only_leaves_other(standing, before, each.subcategory):
            _refuse_closed(standing)
        if not reason.strip():
            raise Refused("Give the reason for the change.")
        _refuse_overtaken(before.version, seen_version)
        link = _sort(each)
        facts = {
            "from": before.subcategory.title if before.subcategory else "",
            "to": each.subcategory.title,
            "child": link.public_id,
        }
        add_entry(Kind.RECLASSIFIED, by=by, concern=link.concern, reason=reason, facts=facts)
        return link


def _only_leaves_other(standing: Standing, before: ConcernLink, to: Subcategory) -> bool:
    """Whether a resolved concern gets the category that it owes, and the gate that it went through asks no more."""
    owes = standing.state == State.RESOLVED and before.other_since is not None
    return owes and not to.is_other and not to.needs_justification


def _sort(each: Sorted) -> ConcernLink:
    today = timezone.localdate()
    for chosen in (each.subcategory, *each.factors):
        if chosen.category.register:
            raise Refused("That category belongs to the register of concerns about adults.")
        if not chosen.is_offered_on(today):
            raise Refused(f"“{chosen.title}” is no longer on the list. Choose another category.")
    if each.subcategory.needs_reason and not each.other_reason.strip():
        raise Refused("Say why no other category fits.")
    ConcernLink.objects.filter(pk=each.link.pk).update(
        subcategory=each.subcategory,
        facets=each.facets or {},
        other_reason=each.other_reason,
        # Choosing "Other" again does not begin its days anew.
        other_since=Coalesce(F("other_since"), Value(today)) if each.subcategory.is_other else None,
        version=F("version") + 1,
    )
    link = ConcernLink.objects.get(pk=each.link.pk)
    link.factors.set(factor for factor in each.factors if factor.pk != each.subcategory.pk)
    return link


@transaction.atomic
def match_child(link: ConcernLink, pupil: Pupil, *, by: User) -> ConcernLink:
    """Say which pupil a described child is.

    Refused: a child matched already, or twice in one concern, a pupil of another school, a closed concern, and a
    concern of somebody who is shut out of the child's file: it is handed over first.
    """
    standing = _held(link.concern)
    _refuse_closed(standing)
    link = ConcernLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.pupil_id:
        raise Refused("This child was matched already.")
    if pupil.school_id != link.school_id:
        raise Refused("Choose a child of this school.")
    if link.concern.links.filter(pupil=pupil).exists():
        raise Refused("That child is in this concern already.")
    if standing.owner and Exclusion.objects.in_force().filter(pupil=pupil, person=standing.owner).exists():
        raise Refused(
            f"{standing.owner.name} has this concern and may not open that child’s file. Hand it over first."
        )
    ConcernLink.objects.filter(pk=link.pk).update(pupil=pupil, version=F("version") + 1)
    add_entry(
        Kind.MATCH, by=by, concern=link.concern, facts={"child": link.public_id, "pupil": pupil.public_id}
    )
    link.refresh_from_db()
    return link


@transaction.atomic
def change_level(
    concern: Concern, *, level: str, reason: str, by: User, seen_version: int | None = None
) -> Standing:
    """Change the level, with a reason. Refused: before triage, on a closed concern, and the level that it has."""
    standing = _held(concern)
    if standing.state == State.SUBMITTED:
        raise Refused("Triage this concern first.")
    _refuse_closed(standing)
    _refuse_unknown_level(level)
    if not reason.strip():
        raise Refused("Give the reason for the new level.")
    _refuse_overtaken(standing.version, seen_version)
    if level == standing.level:
        raise Refused("The concern has this level already.")
    facts = {"from": standing.level, "to": level}
    add_entry(Kind.RECLASSIFIED, by=by, concern=concern, reason=reason, facts=facts)
    return _set(standing, level=level)


@transaction.atomic
def hand_over(
    concern: Concern, *, owner: User, by: User, reason: str = "", seen_version: int | None = None
) -> Standing:
    """Give the concern to another owner. Refused: a closed concern, and a person who could not open it."""
    standing = _held(concern)
    _refuse_closed(standing)
    refuse_stranger(owner, concern.school, concern=concern)
    _refuse_overtaken(standing.version, seen_version)
    if owner.pk == standing.owner_id:
        raise Refused(f"{owner.name} has this concern already.")
    before = standing.owner.name if standing.owner else ""
    add_entry(Kind.OWNER, by=by, concern=concern, reason=reason, facts={"from": before, "to": owner.name})
    key = f"owner {owner.pk} {standing.version}"
    notify(NoticeKind.ASSIGNED, [owner], school=concern.school, about=concern, key=key, by=by)
    return _set(standing, owner=owner)


@transaction.atomic
def move_on(concern: Concern, state: str, *, by: User, reason: str) -> Standing:
    """Open or monitor, with a reason. Refused: a move that the table does not have; a resolved one is reopened."""
    standing = _held(concern)
    if state not in {State.OPEN, State.MONITORING}:
        raise Refused("Choose open or monitoring.")
    if not reason.strip():
        raise Refused("Give the reason for the move.")
    _refuse_closed(standing)
    _refuse_illegal(standing, state)
    add_entry(Kind.MOVED, by=by, concern=concern, reason=reason, facts={"from": standing.state, "to": state})
    return _move(standing, state)


def gate_of(concern: Concern) -> tuple[Wanted, ...]:
    """The reasons gate: all that resolving asks for, in the order of the page, and whether it is there."""
    entries = concern.entries.order_by("recorded_at", "pk")
    links = concern.links.select_related("subcategory")
    others = [*concern.challenges.all(), *concern.referrals.all()]
    return gate_from(entries, links, concern.actions.filter(state="open").count(), others)


def gate_from(entries, links, open_actions: int, others=()) -> tuple[Wanted, ...]:
    """The gate of rows that were read already, entries oldest first. A struck entry counts for nothing.

    ``others`` are the referrals and challenges of the concern: each must be settled, as each action must be done.
    """
    entries, links = list(entries), list(links)
    struck = {entry.corrects_id for entry in entries if entry.kind == Kind.ERROR_CONFIRMED}
    kinds = [entry.kind for entry in entries if entry.pk not in struck]
    since_reopened = kinds[_last(kinds, Kind.REOPENED) + 1 :]
    many = f"{open_actions} open action{'' if open_actions == 1 else 's'}"
    wanted = [
        Wanted("triage", "a category for each child", all(link.subcategory_id for link in links)),
        Wanted("decision", "a decision with its reason", Kind.DECISION in kinds),
        Wanted("actions", many if open_actions else "no open action", not open_actions),
        *_of_others(others),
        Wanted("outcome", "the outcome", Kind.OUTCOME in since_reopened),
        Wanted("feedback", "what the reporter was told, or why not", Kind.FEEDBACK in kinds),
    ]
    if any(link.subcategory and link.subcategory.needs_justification for link in links):
        wanted.append(Wanted("justification", ENOUGH, Kind.JUSTIFICATION in kinds))
    return tuple(wanted)


# What is still to be done about a referral, by where it stands.
UNSETTLED = {
    Referral.State.DRAFTED: "a referral sent or withdrawn",
    Referral.State.SENT: "an answer to the referral",
    Referral.State.ACKNOWLEDGED: "an answer to the referral",
    Referral.State.DECIDED: "our word on the answer to the referral",
    Referral.State.CHALLENGED: "an end to the challenge",
}


def _of_others(others) -> list[Wanted]:
    """One line for each thing that is to be done with another agency, or one that says that nothing is."""
    wanted = {}
    for row in others:
        if isinstance(row, Challenge):
            text = "an end to the challenge" if row.is_open else ""
        else:
            text = UNSETTLED.get(row.state, "")
        if text:
            wanted.setdefault(text, row)
    if not wanted:
        return [Wanted("others", "every referral and challenge settled", True)] if others else []
    return [Wanted("others", text, False, row) for text, row in wanted.items()]


def what_is_missing(concern: Concern) -> tuple[Missing, ...]:
    """What stands before resolving, in the order of the page."""
    return tuple(Missing(each.key, each.text) for each in gate_of(concern) if not each.there)


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
    """Open a resolved concern again, with a reason; whoever opens it has it where its owner cannot open it any more.

    Refused: one that is not resolved.
    """
    standing = _held(concern)
    if not reason.strip():
        raise Refused("Say why the concern is opened again.")
    if standing.state != State.RESOLVED:
        raise Refused("This concern is not resolved, so it cannot be reopened.")
    add_entry(Kind.REOPENED, by=by, concern=concern, reason=reason)
    return _move(standing, State.OPEN, resolved_at=None, **_owner_again(concern, standing, by))


def _owner_again(concern: Concern, standing: Standing, by: User) -> dict:
    """Another owner, where the one who had it has left or was shut out since."""
    able = people_for(concern.school, concern=concern)
    if able.filter(pk=standing.owner_id).exists() or not able.filter(pk=by.pk).exists():
        return {}
    add_entry(Kind.OWNER, by=by, concern=concern, facts={"from": standing.owner.name, "to": by.name})
    return {"owner": by}


@transaction.atomic
def claim_error(concern: Concern, *, reason: str, by: User) -> Standing:
    """Say that a concern was entered in error. It needs a second person; nothing is removed."""
    standing = _held(concern)
    if not reason.strip():
        raise Refused("Say what was wrong.")
    _refuse_illegal(standing, State.IN_ERROR)
    if _claims(concern).exists():
        raise Refused("A colleague said so already. A second person confirms it.")
    add_entry(Kind.ERROR_CLAIMED, by=by, concern=concern, reason=reason)
    return standing


@transaction.atomic
def confirm_error(concern: Concern, *, reason: str, by: User) -> Standing:
    """Strike a concern through, as the second person. Refused: the same person, or nobody said so before."""
    standing = _held(concern)
    claim = _second_person(_claims(concern).first(), by)
    _refuse_illegal(standing, State.IN_ERROR)
    add_entry(Kind.ERROR_CONFIRMED, by=by, concern=concern, reason=reason.strip() or claim.reason)
    return _move(standing, State.IN_ERROR)


@transaction.atomic
def claim_entry_error(entry: Entry, *, reason: str, by: User) -> Entry:
    """Say that an entry was made in error. It needs a second person; nothing is removed.

    Refused: without a reason, an entry that the system made with a move, and one of which it was said already.
    """
    if not reason.strip():
        raise Refused("Say what was wrong.")
    _refuse_closed_around(entry)
    if entry.kind not in Entry.STRIKABLE:
        raise Refused("This entry tells of a move. It stays as it is; add a correction beside it.")
    if entry.corrections.filter(kind=Kind.ERROR_CLAIMED).exists():
        raise Refused("A colleague said so already. A second person confirms it.")
    return add_entry(
        Kind.ERROR_CLAIMED, by=by, concern=entry.concern, pupil=entry.pupil, corrects=entry, reason=reason
    )


@transaction.atomic
def confirm_entry_error(entry: Entry, *, reason: str, by: User) -> Entry:
    """Strike an entry through, as the second person. Refused: the same person, nobody before, and done already."""
    _refuse_closed_around(entry)
    claim = _second_person(entry.corrections.filter(kind=Kind.ERROR_CLAIMED).first(), by)
    if entry.corrections.filter(kind=Kind.ERROR_CONFIRMED).exists():
        raise Refused("This entry is struck through already.")
    return add_entry(
        Kind.ERROR_CONFIRMED,
        by=by,
        concern=entry.concern,
        pupil=entry.pupil,
        corrects=entry,
        reason=reason.strip() or claim.reason,
    )


def _claims(concern: Concern):
    return concern.entries.filter(kind=Kind.ERROR_CLAIMED, corrects=None)


def _second_person(claim: Entry | None, by: User) -> Entry:
    if claim is None:
        raise Refused("Nobody has said yet that this was entered in error.")
    if claim.by_id == by.pk:
        raise Refused("A second person confirms this. Ask a deputy or the headteacher.")
    return claim


def _held(concern: Concern) -> Standing:
    standing = Standing.objects.select_for_update(of=("self",)).get(concern=concern)
    concern.standing = standing
    return standing


def _refuse_closed(standing: Standing) -> None:
    if standing.state == State.IN_ERROR:
        raise Refused("This concern was entered in error. Nothing can be added to it.")
    if standing.state == State.RESOLVED:
        raise Refused("This concern is resolved. Reopen it first.")


def _refuse_closed_around(entry: Entry) -> None:
    if entry.concern is not None:
        _refuse_closed(_held(entry.concern))


def _refuse_unknown_level(level: str) -> None:
    if level not in Standing.Level.values:
        raise Refused("Choose a level.")


def _refuse_overtaken(version: int, seen: int | None) -> None:
    if seen is not None and seen != version:
        raise Refused(
            "A colleague changed this while you were writing. Load the page again to see what changed."
        )


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
