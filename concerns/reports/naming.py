"""How children are named on pages: by name for those who may open their file, and otherwise by year alone."""

from collections.abc import Callable

from concerns.models import ConcernLink, Pupil
from safeguarding.access.permissions import P
from safeguarding.models import School, User

Namer = Callable[[Pupil | None], str]


def namer(user: User, school: School) -> Namer:
    """Gives a child's name and year. A concern never reaches a person who is shut out of one of its children."""
    may = user.holdings.may(P.CHILD_VIEW, school.pk)
    return lambda pupil: f"{pupil.name}, {pupil.year}" if may else f"another child ({pupil.year})"


def child_in_words(link: ConcernLink, name: Namer) -> str:
    """ "Rosa Whitlam, Year 4", or the reporter's description of a child who is not matched yet."""
    if link.pupil is not None:
        return name(link.pupil)
    return f"“{link.reported.described}”, not matched yet"


def children_in_words(links, name: Namer) -> str:
    """The children of a concern, one after the other."""
    return "; ".join(child_in_words(link, name) for link in links)
