"""Who belongs to a school: inviting people, and saying how long they stay."""

from datetime import date, timedelta
from typing import NamedTuple

from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from safeguarding.access.roles import PLACE_OF, Place, Role
from safeguarding.actions.events import record_event
from safeguarding.local_links import phone_link
from safeguarding.models import Membership, School, User
from safeguarding.refusals import Refused

ASK_PHONE = "Enter a telephone number, such as 01632 960 001"
ADVISER_DAYS = 30  # the longest that an adviser is let in at a time


class Invited(NamedTuple):
    membership: Membership
    is_new: bool  # the person had no account before


@transaction.atomic
def invite_person(
    school: School, *, name: str, email: str, role: str, starts_on: date, ends_on: date | None, by: User
) -> Invited:
    """Let somebody in with a role of the school, from one day to another; makes the person if they are new.

    Writes the membership and an event; a person who is known keeps their name. Refused: oneself, a role that
    is not held in a school, a closed account, a role that the person holds here already, a first day in the
    past, and an adviser without a last day or for more than 30 days.
    """
    _refuse_wrong_dates(role, starts_on, ends_on)
    if PLACE_OF[Role(role)] is not Place.SCHOOL:
        raise Refused("This role is given by the trust. Choose a role of the school.")
    if email.lower() == by.email.lower():
        raise Refused("You cannot give yourself a role. Ask another administrator.")
    user, is_new = _person(name, email)
    _refuse_twin(school, user, role)
    membership = Membership.objects.create(
        user=user, school=school, role=role, starts_on=starts_on, ends_on=ends_on
    )
    _record("person invited", membership, by)
    return Invited(membership, is_new)


def _person(name: str, email: str) -> tuple[User, bool]:
    """The person of this address, locked until the end, so that two equal forms come one after the other."""
    found = User.objects.select_for_update().filter(email__iexact=email)
    if user := found.first():
        if not user.is_active:
            raise Refused("The account with this e-mail address was closed. Use another address.")
        return user, False
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name), True
    except IntegrityError:
        return found.get(), False


def _refuse_twin(school: School, user: User, role: str) -> None:
    twins = school.memberships.filter(user=user, role=role).not_over_on(timezone.localdate())
    if twins.exists():
        raise Refused(
            f"{user.name} is {Role(role).label.lower()} here already. Change the dates in the list of people."
        )


def _refuse_wrong_dates(role: str, starts_on: date, ends_on: date | None) -> None:
    if starts_on < timezone.localdate():
        raise Refused("Choose a first day that is today or later.")
    if ends_on and ends_on < starts_on:
        raise Refused("Choose a last day on or after the first day.")
    _refuse_long_adviser(role, starts_on, ends_on)


def _refuse_long_adviser(role: str, start: date, ends_on: date | None) -> None:
    if role == Role.ADVISER and (ends_on is None or ends_on > start + timedelta(days=ADVISER_DAYS)):
        raise Refused(f"Choose a last day for an adviser, at most {ADVISER_DAYS} days on.")


@transaction.atomic
def change_last_day(
    membership: Membership, *, ends_on: date | None, seen_version: int, by: User
) -> Membership:
    """Set the last day of a membership, earlier or later than it was, or take it away.

    Writes the membership and an event. Refused: one's own, one that is over, a day in the past or before the
    first day, an adviser for more than 30 days from today, and a change by a colleague that was not seen.
    """
    membership = _held(membership, seen_version, by)
    today = timezone.localdate()
    if ends_on and ends_on < today:
        raise Refused("Choose a last day that is today or later, or end it now.")
    if ends_on and ends_on < membership.starts_on:
        raise Refused("Choose a last day on or after the first day.")
    _refuse_long_adviser(membership.role, max(today, membership.starts_on), ends_on)
    return _write(membership, "membership changed", by, ends_on=ends_on)


@transaction.atomic
def end_now(membership: Membership, *, seen_version: int, by: User) -> Membership:
    """End a membership with yesterday and sign the person out wherever they are.

    Writes the membership and an event, and ends the person's sessions. Refused: one's own, one that is over,
    and a change by a colleague that was not seen.
    """
    membership = _held(membership, seen_version, by)
    yesterday = timezone.localdate() - timedelta(days=1)
    # One that begins today or later must not be in force at all; the event keeps the day that was planned.
    starts_on = min(membership.starts_on, yesterday)
    membership = _write(membership, "membership ended", by, starts_on=starts_on, ends_on=yesterday)
    _sign_out(membership.user)
    return membership


@transaction.atomic
def set_phone(membership: Membership, *, phone: str, seen_version: int, by: User) -> Membership:
    """Say on which number a lead is rung, one's own too; an empty one takes it off the card of whom to call.

    Writes the membership and an event, which does not hold the number. Refused: what is no telephone number, a
    role that nobody rings, one that is over, and a change by a colleague that was not seen.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("school").get(pk=membership.pk)
    )
    if membership.role not in (Role.LEAD, Role.DEPUTY) or membership.is_over(timezone.localdate()):
        raise Refused("Only leads and deputies of today have a number here.")
    if membership.version != seen_version:
        raise Refused("Somebody changed this a moment ago. Load the page again, and look.")
    if phone and not phone_link(phone):
        raise Refused(ASK_PHONE)
    Membership.objects.filter(pk=membership.pk).update(phone=phone, version=F("version") + 1)
    record_event(
        "telephone of a lead set", by=by, school=membership.school, about=membership, given=bool(phone)
    )
    return membership


def _held(membership: Membership, seen_version: int, by: User) -> Membership:
    """The membership as it is now, locked."""
    found = Membership.objects.select_for_update(of=("self",)).select_related("school", "user")
    membership = found.get(pk=membership.pk, school__isnull=False)
    if membership.user_id == by.pk:
        raise Refused("You cannot change your own membership. Ask another administrator.")
    if membership.is_over(timezone.localdate()):
        raise Refused("This membership is over. Invite the person again.")
    if membership.version != seen_version:
        raise Refused("Somebody changed this membership a moment ago. Look at the dates and try again.")
    return membership


def _write(membership: Membership, verb: str, by: User, **dates) -> Membership:
    before = membership.ends_on
    planned = membership.starts_on
    for name, day in dates.items():
        setattr(membership, name, day)
    Membership.objects.filter(pk=membership.pk).update(**dates, version=F("version") + 1)
    membership.version += 1
    _record(verb, membership, by, last_day_before=_said(before), first_day_before=_said(planned))
    return membership


def _record(verb: str, membership: Membership, by: User, **detail) -> None:
    record_event(
        verb,
        by=by,
        school=membership.school,
        about=membership,
        person=membership.user.public_id,
        role=membership.role,
        first_day=_said(membership.starts_on),
        last_day=_said(membership.ends_on),
        **detail,
    )


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _sign_out(user: User) -> None:
    """Remove the person's sessions. They are not kept by person, so each one that lives is opened."""
    for session in Session.objects.filter(expire_date__gte=timezone.now()):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def send_invitation(membership: Membership, *, link: str, is_new: bool, by: User) -> None:
    """Send the person the link, once all is written. A mail server that is down undoes nothing."""
    place = membership.school.name
    context = {"membership": membership, "link": link, "is_new": is_new, "by": by}
    mail = EmailMessage(
        subject=f"Your account for {place}" if is_new else f"A role at {place}",
        body=render_to_string("emails/invitation.txt", context),
        to=[membership.user.email],
    )
    record_event("invitation sent", by=by, school=membership.school, about=membership)
    transaction.on_commit(mail.send, robust=True)
