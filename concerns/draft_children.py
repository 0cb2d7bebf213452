"""The children of a draft as a person reads them."""

from dataclasses import dataclass

from concerns.actions.recording import NamedChild
from concerns.models import Part, Pupil
from safeguarding.models import School


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
    def part_in_words(self) -> str:
        return Part(self.part).label if self.part in Part else ""

    @property
    def as_named(self) -> NamedChild:
        return NamedChild(part=self.part, pupil=self.pupil, described=self.described)


def year_and_form(pupil: Pupil) -> str:
    return f"{pupil.year}, {pupil.form}" if pupil.form else pupil.year


def children_of(answers: dict, school: School) -> tuple[DraftChild, ...]:
    """The draft's children, in the order in which they were added; one query."""
    rows = answers.get("children", [])
    named = [row["pupil"] for row in rows if row["pupil"]]
    # A pupil who has left since the draft was begun stays in it.
    pupils = Pupil.objects.filter(school=school, public_id__in=named) if named else ()
    by_id = {pupil.public_id: pupil for pupil in pupils}
    return tuple(
        DraftChild(row["key"], row["part"], by_id.get(row["pupil"]), row["described"])
        for row in rows
        if not row["pupil"] or row["pupil"] in by_id
    )
