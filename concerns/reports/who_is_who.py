"""Who is who in a print: the family, the professionals, and the staff whose names stand in it, with their roles."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from concerns.models import KeyPerson, Professional
from safeguarding.models import Membership, School


@dataclass(frozen=True)
class Group:
    """One list of people, each with what they are to the child."""

    title: str
    people: tuple[tuple[str, str], ...]


def who_is_who(
    sheet, *, calls: str, staff: Mapping[int, str], school: School, today: date, over: Callable[[str], str]
) -> tuple[Group, ...]:
    """Three groups at most, under the veil of the print: no telephone, no address, nobody's notes."""
    groups = (
        Group("Family and others close to the child", tuple(_close(sheet.people, calls))),
        Group("Professionals", tuple(_professionals(sheet.professionals))),
        Group("Staff who wrote here", tuple(_staff(staff, school, today))),
    )
    return tuple(_veiled(group, over) for group in groups if group.people)


def _veiled(group: Group, over) -> Group:
    return Group(group.title, tuple((over(name), over(words)) for name, words in group.people))


def _close(people: Iterable[KeyPerson], calls: str):
    for person in people:
        lives = {True: f"lives with {calls}", False: "lives elsewhere"}.get(person.lives_with, "")
        has = {True: "has parental responsibility", False: "no parental responsibility"}
        yield (
            person.name,
            ", ".join(filter(None, [person.relation, lives, has.get(person.responsibility, "")])),
        )


def _professionals(people: Iterable[Professional]):
    for person in people:
        yield person.name, ", ".join(filter(None, [person.role, person.agency]))


def _staff(staff: Mapping[int, str], school: School, today: date):
    """Each with the newest role here, and until when it was held."""
    rows = Membership.objects.filter(school=school, user__in=staff).order_by("starts_on", "pk")
    newest = {row.user_id: row for row in rows}
    for key, name in sorted(staff.items(), key=lambda each: each[1]):
        yield name, _role(newest[key], today) if key in newest else ""


def _role(row: Membership, today: date) -> str:
    last = row.ends_on
    return row.get_role_display() + (f", until {last.day} {last:%B %Y}" if row.is_over(today) else "")
