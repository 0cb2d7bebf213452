"""Today: what a lead must do now. New reports, what is late, what is due, and who else is waited for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from concerns.models import Action, BodyMark, Concern, ConcernLink, Entry, Standing
from concerns.reports.alone import Parts
from concerns.reports.kept_question import read_kept
from concerns.reports.naming import children_in_words, namer
from concerns.reports.opened_last import Opened, opened_last, opened_parts
from concerns.reports.to_recode import ToRecode, to_recode
from concerns.reports.today_agencies import AgencyWork, agency_work, late_answers_by_school, open_parts
from concerns.reports.today_clocks import told_of
from concerns.reports.today_files import TodayFiles, today_files
from concerns.reports.today_plans import PlanWork, late_by_school, plan_parts, plan_work
from concerns.reports.together import rows_of
from safeguarding.access.permissions import P
from safeguarding.access.roles import ROLES
from safeguarding.models import Membership, School, User

AHEAD = timedelta(days=7)
WAITS_LONG = timedelta(hours=4)  # from when on a new report says how long it waits
ROWS = 10
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
WHAT_KIND = {
    Concern.Source.SEEN: "Something seen or heard.",
    Concern.Source.CHILD: "Something a child said.",
    Concern.Source.PARENT: "Something a parent or carer said.",
    Concern.Source.AGENCY: "Word from another service.",
    Concern.Source.FILTER: "A filtering or monitoring alert.",
    Concern.Source.PEER: "Something another child said.",
    Concern.Source.ANONYMOUS: "A report without a name.",
}
PARTS = {
    "new": "New reports",
    "work": "Late and due",
    "waiting": "Waiting on others",
    "files": "Children with a status",
    "recode": "To re-code",
    "plans": "Plans and meetings",
    "agencies": "Referrals and challenges",
    "opened": "Opened last",
}
AFTER_A_CHECK = "After a quality check of records."
EVERYONE, MINE, NOBODY = "everyone", "mine", "nobody"
KEEP = {MINE: lambda line: line.is_mine, NOBODY: lambda line: line.is_nobodys}


@dataclass(frozen=True)
class NewReport:
    """A report that nobody has triaged. Not the child's words: a colleague may stand behind the screen."""

    public_id: str
    reference: str
    urgent: bool
    children: str
    what: str
    reporter: str
    reported_at: datetime
    told: str
    waited: str
    waits_long: bool
    day_word: str

    @property
    def tag(self) -> str:
        return f"Waiting {self.waited}" if self.waits_long else ""


@dataclass(frozen=True)
class WorkLine:
    """One action of the work lists."""

    public_id: str
    what: str
    about: str
    reference: str  # of the concern, if it has one
    due_on: date
    days_late: int
    days_ahead: int
    owner: str
    is_mine: bool

    @property
    def lateness(self) -> str:
        return f"{counted(self.days_late, 'day')} late"

    @property
    def is_today(self) -> bool:
        return not self.days_late and not self.days_ahead

    @property
    def is_tomorrow(self) -> bool:
        return self.days_ahead == 1


@dataclass(frozen=True)
class WorkCounts:
    """How many actions are late and due, all of them and by whose they are."""

    late: int = 0
    due: int = 0
    late_shown: int = 0
    due_shown: int = 0
    everyone: int = 0
    mine: int = 0
    nobody: int = 0


