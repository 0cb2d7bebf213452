"""The two clocks of children with a status: of one, and of many in as few queries.

The rules are those of the authority where the child lives, if it has any here, and otherwise of the school's.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, Min, OuterRef, Q

from concerns.freshness import Freshness, FreshnessLimit, HeldStatus, Touch, freshness
from concerns.meeting_clock import MeetingDue, MeetingLimit, Within, meetings_due
from concerns.models import Entry, Meeting, PlanReview, Pupil, Standing, Status
from concerns.models.exclusion import ShutOutOfConcern
from concerns.models.reading import files_where
from concerns.reports.kept_question import Given, read_kept
from concerns.reports.together import read_together, rows_of
from safeguarding.access.permissions import P
from safeguarding.models import FreshnessRule, MeetingRule, School

PUPIL = ("public_id", "first_name", "last_name", "known_as", "year_group", "form", "authority_id")
REVIEWED, UPDATED = "Review of a plan", "Update from a professional"


@dataclass(frozen=True)
class ChildClocks:
    """One child with the statuses that are in force, and how the clocks stand."""

    pupil: Pupil  # the columns of ``PUPIL`` alone
    statuses: tuple[HeldStatus, ...]
    freshness: Freshness | None
    meetings: tuple[MeetingDue, ...]

    @property
    def wants_meeting(self) -> tuple[MeetingDue, ...]:
        return tuple(due for due in self.meetings if due.wants_work)


def clocks_of(pupils, *, school: School, reader, today: date) -> dict[int, ChildClocks]:
    """The clocks of those of ``pupils`` (a queryset that the reader may see) who have a status, by key."""
    return made_clocks(clock_rows(pupils, school=school, reader=reader, today=today), school, today)


def clock_rows(pupils, *, school: School, reader, today: date) -> dict:
    """What ``made_clocks`` reads of these children, in two queries.

    First who has a status, and then the rest of those by key: otherwise each part would have to look for them.
    """
    rows = read_together({"statuses": _statuses_of(pupils, today)})["statuses"]
    if not rows:
        return defaultdict(list)
    given = _given(rows, school)
    return read_together(_parts(given["keys"], given["authorities"], reader, today)) | {"statuses": rows}


def clock_rows_beside(
    name: str, pupils, beside: Callable[[], dict], *, school: School, reader, today: date, also: tuple = ()
) -> dict:
    """The same of a whole school, asked together with what ``beside`` puts together: see ``read_kept``."""
    asking = {"school": school, "reader": reader, "today": today}
    held = read_kept(f"{name}: statuses", lambda: {"statuses": _statuses_of(pupils, today)}, **asking)
    keys, authorities = Given("keys", many=True), Given("authorities", many=True)
    parts = lambda: _parts(keys, authorities, reader, today) | beside()  # noqa: E731
    rows = read_kept(name, parts, **asking, also=also, **_given(held["statuses"], school))
    return rows | {"statuses": held["statuses"]}


def _given(rows: list[dict], school: School) -> dict[str, list[int]]:
    """Who has a status, and whose rules hold for them."""
    authorities = {school.authority_id, *(row["authority_id"] for row in rows)} - {None}
    return {"keys": list({row["key"] for row in rows}), "authorities": list(authorities)}


def _statuses_of(pupils, today: date):
    return _statuses(today=today, pupil__in=pupils.order_by().values("pk"))


def clock_parts(*, reader, today: date) -> dict:
    """The same of one child whose file the reader has open, as parts of one question: see ``given_of``."""
    statuses = {"statuses": _statuses(pupil=Given("pupil"), today=today)}
    return statuses | _parts(Given("pupils", many=True), Given("authorities", many=True), reader, today)


def _statuses(*, today: date, **of):
    in_force = Status.objects.current().filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    beside = {name: f"pupil__{name}" for name in PUPIL}
    return rows_of(in_force.filter(**of), key="pupil_id", kind="kind", since="starts_on", **beside)


def given_of(pupil: Pupil) -> dict:
    """What a kept question about one child is given."""
    authorities = {pupil.school.authority_id, pupil.authority_id} - {None}
    return {"pupil": pupil.pk, "pupils": [pupil.pk], "authorities": list(authorities)}


def _parts(keys: list[int] | Given, authorities: list[int] | Given, reader, today: date) -> dict:
    meetings = Meeting.objects.visible_to(reader).filter(pupil__in=keys)
    held = meetings.filter(state=Meeting.State.HELD, held_on__lte=today)
    planned = meetings.filter(state=Meeting.State.PLANNED, due_on__gte=today)
    ruling = {"authority__in": authorities}
    return {
        "freshness": rows_of(
            FreshnessRule.objects.filter(**ruling), authority="authority_id", status="status",
            amber="amber_weeks", red="red_weeks", source="source",
        ),
        "meeting_rules": rows_of(
            MeetingRule.objects.filter(**ruling), authority="authority_id", status="status", kind="kind",
            first="first_within", first_unit="first_unit", then="then_within", then_unit="then_unit", source="source",
        ),
        "held": _latest(held, "pupil_id", Max("held_on"), kind="kind"),
        "planned": _latest(planned, "pupil_id", Min("due_on"), kind="kind"),
        "reviews": _latest(_reviews(keys, reader, today), "plan__pupil_id", Max("held_on")),
        **_updates(keys, reader, today),
    }  # fmt: skip


def _latest(rows, key: str, on, **more):
    """For each child the last (or first) day, in one row for each of ``more``."""
    grouped = rows.order_by().values(key, *more.values()).annotate(on=on)
    return rows_of(grouped, key=key, on="on", **more)


def _reviews(keys, reader, today: date):
    """Reviews of plans that the reader may open, and not those about a concern from which they are shut out."""
    reviews = PlanReview.objects.filter(files_where(reader, P.CONCERN_VIEW))
    reviews = reviews.filter(plan__pupil__in=keys, held_on__lte=today)
    for about in ("concern", "plan__concern"):
        reviews = reviews.exclude(ShutOutOfConcern(about, reader))
    return reviews


def _updates(keys, reader, today: date) -> dict:
    """Contacts that were an update by a professional: on the file, about one child of a concern, and about all."""
    struck = Entry.objects.filter(corrects=OuterRef("pk"), kind=Entry.Kind.ERROR_CONFIRMED)
    in_error = Standing.objects.filter(concern=OuterRef("concern"), state=Standing.State.IN_ERROR)
    told = Entry.objects.filter(files_where(reader, P.CONCERN_VIEW), kind=Entry.Kind.CONTACT)
    told = told.filter(~Exists(struck), ~Exists(in_error), facts__update=True, happened_on__lte=today)
    # Said by what hides an entry, of which there is little, and not by all that may be read.
    told = told.exclude(ShutOutOfConcern("concern", reader))
    of_one = told.filter(pupil__in=keys)
    of_all = told.filter(pupil=None, concern__links__pupil__in=keys)
    return {
        "updates": _latest(of_one, "pupil_id", Max("happened_on")),
        "updates_of_all": _latest(of_all, "concern__links__pupil_id", Max("happened_on")),
    }


def made_clocks(rows: dict[str, list[dict]], school: School, today: date) -> dict[int, ChildClocks]:
    """The clocks of every child with a status, from the rows of ``clock_rows`` or ``clock_parts``."""
    rules = _Rules(rows, school)
    held, pupils = defaultdict(list), {}
    for row in rows["statuses"]:
        label = Status.Kind(row["kind"]).label
        held[row["key"]].append(HeldStatus(row["kind"], label, date.fromisoformat(row["since"])))
        pupils[row["key"]] = Pupil(pk=row["key"], school=school, **{name: row[name] for name in PUPIL})
    met, planned = _days(rows["held"]), _days(rows["planned"])
    touches = _touches(rows, met)
    return {
        key: ChildClocks(
            pupil=pupils[key],
            statuses=tuple(
                sorted(statuses, key=lambda each: (list(Status.Kind).index(each.kind), each.since))
            ),
            freshness=freshness(statuses, rules.freshness_for(pupils[key]), touches[key], today),
            meetings=meetings_due(
                statuses, rules.meetings_for(pupils[key]), last=met[key], planned=planned[key], today=today
            ),
        )
        for key, statuses in held.items()
    }


def _days(rows) -> dict[int, dict[str, date]]:
    found = defaultdict(dict)
    for row in rows:
        found[row["key"]][row["kind"]] = date.fromisoformat(row["on"])
    return found


def _touches(rows, met) -> dict[int, list[Touch]]:
    found = defaultdict(list)
    for key, days in met.items():
        found[key] += [Touch(on, Meeting.Kind(kind).label) for kind, on in days.items()]
    for name, what in (("reviews", REVIEWED), ("updates", UPDATED), ("updates_of_all", UPDATED)):
        for row in rows[name]:
            found[row["key"]].append(Touch(date.fromisoformat(row["on"]), what))
    return found


class _Rules:
    """The rules of each authority that comes up."""

    def __init__(self, rows, school: School):
        self.usual = school.authority_id
        self.freshness, self.meetings = defaultdict(list), defaultdict(list)
        for row in rows["freshness"]:
            limit = FreshnessLimit(row["status"], row["amber"], row["red"], row["source"])
            self.freshness[row["authority"]].append(limit)
        for row in rows["meeting_rules"]:
            self.meetings[row["authority"]].append(_meeting_limit(row))

    def freshness_for(self, pupil: Pupil) -> list[FreshnessLimit]:
        return self.freshness.get(pupil.authority_id) or self.freshness[self.usual]

    def meetings_for(self, pupil: Pupil) -> list[MeetingLimit]:
        return self.meetings.get(pupil.authority_id) or self.meetings[self.usual]


def _meeting_limit(row: dict) -> MeetingLimit:
    then = Within(row["then"], row["then_unit"]) if row["then"] else None
    label = Meeting.Kind(row["kind"]).label
    return MeetingLimit(
        row["status"], row["kind"], label, Within(row["first"], row["first_unit"]), then, row["source"]
    )
