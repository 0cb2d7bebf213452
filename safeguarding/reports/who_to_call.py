"""Whom anyone in a school may call about a child: its leads, the authority's first contact, and then the police."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.local_links import phone_link
from safeguarding.models import LocalAuthority, School
from safeguarding.models.authority import TERMS, LocalTerm
from safeguarding.models.membership import Membership

LEADS = {Role.LEAD: "lead", Role.DEPUTY: "deputy"}


@dataclass(frozen=True)
class Lead:
    """A safeguarding lead of the school, in force today."""

    public_id: str
    name: str
    role: str
    phone: str = ""

    @property
    def link(self) -> str:
        return phone_link(self.phone)


@dataclass(frozen=True)
class Line:
    """A service and the number to ring, as it is printed and as a link."""

    name: str
    phone: str

    @property
    def link(self) -> str:
        return phone_link(self.phone)


@dataclass(frozen=True)
class Area:
    """One authority and its numbers; ``about`` names the children who live there, where several are on the card."""

    name: str
    services: tuple[Line, ...]
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhoToCall:
    leads: tuple[Lead, ...]
    areas: tuple[Area, ...]
    by_name: bool = False  # not the school's authority alone, so that each is named with its numbers

    @property
    def services(self) -> tuple[Line, ...]:
        """Every number, in the order of the card."""
        return tuple(line for area in self.areas for line in area.services)

    @property
    def lead_names(self) -> str:
        """ "Ruth Adeyemi or Tom Brannigan"; a plain noun where the school has none."""
        names = [lead.name for lead in self.leads]
        return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "a lead"


def who_to_call(school: School, children: Iterable[tuple[str, LocalAuthority | None]] = ()) -> WhoToCall:
    """The leads of today, then the numbers of the authority as its local terms have them; two queries.

    ``children`` are names with the authority where each lives; without one the school's holds. Where they differ each
    authority is there, and the school's as well where another has no number here: somebody must be reached.
    """
    living: dict[LocalAuthority, list[str]] = {}
    for name, authority in children:
        living.setdefault(authority or school.authority, []).append(name)
    living = living or {school.authority: []}
    terms = _terms_of([*living, school.authority])
    areas = [_area(authority, terms, names) for authority, names in living.items()]
    if school.authority not in living and not all(area.services for area in areas):
        areas.append(_area(school.authority, terms, []))
    return WhoToCall(leads_of(school), tuple(areas), by_name=set(living) != {school.authority})


def leads_of(school: School) -> tuple[Lead, ...]:
    """Leads before deputies, each person once."""
    held = Membership.objects.on(timezone.localdate()).of_leads().filter(school=school)
    found = {}
    for row in sorted(held.select_related("user"), key=lambda row: (row.role != Role.LEAD, row.user.name)):
        lead = Lead(row.user.public_id, row.user.name, LEADS[Role(row.role)], row.phone)
        found.setdefault(row.user_id, lead)
    return tuple(found.values())


def _terms_of(authorities: list[LocalAuthority]) -> dict[int, dict[str, LocalTerm]]:
    """The local terms of each authority, by its key and then by theirs; one query."""
    found: dict[int, dict[str, LocalTerm]] = {authority.pk: {} for authority in authorities}
    for term in LocalTerm.objects.filter(authority__in=authorities):
        found[term.authority_id][term.key] = term
    return found


def _area(authority: LocalAuthority, terms: dict, names: list[str]) -> Area:
    return Area(authority.name, _services(terms[authority.pk]), tuple(names))


def _services(terms: dict[str, LocalTerm]) -> tuple[Line, ...]:
    door = terms.get("front_door")
    name = door.text if door else TERMS["front_door"]
    lines = [
        (name, _number(terms, "front_door_phone") or (door.phone if door else "")),
        (f"{name}, outside office hours", _number(terms, "out_of_hours_phone")),
    ]
    return tuple(Line(name[:1].upper() + name[1:], phone) for name, phone in lines if phone)


def _number(terms: dict[str, LocalTerm], key: str) -> str:
    return terms[key].phone or terms[key].text if key in terms else ""
