"""Whom anyone in a school may call about a child: its leads, the authority's first contact, and then the police."""

from dataclasses import dataclass

from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.local_links import phone_link
from safeguarding.models import School
from safeguarding.models.authority import TERMS, LocalTerm
from safeguarding.models.membership import Membership

LEADS = {Role.LEAD: "lead", Role.DEPUTY: "deputy"}


@dataclass(frozen=True)
class Lead:
    """A safeguarding lead of the school, in force today."""

    public_id: str
    name: str
    role: str


@dataclass(frozen=True)
class Line:
    """A service and the number to ring, as it is printed and as a link."""

    name: str
    phone: str

    @property
    def link(self) -> str:
        return phone_link(self.phone)


@dataclass(frozen=True)
class WhoToCall:
    leads: tuple[Lead, ...]
    services: tuple[Line, ...]

    @property
    def lead_names(self) -> str:
        """ "Ruth Adeyemi or Tom Brannigan"; a plain noun where the school has none."""
        names = [lead.name for lead in self.leads]
        return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "a lead"


def who_to_call(school: School) -> WhoToCall:
    """The leads of today, then the authority's numbers as its local terms have them; two queries."""
    return WhoToCall(leads_of(school), _services(school))


def leads_of(school: School) -> tuple[Lead, ...]:
    """Leads before deputies, each person once."""
    held = Membership.objects.on(timezone.localdate()).filter(
        school=school, role__in=LEADS, user__is_active=True
    )
    found = {}
    for row in sorted(held.select_related("user"), key=lambda row: (row.role != Role.LEAD, row.user.name)):
        found.setdefault(row.user_id, Lead(row.user.public_id, row.user.name, LEADS[Role(row.role)]))
    return tuple(found.values())


def _services(school: School) -> tuple[Line, ...]:
    terms = {term.key: term for term in LocalTerm.objects.filter(authority=school.authority_id)}
    door = terms.get("front_door")
    name = door.text if door else TERMS["front_door"]
    lines = [
        (name, _number(terms, "front_door_phone") or (door.phone if door else "")),
        (f"{name}, outside office hours", _number(terms, "out_of_hours_phone")),
    ]
    return tuple(Line(name[:1].upper() + name[1:], phone) for name, phone in lines if phone)


def _number(terms: dict[str, LocalTerm], key: str) -> str:
    return terms[key].phone or terms[key].text if key in terms else ""
