"""Today: plans to look at again, reviews and meetings that are late or due, and minutes that have not come."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from concerns.minutes import late_if_held_until, minutes_due_on, minutes_late
from concerns.models import Meeting, Plan, Pupil
from concerns.prompts import Came
from concerns.reports.case_lines import days
from concerns.reports.plans_to_look_at import DATE, NAMES, question_of, questions_part
from concerns.reports.together import rows_of
from safeguarding.models import School, User

AHEAD = timedelta(days=7)
WHOSE = {"owner_id": "owner_id", "owner_name": "owner__name"}
ROW = {"public_id": "public_id", "kind": "kind"} | {name: f"pupil__{name}" for name in NAMES}
REVIEW, RECORD, MEET, ASK = "review", "record", "meet", "ask"
VERBS = {
    REVIEW: "Review the {}",
    RECORD: "Say whether the {} was held",
    MEET: "Meet: {}",
    ASK: "Ask for the minutes: {}",
}
PAGES = {
    REVIEW: "concerns:plan_review",
    RECORD: "concerns:meeting_held",
    MEET: "concerns:meeting",
    ASK: "concerns:meeting",
}


@dataclass(frozen=True)
class AgainLine:
    """One plan in force about which something is asked. The kind alone names it: a screen may be overlooked."""

    public_id: str
    kind: str
    child: str
    asking: tuple[Came, ...]
    anew: bool
    owner: str
    is_mine: bool
    is_nobodys: bool

    @property
    def page(self) -> str:
        return "concerns:plan_review" if self.asking else "concerns:plan_write"


@dataclass(frozen=True)
class DueLine:
    """One review, meeting or set of minutes, with what is to be done."""

    what: str
    public_id: str
    noun: str
    child: str
    due_on: date
    late: int
    unit: str
    owner: str
    is_mine: bool
    is_nobodys: bool
    today: date

    @property
    def verb(self) -> str:
        return VERBS[self.what].format(self.noun)

    @property
    def page(self) -> str:
        return PAGES[self.what]

    @property
    def lateness(self) -> str:
        return f"{days(self.late, self.unit)} late" if self.late else ""

    @property
    def is_today(self) -> bool:
        return self.due_on == self.today

    @property
    def is_tomorrow(self) -> bool:
        return self.due_on == self.today + timedelta(days=1)

    @property
    def order(self):
        """Late ones first, those that were due longest ago before the others; then the next."""
        return not self.late, self.due_on, self.public_id


@dataclass(frozen=True)
class PlanWork:
    """What plans and meetings ask for. The counts are of all of it, the lines of those that were wanted."""

    again: tuple[AgainLine, ...] = ()
    lines: tuple[DueLine, ...] = ()
    late: int = 0
    due: int = 0
    everyone: int = 0
    mine: int = 0
    nobodys: int = 0
    rows: int | None = None

    @property
    def again_shown(self) -> tuple[AgainLine, ...]:
        return self.again[: self.rows]

    @property
    def lines_shown(self) -> tuple[DueLine, ...]:
        return self.lines[: self.rows]


def plan_work(
    found: dict[str, list[dict]],
    user: User,
    *,
    name: Callable[[Pupil], str],
    today: date,
    keep: Callable | None = None,
    rows: int | None = None,
) -> PlanWork:
    """What is asked, late or due within a week, of what ``plan_parts`` gave; ``keep`` narrows it to some people's."""
    again = [line for row in found["plan"] if (line := _again(row, name, user))]
    lines = [line for row in found["plan"] if (line := _review(row, name, user, today))]
    lines += [_meeting(row, name, user, today) for row in found["meeting"]]
    lines += [_minutes(row, name, user, today) for row in found["minutes"]]
    lines.sort(key=lambda line: line.order)
    everything = [*again, *lines]
    return PlanWork(
        again=tuple(filter(keep, again)) if keep else tuple(again),
        lines=tuple(filter(keep, lines)) if keep else tuple(lines),
        late=sum(line.late > 0 for line in lines),
        due=sum(line.late == 0 for line in lines),
        everyone=len(everything),
        mine=sum(line.is_mine for line in everything),
        nobodys=sum(line.is_nobodys for line in everything),
        rows=rows,
    )


def plan_parts(school: School, user: User, *, today: date, nobodys: Q) -> dict:
    """Parts of Today's question; ``nobodys`` are rows whose owner no longer works here."""
    plans = Plan.objects.visible_to(user).filter(school=school)
    meetings = Meeting.objects.visible_to(user).filter(school=school)
    whose = WHOSE | {"is_nobodys": ExpressionWrapper(nobodys, BooleanField())}
    planned = meetings.filter(state=Meeting.State.PLANNED, due_on__lte=today + AHEAD)
    return {
        "plan": questions_part(plans, user, review_on="review_on", **whose),
        "meeting": rows_of(planned, **ROW, **whose, on="due_on"),
        "minutes": rows_of(_without_minutes(meetings, today), **ROW, **whose, on="held_on"),
    }


def _without_minutes(meetings, today: date):
    return meetings.filter(state=Meeting.State.HELD, minutes_on=None, held_on__lte=late_if_held_until(today))


def _again(row: dict, name, user: User) -> AgainLine | None:
    asked = question_of(row)
    if not asked:
        return None
    return AgainLine(kind=asked.kind, asking=asked.asking, anew=asked.anew, **_whose(row, name, user))


def _review(row: dict, name, user: User, today: date) -> DueLine | None:
    due_on = DATE.to_python(row["review_on"])
    if due_on > today + AHEAD:
        return None
    late, noun = max((today - due_on).days, 0), Plan.Kind(row["kind"]).label
    return _line(REVIEW, row, noun, due_on, late, "day", today, **_whose(row, name, user))


def _meeting(row: dict, name, user: User, today: date) -> DueLine:
    due_on = DATE.to_python(row["on"])
    late, noun = max((today - due_on).days, 0), Meeting.Kind(row["kind"]).label
    what = RECORD if late else MEET
    return _line(what, row, noun, due_on, late, "day", today, **_whose(row, name, user))


def _minutes(row: dict, name, user: User, today: date) -> DueLine:
    held_on, noun = DATE.to_python(row["on"]), Meeting.Kind(row["kind"]).label
    late, due_on = minutes_late(held_on, None, today), minutes_due_on(held_on)
    return _line(ASK, row, noun, due_on, late, "working day", today, **_whose(row, name, user))


def _line(what, row, noun, due_on, late, unit, today, **whose) -> DueLine:
    noun = noun[:1].lower() + noun[1:]
    return DueLine(what=what, noun=noun, due_on=due_on, late=late, unit=unit, today=today, **whose)


def _whose(row: dict, name, user: User) -> dict:
    return {
        "public_id": row["public_id"],
        "child": name(Pupil(**{field: row[field] for field in NAMES})),
        "owner": row["owner_name"],
        "is_mine": row["owner_id"] == user.pk,
        "is_nobodys": row["is_nobodys"],
    }


def late_by_school(user: User, *, today: date) -> Counter:
    """How many reviews, meetings and minutes are late in each school that the person reads; one query."""
    plans = Plan.objects.visible_to(user).filter(state=Plan.State.ACTIVE, review_on__lt=today)
    meetings = Meeting.objects.visible_to(user)
    planned = meetings.filter(state=Meeting.State.PLANNED, due_on__lt=today)
    counted = [
        rows.order_by().values_list("school").annotate(count=Count("pk"))
        for rows in (plans, planned, _without_minutes(meetings, today))
    ]
    found = Counter()
    for school, count in counted[0].union(*counted[1:], all=True):
        found[school] += count
    return found
