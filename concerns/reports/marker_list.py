"""Pupils who have a separate file, for the marker on their main file: who they are, and nothing of what is in it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull

from concerns.models import (
    Action,
    Challenge,
    ConcernLink,
    CourtOrder,
    Entry,
    KeyPerson,
    Meeting,
    Plan,
    Professional,
    Pupil,
    Reassessment,
    Referral,
    Shield,
    Standing,
    Status,
)
from concerns.models.exclusion import ShutOutOfConcern
from concerns.models.reading import files_where
from concerns.reports.together import rows_of
from safeguarding.access.permissions import P
from safeguarding.models import School, User
from safeguarding.spreadsheets import Column, Sheet

FACTS = (KeyPerson, Professional, CourtOrder, Shield, Status)
WORK = (Action, Plan, Referral, Challenge, Meeting, Reassessment)
COLUMNS = (
    Column("UPN", 16),
    Column("Last name", 22),
    Column("First name", 18),
    Column("Year", 12),
    Column("Class", 14),
    Column("Separate file", 14),
    Column("Marked on", 18),
)


@dataclass(frozen=True)
class MarkerCounts:
    """How many pupils have a separate file, and how many main files do not say so yet."""

    with_file: int
    unmarked: int

    @property
    def marked(self) -> int:
        return self.with_file - self.unmarked


def pupils_with_file(school: School, *, user: User, everyone: bool = False):
    """Pupils on the roll (or ``everyone``) with any record that the person may open; those not marked first."""
    pupils = Pupil.objects.visible_to(user).filter(_has_record(school, user), school=school)
    rows = pupils if everyone else pupils.on_roll()
    return rows.order_by(F("main_file_marked_on").asc(nulls_first=True), "last_name", "first_name", "pk")


def _has_record(school: School, user: User) -> Q:
    """A concern that was not entered in error, a fact of the front sheet, an entry, or case work."""
    mine = {"pupil": OuterRef("pk")}
    in_error = Standing.objects.filter(concern=OuterRef("concern"), state=Standing.State.IN_ERROR)
    # Said by what is hidden, of which there is little, so that each pupil is looked up by its key.
    open_ = Q(files_where(user, P.CONCERN_VIEW), ~Exists(in_error), ~Q(ShutOutOfConcern("concern", user)))
    found = _any(ConcernLink.objects.filter(open_, **mine, school=school))
    found |= _any(Entry.objects.filter(open_, **mine, school=school).without_hidden_plans(user))
    for model in FACTS:
        found |= _any(model.objects.filter(**mine))
    for model in WORK:
        found |= _any(model.objects.visible_to(user).filter(**mine))
    return found


def _any(rows) -> Q:
    """Whether there is one, asked for each pupil by itself: the database would else gather all rows of the school."""
    return Q(IsNull(Subquery(rows.order_by().values("pk")[:1]), False))


def marker_counts(school: School, *, user: User, everyone: bool = False) -> MarkerCounts:
    rows = pupils_with_file(school, user=user, everyone=everyone).order_by()
    return MarkerCounts(**rows.aggregate(with_file=Count("pk"), unmarked=_unmarked()))


def unmarked_part(school: School, *, user: User) -> dict:
    """How many are not marked, as a part of another question; ``unmarked_in`` reads it."""
    rows = pupils_with_file(school, user=user).filter(main_file_marked_on=None)
    return {"unmarked": rows_of(rows.order_by().values("school").annotate(many=Count("pk")), many="many")}


def unmarked_in(rows: dict[str, list[dict]]) -> int:
    return sum(row["many"] for row in rows["unmarked"])


def _unmarked():
    return Count("pk", filter=Q(main_file_marked_on=None))


def marker_sheet(school: School, *, user: User, everyone: bool = False) -> Sheet:
    """The list as a table for the school's information system."""
    rows = pupils_with_file(school, user=user, everyone=everyone)
    return Sheet("Separate files", COLUMNS, tuple(_row(pupil) for pupil in rows))


def _row(pupil: Pupil) -> tuple[str | date | None, ...]:
    return (
        pupil.upn, pupil.last_name, pupil.first_name, pupil.year, pupil.form, "Yes", pupil.main_file_marked_on
    )  # fmt: skip
