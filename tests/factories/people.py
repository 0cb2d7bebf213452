"""People and their memberships."""

from datetime import date
from itertools import count

from safeguarding.access.roles import PLACE_OF, Place, Role
from safeguarding.models import Membership, User

_number = count(1)
LONG_AGO = date(2020, 1, 1)


def person(name: str = "", **fields):
    number = next(_number)
    user = User(**{"name": name or f"Person {number}", "email": f"person-{number}@school.example"} | fields)
    user.password = "nobody$signs$in$with$it"  # a true hash takes a fifth of a second
    user.save()
    return user


def member(place, role: Role, *, user=None, starts_on=LONG_AGO, ends_on=None, name: str = ""):
    """A person with a role in a school or a trust; returns the person."""
    user = user or person(name)
    where = "trust" if PLACE_OF[role] is Place.TRUST else "school"
    Membership.objects.create(user=user, role=role, starts_on=starts_on, ends_on=ends_on, **{where: place})
    return user
