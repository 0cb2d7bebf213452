"""Shutting a person out of a child's file or of one concern, and letting them in again."""

import uuid

from django.db import transaction
from django.utils import timezone

from concerns.actions.owning import give_all, owned_by
from concerns.models import Concern, Exclusion, Pupil
from safeguarding.access.permissions import P
from safeguarding.access.roles import ROLES, Role
from safeguarding.actions.events import record_event
from safeguarding.models import Membership, School, User
from safeguarding.refusals import Refused

HANDED_ON = "Handed on with the record."  # and nothing of why: others read it
WRITERS = [role for role in Role if P.CHILD_WRITE in ROLES[role]]


def people_in(school: School):
    """Who may be shut out: people of the school who report or read concerns, by name."""
    roles = [role for role in Role if P.CONCERN_REPORT in ROLES[role]]
    members = school.memberships.on(timezone.localdate()).filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=members.values("user"))


@transaction.atomic
def shut_out(
    person: User,
    *,
    reason: str,
    by: User,
    request_key: uuid.UUID,
    pupil: Pupil | None = None,
    concern: Concern | None = None,
    new_owner: User | None = None,
) -> Exclusion:
    """Shut one person out of one record at once. They get no notice; the same key gives the first row again.

    What they have of it goes to ``new_owner``, so that nothing stays with somebody who cannot open it.
    Refused: without a reason, a person who is out already, one who is not of the school, the last one who could
    let anybody in again, and who has something of it while no new owner is named.
    """
    record = pupil or concern
    if not reason.strip():
        raise Refused("Say why this person is shut out.")
    # Held, so that two people cannot shut each other out at the same moment.
    held = School.objects.select_for_update(of=("self",), no_key=True).get(pk=record.school_id)
    if again := Exclusion.objects.filter(request_key=request_key, school=held).first():
        return again
    here = Exclusion.objects.in_force().filter(pupil=pupil, concern=concern)
    if here.filter(person=person).exists():
        raise Refused(f"{person.name} is shut out already.")
    if not people_in(held).filter(pk=person.pk).exists():
        raise Refused("Choose somebody who works in this school.")
    if not _keepers(held, record).exclude(pk=person.pk).exists():
        raise Refused("Nobody else could open this record any more. Ask for a deputy first.")
    owned = owned_by(person, seen_by=by, pupil=pupil, concern=concern)
    if owned and new_owner is None:
        raise Refused(f"{person.name} has {owned.in_words} here. Choose who has it from now on.")
    made, _ = Exclusion.objects.create_once(
        request_key, school=held, person=person, pupil=pupil, concern=concern, reason=reason, by=by
    )
    record_event("shut out", by=by, school=held, about=record, person=person.public_id)
    if owned:
        give_all(owned, to=new_owner, reason=HANDED_ON, by=by)
    return made


@transaction.atomic
def let_in(exclusion: Exclusion, *, reason: str, by: User) -> Exclusion:
    """End an exclusion. Refused: one's own, one that has ended, and without a reason."""
    exclusion = Exclusion.objects.select_for_update(of=("self",)).get(pk=exclusion.pk)
    if exclusion.person_id == by.pk:
        raise Refused("Nobody ends their own exclusion. Ask a colleague.")
    if exclusion.ended_at:
        raise Refused(f"{exclusion.person.name} was let in again already.")
    if not reason.strip():
        raise Refused("Say why this person may read it again.")
    exclusion.ended_at, exclusion.ended_by, exclusion.ended_reason = timezone.now(), by, reason
    exclusion.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record_event(
        "let in", by=by, school=exclusion.school, about=exclusion.pupil or exclusion.concern,
        person=exclusion.person.public_id,
    )  # fmt: skip
    return exclusion


def _keepers(school: School, record: Pupil | Concern):
    """People who may write and read this record now."""
    roles = WRITERS if school.head_reads_files else [role for role in WRITERS if role != Role.HEAD]
    members = Membership.objects.filter(school=school, role__in=roles).on(timezone.localdate())
    out = Exclusion.objects.in_force()
    if isinstance(record, Pupil):
        out = out.filter(pupil=record)
    else:
        out = out.filter(concern=record) | out.filter(pupil__concern_links__concern=record)
    people = User.objects.filter(is_active=True, pk__in=members.values("user"))
    return people.exclude(pk__in=out.values("person"))