@dataclass(frozen=True)
class Waiting:
    """How many concerns wait for another service, by what was decided."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Today:
    """All that a lead should know in five seconds."""

    day: date
    until: date
    new_count: int
    urgent_count: int
    new: tuple[NewReport, ...]
    work: WorkCounts
    late: tuple[WorkLine, ...]
    due: tuple[WorkLine, ...]
    waiting: tuple[Waiting, ...]
    agencies: AgencyWork
    files: TodayFiles
    recode: ToRecode
    plans: PlanWork
    opened: tuple[Opened, ...] = ()
    broken: tuple[str, ...] = ()  # parts that could not be loaded; the others stand

    @property
    def lacks_work(self) -> bool:
        """Whether what is late and due is not known as a whole."""
        return not {"work", "plans", "agencies"}.isdisjoint(self.broken)

    @property
    def unloaded(self) -> tuple[str, ...]:
        """The headings of what could not be loaded."""
        return tuple(PARTS[name] for name in self.broken)

    @property
    def urgent(self) -> tuple[NewReport, ...]:
        return tuple(report for report in self.new if report.urgent)

    @property
    def other_new(self) -> tuple[NewReport, ...]:
        return tuple(report for report in self.new if not report.urgent)

    @property
    def waiting_count(self) -> int:
        """Concerns that were passed on, and referrals and challenges, each once: see ``Standing.without_referral``."""
        return sum(each.count for each in self.waiting) + self.agencies.waiting

    @property
    def everyone(self) -> int:
        return self.work.everyone + self.plans.everyone + len(self.agencies.lines)

    @property
    def mine(self) -> int:
        return self.work.mine + self.plans.mine + self.agencies.mine

    @property
    def nobody(self) -> int:
        return self.work.nobody + self.plans.nobodys + self.agencies.nobodys

    @property
    def late_count(self) -> int:
        return self.work.late + self.plans.late + self.agencies.late

    @property
    def due_count(self) -> int:
        return self.work.due + self.plans.due

    @property
    def sentence(self) -> str:
        """What matters first."""
        told = [
            _urgent(self.urgent_count) or _new(self.new_count),
            _late(self.late_count),
            _again(len(self.plans.again)),
            self.files.clocks.sentence,
        ]
        if self.broken:
            told.append("A part of this page could not be loaded.")
        return " ".join(part for part in told if part) or _calm(self.due_count, self.until)


def counted(number: int, one: str) -> str:
    """ "1 day", "3 days"."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def in_words(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _urgent(count: int) -> str:
    return (
        f"{in_words(count)} urgent report{' is' if count == 1 else 's are'} waiting for you." if count else ""
    )


def _new(count: int) -> str:
    return f"{in_words(count)} new report{' is' if count == 1 else 's are'} waiting for you." if count else ""


def _late(count: int) -> str:
    return f"{in_words(count)} thing{' is' if count == 1 else 's are'} late." if count else ""


def _again(count: int) -> str:
    return (
        f"{in_words(count)} plan{' asks' if count == 1 else 's ask'} to be looked at again." if count else ""
    )


def _calm(due: int, until: date) -> str:
    if not due:
        return "Nothing is waiting for you."
    return f"Nothing is late. {in_words(due)} thing{' is' if due == 1 else 's are'} due by {until.day} {until:%B}."


def today_report(
    school: School,
    *,
    user: User,
    now: datetime | None = None,
    whose: str = EVERYONE,
    everything: bool = False,
) -> Today:
    """Read Today for one person; the number of queries does not grow with what is there.

    ``whose`` narrows the work lists to the person's own, or to those of people who no longer work on concerns.
    """
    now = timezone.localtime(now)
    name, rows = namer(user, school), None if everything else ROWS
    today, parts = now.date(), Parts("Today")
    counts, new = parts.make(
        "new", lambda: _new_part(school, user, name, now, rows), ({"all": 0, "urgent": 0}, ())
    )
    work, late, due = parts.make(
        "work", lambda: _work_part(school, user, name, today, whose, rows), (WorkCounts(), (), ())
    )
    nobodys = _nobodys(school, today)
    open_ = parts.make(
        "plans",
        lambda: read_kept(
            "today",
            lambda: (
                open_parts(school, user, nobodys=nobodys)
                | plan_parts(school, user, today=today, nobodys=nobodys)
                | opened_parts(school, user)
                | waiting_part(school, user)
            ),
            school=school,
            reader=user,
            today=today,
        ),
        None,
    )
    if open_ is None:  # one query for four parts
        parts.broken += ["agencies", "waiting", "opened"]
    asked = {"name": name, "today": today, "keep": KEEP.get(whose), "rows": rows}
    of_open = lambda key, make, none: none if open_ is None else parts.make(key, make, none)  # noqa: E731
    return Today(
        day=today,
        until=today + AHEAD,
        new_count=counts["all"],
        urgent_count=counts["urgent"],
        new=new,
        work=work,
        late=late,
        due=due,
        waiting=of_open("waiting", lambda: _waiting(open_), ()),
        files=parts.make(
            "files", lambda: today_files(school, user, today, rows), TodayFiles(clocks=told_of([], rows))
        ),
        recode=parts.make("recode", lambda: to_recode(school, user=user, today=today), ToRecode(())),
        agencies=of_open("agencies", lambda: agency_work(open_, user, **asked), AgencyWork()),
        plans=of_open("plans", lambda: plan_work(open_, user, **asked), PlanWork()),
        opened=of_open("opened", lambda: opened_last(open_, name=name), ()),
        broken=tuple(parts.broken),
    )


