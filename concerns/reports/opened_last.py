"""The last things that a person opened: concerns and children's files, as far as they may still open them."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from concerns.models import Concern, Pupil
from concerns.reports.naming import Namer
from concerns.reports.together import read_together, rows_of
from safeguarding.models import Event, School, User

SHOWN = 5
LOOKED_AT = 60  # openings that are looked through for them
VERBS = ("concern opened", "file opened")


@dataclass(frozen=True)
class Opened:
    """One of them; ``kind`` is concern or file."""

    kind: str
    public_id: str
    title: str


def opened_last(school: School, user: User, *, name: Namer) -> tuple[Opened, ...]:
    """At most five, the last first, each once; one query. A child is named only as the page may."""
    mine = Event.objects.filter(school_id=school.pk, actor_id=user.pk, verb__in=VERBS).order_by("-id")
    last = Subquery(mine.filter(subject=OuterRef("public_id")).values("id")[:1])
    recent = mine.values("subject")[:LOOKED_AT]
    found = {"public_id__in": recent, "school": school}
    concerns = Concern.objects.visible_to(user).filter(**found).annotate(last=last)
    pupils = Pupil.objects.visible_to(user).filter(**found).annotate(last=last)
    child = {field: field for field in ("first_name", "known_as", "last_name", "year_group")}
    rows = read_together(
        {
            "concern": rows_of(concerns, public_id="public_id", last="last", reference="reference"),
            "file": rows_of(pupils, public_id="public_id", last="last", **child),
        }
    )
    told = [(row.pop("last"), kind, row) for kind, of_kind in rows.items() for row in of_kind]
    newest = sorted(told, key=lambda each: each[0], reverse=True)[:SHOWN]
    return tuple(_opened(kind, row, name) for _, kind, row in newest)


def _opened(kind: str, row: dict, name: Namer) -> Opened:
    public_id = row.pop("public_id")
    title = f"Concern {row['reference']}" if kind == "concern" else name(Pupil(**row))
    return Opened(kind, public_id, title)
