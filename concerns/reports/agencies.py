"""Services to which the school usually refers, by the local words of its authority."""

from dataclasses import dataclass

from concerns.models import Pupil
from safeguarding.local_links import phone_link
from safeguarding.models.authority import LocalTerm

WHOM = {  # by the term that names the service; "" stands where it has no number of its own
    "front_door": "front_door_phone",
    "early_help": "",
    "child_mental_health": "",
    "police_unit": "",
}
FOR_WHAT = {
    "front_door": "Section 17 and section 47",
    "early_help": "Early help",
    "child_mental_health": "Mental health",
    "police_unit": "A crime, or danger now",
}


@dataclass(frozen=True)
class Agency:
    """One service as the authority calls it."""

    key: str
    name: str
    for_what: str
    phone: str

    @property
    def link(self) -> str:
        return phone_link(self.phone)


@dataclass(frozen=True)
class Agencies:
    """Those of one authority; it may have none on record."""

    authority: str
    known: tuple[Agency, ...]

    def usual_for(self, basis: str) -> str:
        """The name to begin with: early help has a service of its own, the rest goes to the first contact."""
        by_key = {agency.key: agency.name for agency in self.known}
        return by_key.get("early_help" if basis == "early_help" else "front_door", "")


def agencies_of(pupil: Pupil) -> Agencies:
    """By the authority where the child lives, or else the school's."""
    authority = pupil.authority or pupil.school.authority
    terms = {term.key: term for term in LocalTerm.objects.filter(authority=authority)}
    return Agencies(authority.name, tuple(_agency(key, terms) for key in WHOM if key in terms))


def _agency(key: str, terms: dict[str, LocalTerm]) -> Agency:
    term = terms[key]
    name = term.text.removeprefix("the ")
    number = terms.get(WHOM[key])
    phone = term.phone or (number.phone or number.text if number else "")
    return Agency(key, name[:1].upper() + name[1:], FOR_WHAT[key], phone)