def _new_part(school: School, user: User, name, now: datetime, rows: int | None):
    """How many reports are new and urgent, and those to show."""
    every, urgent = Window(Count("pk")), Window(Count("pk", filter=Q(urgent=True)))
    found = list(_listed(_new_reports(school, user)).annotate(every=every, urgents=urgent)[:rows])
    counts = {"all": found[0].every, "urgent": found[0].urgents} if found else {"all": 0, "urgent": 0}
    return counts, tuple(_report(row, name, now, user) for row in found)


def _work_part(school: School, user: User, name, today: date, whose: str, rows: int | None):
    """The counts of actions, and those that are late and due."""
    actions = _actions(school, user, today)
    shown = actions.filter(_whose(whose, user, school, today))
    return _work_counts(actions, user, school, today, whose), *_lines(shown, name, today, user, rows)


def _new_reports(school: School, user: User):
    return Standing.objects.visible_to(user).filter(school=school, state=Standing.State.SUBMITTED)


def _listed(new):
    marks = BodyMark.objects.filter(concern=OuterRef("pk")).order_by().values("concern")
    return (
        new.select_related("concern")
        .annotate(mark_count=Subquery(marks.annotate(count=Count("pk")).values("count")))
        .only(
            "urgent", "recorded_at", "concern__public_id", "concern__reference", "concern__reporter_id",
            "concern__reporter_name", "concern__told_in_person", "concern__told_whom", "concern__injury",
            "concern__source",
        )
        .order_by("-urgent", "recorded_at")
        .prefetch_related(_links(_named_children(), "concern__links"))
    )  # fmt: skip


def _named_children():
    """Links with what a child is called, or how they were described."""
    return ConcernLink.objects.select_related("pupil", "reported").only(
        "concern", "pupil__first_name", "pupil__known_as", "pupil__last_name", "pupil__year_group",
        "reported__described",
    )  # fmt: skip


def _links(rows, path="links"):
    return Prefetch(path, rows.order_by("id"))


def _report(standing: Standing, name, now: datetime, user: User) -> NewReport:
    concern, waited = standing.concern, now - standing.recorded_at
    return NewReport(
        public_id=concern.public_id,
        reference=concern.reference,
        urgent=standing.urgent,
        children=children_in_words(concern.links.all(), name),
        what=_what_kind(concern, standing.mark_count),
        reporter="you" if concern.reporter_id == user.pk else concern.reporter_name,
        reported_at=standing.recorded_at,
        told=f"{concern.told_whom} was told in person."
        if concern.told_in_person
        else "Nobody was told in person.",
        waited=_length(waited),
        waits_long=waited >= WAITS_LONG,
        day_word=_day_word(timezone.localdate(standing.recorded_at), now.date()),
    )


def _day_word(day: date, today: date) -> str:
    words = {today: "today", today - timedelta(days=1): "yesterday"}
    return words.get(day, f"on {day.day} {day:%B %Y}")


def _what_kind(concern, marks: int | None) -> str:
    what = ["An injury or mark."] if concern.injury else [WHAT_KIND[concern.source]]
    if marks:
        what.append(f"Body map with {counted(marks, 'mark')}.")
    return " ".join(what)


