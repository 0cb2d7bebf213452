"""Children of concerns that stand under "Other" and get a category of their own: the list on Today."""

from dataclasses import dataclass
from datetime import date

from concerns.models import Concern, ConcernLink, Standing
from concerns.recoding import Recoding, recoding
from concerns.reports.naming import child_in_words, namer
from safeguarding.models import School, User
from safeguarding.reports.term_dates import terms_of

ROWS = 10


@dataclass(frozen=True)
class RecodeLine:
    """One child of one concern, with its clock; ``link`` leads to the form."""

    concern: str
    link: str
    reference: str
    child: str
    owner: str
    is_mine: bool
    clock: Recoding


@dataclass(frozen=True)
class ToRecode:
    """The longest under "Other" first; ``more`` when there are more than are shown."""

    lines: tuple[RecodeLine, ...]
    more: bool = False


def clocks_of(links, school: School, today: date) -> dict[int, Recoding]:
    """The clock of each of these children that has one, by key; asks for the terms only where there is any."""
    under_other = [link for link in links if link.other_since]
    terms = terms_of(school) if under_other else ()
    return {link.pk: recoding(link.other_since, today, terms) for link in under_other}


def to_recode(school: School, *, user: User, today: date) -> ToRecode:
    """What the person may open and must sort again; what was entered in error is left alone."""
    seen = Concern.objects.visible_to(user).filter(school=school).order_by()
    links = ConcernLink.objects.filter(school=school, other_since__isnull=False, concern__in=seen)
    links = links.exclude(concern__standing__state=Standing.State.IN_ERROR)
    links = links.select_related("concern__standing__owner", "pupil", "reported")
    found = list(links.order_by("other_since", "pk")[: ROWS + 1])
    clocks, name = clocks_of(found, school, today), namer(user, school)
    lines = tuple(_line(link, clocks[link.pk], name, user) for link in found[:ROWS])
    return ToRecode(lines, len(found) > ROWS)


def _line(link: ConcernLink, clock: Recoding, name, user: User) -> RecodeLine:
    owner = link.concern.standing.owner
    return RecodeLine(
        concern=link.concern.public_id,
        link=link.public_id,
        reference=link.concern.reference,
        child=child_in_words(link, name),
        owner=owner.name if owner else "",
        is_mine=owner is not None and owner.pk == user.pk,
        clock=clock,
    )
