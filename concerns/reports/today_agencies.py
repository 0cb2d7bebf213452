"""Today: referrals and challenges that wait for another agency, or for us."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q

from concerns.models import Challenge, Pupil, Referral
from concerns.reports.agency_work import AgencyLine, agency_lines
from concerns.reports.together import read_together, rows_of
from safeguarding.models import School, User

AHEAD = timedelta(days=7)
ROW = ("id", "public_id", "agency", "state", "owner_id")
COLUMNS = {
    Referral: (*ROW, "basis", "sent_at", "acknowledged_at", "outcome", "made_at"),
    Challenge: (*ROW, "referral_id", "stage", "stage_title", "answer_due_on", "replied_at"),
}
CHILD = ("first_name", "last_name", "known_as", "year_group")


@dataclass(frozen=True)
class AgencyWork:
    """All that is not settled with other agencies, late ones first. ``rows`` is how many of a part are shown."""

    lines: tuple[AgencyLine, ...] = ()
    rows: int | None = None

    @property
    def unanswered(self) -> tuple[AgencyLine, ...]:
        """Referrals that were sent and have no answer yet."""
        return tuple(line for line in self.lines if line.is_referral and line.unanswered)

    @property
    def others(self) -> tuple[AgencyLine, ...]:
        """Challenges, answers that nobody has accepted, and referrals that were not sent."""
        return tuple(line for line in self.lines if not (line.is_referral and line.unanswered))

    @property
    def unanswered_shown(self) -> tuple[AgencyLine, ...]:
        return self.unanswered[: self.rows]

    @property
    def others_shown(self) -> tuple[AgencyLine, ...]:
        return self.others[: self.rows]

    @property
    def late(self) -> int:
        return sum(line.is_late for line in self.lines)

    def only(self, keep) -> "AgencyWork":
        """Those lines of which ``keep`` is true."""
        return replace(self, lines=tuple(filter(keep, self.lines)))


def agency_work(school: School, user: User, *, name, today: date, nobodys: Q, rows: int | None) -> AgencyWork:
    """What is late, due within a week or waiting for us; one query. ``nobodys`` are rows whose owner has left."""
    found = read_together(
        {
            "referral": _asked(
                Referral.objects.exclude(state__in=(*Referral.SETTLED, Referral.State.CHALLENGED)),
                school, user, nobodys,
            ),
            "challenge": _asked(
                Challenge.objects.filter(state=Challenge.State.RAISED), school, user, nobodys
            ),
        }
    )  # fmt: skip
    made = [_made(Referral, row) for row in found["referral"]]
    made += [_made(Challenge, row) for row in found["challenge"]]
    lines = agency_lines(made, reader=user, today=today, name=name)
    return AgencyWork(tuple(line for line in lines if not _is_far(line, today)), rows)


def _is_far(line: AgencyLine, today: date) -> bool:
    """A reply to a challenge that is not due within the week. Referrals without an answer all stand on Today."""
    return not line.is_referral and line.due_on is not None and line.due_on > today + AHEAD


def _asked(queryset, school: School, user: User, nobodys: Q):
    columns = {name: name for name in COLUMNS[queryset.model]}
    columns |= {name: f"pupil__{name}" for name in CHILD}
    columns |= {"owner_name": "owner__name", "reference": "concern__reference"}
    is_nobodys = ExpressionWrapper(nobodys, BooleanField())
    return rows_of(queryset.visible_to(user).filter(school=school), **columns, is_nobodys=is_nobodys)


def _made(model, row: dict) -> Referral | Challenge:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    made = model(**{name: fields[name].to_python(row[name]) for name in COLUMNS[model]})
    made.pupil = Pupil(**{name: row[name] for name in CHILD})
    made.owner_name, made.reference, made.is_nobodys = row["owner_name"], row["reference"], row["is_nobodys"]
    return made
