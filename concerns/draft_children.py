"""The children of a draft as a person reads them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from concerns.actions.recording import NamedChild
from concerns.models import Part, Pupil, Shield
from safeguarding.models import LocalAuthority, School


@dataclass(frozen=True)
class DraftChild:
    """One child of a draft: a pupil of the school, or words."""

    key: str
    part: str
    pupil: Pupil | None = None
    described: str = ""

    @property
    def name(self) -> str:
        return self.pupil.name if self.pupil else self.described

    @property
    def second(self) -> str:
        """Year and form, or that nobody was found."""
        return year_and_form(self.pupil) if self.pupil else "Not found by name. A lead will see who it is."

    @property
    def lives_in(self) -> tuple[str, LocalAuthority | None]:
        """What to call the child on the card of whom to call, and the authority if it is known."""
        if self.pupil is None:
            return "the child you described", None
        return self.pupil.known_as or self.pupil.first_name, authority_to_tell(self.pupil)

    @property
    def part_in_words(self) -> str:
        return Part(self.part).label if self.part in Part else ""

    @property
    def as_named(self) -> NamedChild:
        return NamedChild(part=self.part, pupil=self.pupil, described=self.described)


def with_authority(pupils):
    """Pupils with the authority where they live, and whether their address is kept from somebody."""
    shields = Shield.objects.current().filter(pupil=OuterRef("pk"), kind=Shield.Kind.ADDRESS)
    return pupils.select_related("authority").annotate(address_is_shielded=Exists(shields))


def authority_to_tell(pupil: Pupil) -> LocalAuthority | None:
    """Where the child lives, for whoever reports; nothing where the address is shielded: the school's holds."""
    return None if pupil.address_is_shielded else pupil.authority


def year_and_form(pupil: Pupil) -> str:
    return f"{pupil.year}, {pupil.form}" if pupil.form else pupil.year


def children_of(answers: dict, school: School) -> tuple[DraftChild, ...]:
    """The draft's children, in the order in which they were added; one query."""
    rows = answers.get("children", [])
    named = [row["pupil"] for row in rows if row["pupil"]]
    # A pupil who has left since the draft was begun stays in it.
    found = Pupil.objects.filter(school=school, public_id__in=named)
    pupils = with_authority(found) if named else ()
    by_id = {pupil.public_id: pupil for pupil in pupils}
    return tuple(
        DraftChild(row["key"], row["part"], by_id.get(row["pupil"]), row["described"])
        for row in rows
        if not row["pupil"] or row["pupil"] in by_id
    )
