"""Who has what of a record, and giving all of it to somebody else: nothing stays with a person who is shut out."""

import uuid
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Q

from concerns.actions.challenging import hand_challenge
from concerns.actions.meetings import hand_over_meeting
from concerns.actions.moving import hand_over
from concerns.actions.planning import change_action
from concerns.actions.plans import hand_over_plan
from concerns.actions.referring import hand_referral
from concerns.models import Action, Challenge, Concern, Meeting, Plan, Pupil, Referral, Standing
from safeguarding.models import User


def _referral(row: Referral, **give) -> None:
    hand_referral(row, seen_version=row.version, request_key=uuid.uuid4(), **give)


def _challenge(row: Challenge, **give) -> None:
    hand_challenge(row, seen_version=row.version, request_key=uuid.uuid4(), **give)


def _plan(row: Plan, *, reason: str, **give) -> None:
    hand_over_plan(row, **give)


def _meeting(row: Meeting, *, reason: str, **give) -> None:
    hand_over_meeting(row, **give)


# Case work that has an owner: when it is still to be done, and how it is given away.
WORK = {
    Plan: (Q(state__in=[Plan.State.DRAFT, Plan.State.ACTIVE]), _plan),
    Meeting: (Q(state=Meeting.State.PLANNED), _meeting),
    Referral: (~Q(state__in=Referral.SETTLED), _referral),
    Challenge: (Q(state=Challenge.State.RAISED), _challenge),
}


@dataclass(frozen=True)
class Owned:
    """What one person has of a child's file or of a concern."""

    concerns: tuple[Concern, ...] = ()
    actions: tuple[Action, ...] = ()
    work: tuple[models.Model, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.concerns or self.actions or self.work)

    @property
    def in_words(self) -> str:
        """ "2 concerns, 1 action"."""
        counts = {"concern": len(self.concerns), "action": len(self.actions)}
        for row in self.work:
            counts[row._meta.verbose_name] = counts.get(row._meta.verbose_name, 0) + 1
        told = [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]
        return ", ".join(told)


def owned_by(
    person: User, *, seen_by: User, pupil: Pupil | None = None, concern: Concern | None = None
) -> Owned:
    """What the person has of this file or this concern and is still open, as far as ``seen_by`` may know of it."""
    about = Q(pk=concern.pk) if concern else Q(links__pupil=pupil)
    concerns = Concern.objects.filter(about).order_by()
    live = Concern.objects.visible_to(seen_by).filter(pk__in=concerns, standing__owner=person)
    live = live.filter(standing__state__in=Standing.LIVE).select_related("standing")
    mine = Q(concern__in=concerns) | (Q(pupil=pupil) if pupil else Q())
    of_plans = Q(plan__concern__in=concerns)  # hides with its plan, and the plan with its concern
    of_checks = Q(finding__item__concern__in=concerns)
    actions = Action.objects.visible_to(seen_by).to_do().filter(mine | of_plans | of_checks, owner=person)
    work = []
    for model, (is_open, _) in WORK.items():
        rows = model.objects.visible_to(seen_by).filter(is_open, owner=person)
        if any(field.name == "concern" for field in model._meta.fields):
            work += rows.filter(mine)
        else:
            work += rows.filter(of_plans | Q(pupil=pupil) if pupil else of_plans)
    return Owned(tuple(live), tuple(actions), tuple(work))


@transaction.atomic
def give_all(owned: Owned, *, to: User, reason: str, by: User) -> None:
    """Make one person the owner of all of it; each leaves an entry. Refused: who could not open one of them."""
    for concern in owned.concerns:
        hand_over(concern, owner=to, by=by, reason=reason)
    for action in owned.actions:
        change_action(action, owner=to, reason=reason, by=by)
    for row in owned.work:
        _, give = WORK[type(row)]
        give(row, owner=to, by=by, reason=reason)
