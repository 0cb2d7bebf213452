"""The trust, its schools and the people who sign in."""

from django.contrib.auth.hashers import make_password

from safeguarding.access.roles import PLACE_OF, Place, Role
from safeguarding.access.wall import wall_open_to
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.reading import told
from safeguarding.models import LocalAuthority, Membership, School, Trust, User

LONG_AGO = -900


def make_places() -> tuple[Trust, dict[str, School]]:
    """The trust and its schools by slug."""
    data = told("people")
    authority = LocalAuthority.objects.get(key=data["authority"])
    trust = Trust.objects.create(**data["trust"])
    keys = ("slug", "name", "phase", "reference")
    rows = [{key: school[key] for key in keys} for school in data["schools"]]
    return trust, {
        row["slug"]: School.objects.create(trust=trust, authority=authority, **row) for row in rows
    }


def make_people(trust: Trust, schools: dict[str, School], days: Calendar, password: str) -> dict:
    """The people by school and by the name that the audits use for them: ``made["thornbeck"]["lead"]``."""
    kept = make_password(password)  # once for all: they share the password, and hashing is slow on purpose
    made = {slug: {} for slug in [*schools, "trust"]}
    with wall_open_to(schools.values()):
        for entry in told("people")["people"]:
            user = User.objects.create(name=entry["name"], email=entry["email"], password=kept)
            made[entry["at"]][entry["key"]] = user
            _join(user, entry, schools.get(entry["at"], trust), days)
            for other in entry.get("also", ()):  # a second role, in another school
                made[other["at"]][other["key"]] = user
                _join(user, other, schools[other["at"]], days)
    return made


def _join(user: User, entry: dict, place, days: Calendar) -> None:
    role = Role(entry["role"])
    Membership.objects.create(
        user=user,
        role=role,
        starts_on=days.day(entry.get("from", LONG_AGO)),
        ends_on=days.day(entry["to"]) if "to" in entry else None,
        **{"trust" if PLACE_OF[role] is Place.TRUST else "school": place},
    )


def set_password(password: str) -> None:
    """Give the demonstration's people this password, if it is not theirs: its file may have been lost."""
    emails = [entry["email"] for entry in told("people")["people"]]
    first = User.objects.get(email=emails[0])
    if not first.check_password(password):
        User.objects.filter(email__in=emails).update(password=make_password(password))


def introductions() -> list[str]:
    """One line for the first person of each role."""
    data = told("people")
    names = {school["slug"]: school["name"] for school in data["schools"]} | {"trust": data["trust"]["name"]}
    first = {}
    for entry in data["people"]:
        first.setdefault(Role(entry["role"]), entry)
    return [
        f"{entry['email']:<24} {entry['name']}, {role.label.lower()}, {names[entry['at']]}"
        for role, entry in first.items()
    ]
