"""Who may be given a concern, or an action about one."""

from django.db.models import QuerySet
from django.utils import timezone

from concerns.models import Concern, Exclusion, Plan, Pupil
from safeguarding.access.permissions import P
from safeguarding.access.roles import ROLES, Role
from safeguarding.models import School, User
from safeguarding.refusals import Refused

WORKS_ON_CONCERNS = [role for role, granted in ROLES.items() if P.CONCERN_MANAGE in granted]


def people_for(
    school: School, *, concern: Concern | None = None, pupil: Pupil | None = None
) -> QuerySet[User]:
    """Colleagues who work on concerns of the school today and are not shut out of this one or its children."""
    roles = WORKS_ON_CONCERNS if school.head_reads_files else [r for r in WORKS_ON_CONCERNS if r != Role.HEAD]
    members = school.memberships.on(timezone.localdate()).filter(role__in=roles)
    shut_out = Exclusion.objects.none()
    if concern is not None:
        children = concern.links.filter(pupil__isnull=False).values("pupil")
        in_force = Exclusion.objects.in_force()
        shut_out = in_force.filter(concern=concern) | in_force.filter(pupil__in=children)
    elif pupil is not None:
        shut_out = Exclusion.objects.in_force().filter(pupil=pupil)
    people = User.objects.filter(is_active=True, pk__in=members.values("user"))
    return people.exclude(pk__in=shut_out.values("person")).order_by("name")


def seen_with(
    *, concern: Concern | None = None, pupil: Pupil | None = None, plan: Plan | None = None
) -> dict:
    """What decides who may be given something, as ``people_for`` takes it: a plan hides with its concern."""
    of = concern or (plan.concern if plan else None)
    return {"concern": of} if of else {"pupil": pupil}


def refuse_stranger(person: User, school: School, **about) -> None:
    """Refuse a person who could not open what they would be given."""
    if not people_for(school, **about).filter(pk=person.pk).exists():
        raise Refused("Choose a colleague who works on concerns here.")
