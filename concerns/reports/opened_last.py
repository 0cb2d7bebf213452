"""The last things that a person opened: concerns and children's files, as far as they may still open them."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from concerns.models import Concern, Pupil
from concerns.reports.naming import Namer
from concerns.reports.together import rows_of
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


def opened_parts(school: School, user: User) -> dict:
    """The questions, for a query that is asked together with others."""
    mine = Event.objects.filter(school_id=school.pk, actor_id=user.pk, verb__in=VERBS).order_by("-id")
    last = Subquery(mine.filter(subject=OuterRef("public_id")).values("id")[:1])
    recent = mine.values("subject")[:LOOKED_AT]
    found = {"public_id__in": recent, "school": school}
    concerns = Concern.objects.visible_to(user).filter(**found).annotate(last=last)
    pupils = Pupil.objects.visible_to(user).filter(**found).annotate(last=last)
    child = {field: field for field in ("first_name", "known_as", "last_name", "year_group")}
    return {
        "opened concern": rows_of(concerns, public_id="public_id", last="last", reference="reference"),
        "opened file": rows_of(pupils, public_id="public_id", last="last", **child),
    }


def opened_last(rows: dict[str, list[dict]], *, name: Namer) -> tuple[Opened, ...]:
    """At most five, the last first, each once. A child is named only as the page may."""
    told = [(row, kind) for kind in ("concern", "file") for row in rows.get(f"opened {kind}", ())]
    newest = sorted(told, key=lambda each: each[0]["last"], reverse=True)[:SHOWN]
    return tuple(_opened(kind, row, name) for row, kind in newest)


def _opened(kind: str, row: dict, name: Namer) -> Opened:
    if kind == "concern":
        return Opened(kind, row["public_id"], f"Concern {row['reference']}")
    child = {field: row[field] for field in ("first_name", "known_as", "last_name", "year_group")}
    return Opened(kind, row["public_id"], name(Pupil(**child)))