def _length(waited: timedelta) -> str:
    minutes = max(int(waited.total_seconds() // 60), 0)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return counted(minutes, "minute")
    if minutes < 48 * 60:
        return counted(minutes // 60, "hour")
    return counted(minutes // (24 * 60), "day")


def _actions(school: School, user: User, today: date):
    return Action.objects.visible_to(user).to_do().filter(school=school, due_on__lte=today + AHEAD)


def _whose(whose: str, user: User, school: School, today: date) -> Q:
    if whose == MINE:
        return Q(owner=user)
    return _nobodys(school, today) if whose == NOBODY else Q()


def _nobodys(school: School, today: date) -> Q:
    """Actions of people who have left, or no longer work on concerns here."""
    roles = [role for role, granted in ROLES.items() if P.CONCERN_VIEW in granted]
    here = Membership.objects.on(today).filter(school=school, role__in=roles, user__is_active=True)
    return ~Q(owner__in=here.values("user"))


def _work_counts(actions, user: User, school: School, today: date, whose: str) -> WorkCounts:
    late, due = Q(due_on__lt=today), Q(due_on__gte=today)
    mine, nobody, shown = Q(owner=user), _nobodys(school, today), _whose(whose, user, school, today)
    return WorkCounts(
        **actions.aggregate(
            late=Count("pk", filter=late),
            due=Count("pk", filter=due),
            late_shown=Count("pk", filter=late & shown),
            due_shown=Count("pk", filter=due & shown),
            everyone=Count("pk"),
            mine=Count("pk", filter=mine),
            nobody=Count("pk", filter=nobody),
        )
    )


def _lines(actions, name, today: date, user: User, rows: int | None) -> tuple[tuple[WorkLine, ...], ...]:
    """Late ones and then those that are due, so many of each: child protection first, then by date."""
    protection = Standing.objects.filter(concern=OuterRef("concern"), level=Standing.Level.CHILD_PROTECTION)
    order = ["-is_protection", "due_on", "pk"]
    listed = actions.annotate(is_protection=Exists(protection), is_late=Q(due_on__lt=today))
    if rows is not None:
        place = Window(RowNumber(), partition_by=["is_late"], order_by=order)
        listed = listed.annotate(place=place).filter(place__lte=rows)
    found = (
        listed.select_related("owner", "pupil", "concern")
        .only(
            "public_id", "what", "due_on", "state", "finding", "owner__name", "concern__reference",
            "pupil__first_name", "pupil__known_as", "pupil__last_name", "pupil__year_group",
        )
        .prefetch_related(_links(_named_children(), "concern__links"))
        .order_by(*order)
    )  # fmt: skip
    found = list(found)
    return tuple(
        tuple(_line(action, name, today, user) for action in found if action.is_late == late)
        for late in (True, False)
    )


def _line(action: Action, name, today: date, user: User) -> WorkLine:
    return WorkLine(
        public_id=action.public_id,
        what=action.what,
        about=_about(action, name),
        reference=action.concern.reference if action.concern else "",
        due_on=action.due_on,
        days_late=action.days_late(today),
        days_ahead=max((action.due_on - today).days, 0),
        owner=action.owner.name,
        is_mine=action.owner_id == user.pk,
    )


def _about(action: Action, name) -> str:
    if action.finding_id is not None:
        return AFTER_A_CHECK
    if action.concern is None:
        return f"{name(action.pupil)}."
    children = name(action.pupil) if action.pupil else children_in_words(action.concern.links.all(), name)
    return f"{children}."


def waiting_part(school: School, user: User) -> dict:
    """How many concerns wait for another service, by how they were passed on; a referral is counted by itself."""
    live = Standing.objects.visible_to(user).filter(
        Standing.without_referral(), school=school, state__in=Standing.LIVE
    )
    routed = live.exclude(waiting_on="").order_by().values("waiting_on").annotate(count=Count("pk"))
    return {"waiting": rows_of(routed, route="waiting_on", count="count")}


def _waiting(rows: dict[str, list[dict]]) -> tuple[Waiting, ...]:
    found = sorted((row["route"], row["count"]) for row in rows["waiting"])
    return tuple(Waiting(route, Entry.Route(route).label, count) for route, count in found)


@dataclass(frozen=True)
class Glance:
    """What the home page says of one school."""

    new: int
    urgent: int
    late: int

    @property
    def sentence(self) -> str:
        told = [_urgent(self.urgent) or _new(self.new), _late(self.late)]
        return " ".join(part for part in told if part) or "Nothing is new or late."


def glances(user: User, *, today: date) -> dict[int, Glance]:
    """New and late by school, for each school whose concerns the person works on; four queries however many."""
    schools = user.holdings.schools_where(P.CONCERN_VIEW)
    if not schools:
        return {}
    submitted = Standing.objects.visible_to(user).filter(state=Standing.State.SUBMITTED)
    urgent = Count("pk", filter=Q(urgent=True))
    new = {
        row["school"]: row
        for row in submitted.order_by().values("school").annotate(all=Count("pk"), urgent=urgent)
    }
    late = late_by_school(user, today=today)
    late.update(late_answers_by_school(user, today=today))
    actions = Action.objects.visible_to(user).to_do().filter(due_on__lt=today).order_by()
    late.update(dict(actions.values_list("school").annotate(count=Count("pk"))))
    nothing = {"all": 0, "urgent": 0}
    return {
        school: Glance(new.get(school, nothing)["all"], new.get(school, nothing)["urgent"], late[school])
        for school in schools
    }


def new_count(user: User, school: School) -> int:
    """How many reports nobody has triaged: the figure in the navigation."""
    return _new_reports(school, user).count()


def new_part(user: User, school: School) -> dict:
    """The same figure as a part of another question, for pages that ask one anyway; ``new_in`` reads it."""
    counted = _new_reports(school, user).order_by().values("school").annotate(many=Count("pk"))
    return {"new": rows_of(counted, many="many")}


def new_in(rows: dict[str, list[dict]]) -> int:
    return sum(row["many"] for row in rows["new"])
