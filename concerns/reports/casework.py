"""The case work of a child: plans, versions, reviews, meetings, referrals, challenges and answers, in one query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, OuterRef, Q, Subquery, TextField, When

from concerns.minutes import minutes_late
from concerns.models import (
    Challenge,
    Concern,
    Entry,
    Meeting,
    Plan,
    PlanReview,
    PlanVersion,
    Pupil,
    Reassessment,
    Referral,
)
from concerns.prompts import Came, asks_about, looked_at_from
from concerns.reports.kept_question import Given
from concerns.reports.together import read_together, rows_of

KINDS = {
    "plan": Plan,
    "version": PlanVersion,
    "review": PlanReview,
    "meeting": Meeting,
    "referral": Referral,
    "challenge": Challenge,
    "reassessment": Reassessment,
}
OF_A_PLAN = ("version", "review")
COLUMNS = {kind: {field.attname for field in model._meta.concrete_fields} for kind, model in KINDS.items()}
# What stands beside the columns of a row, under names of its own.
WHO = {
    "plan": {"owner_name": "owner__name"},
    "version": {"by_name": "written_by__name"},
    "review": {"by_name": "reviewed_by__name", "reference": "concern__reference"},
    "meeting": {"owner_name": "owner__name"},
    "referral": {"owner_name": "owner__name"},
    "challenge": {"owner_name": "owner__name"},
    "reassessment": {"by_name": "answered_by__name"},
}

MOMENTS = {"in_force_at", "answered_to", "said_no_at", "written_at"}
MOMENT = Entry._meta.get_field("recorded_at")


@dataclass(frozen=True)
class Casework:
    """All case work of one child that the reader may open: plain rows of the models, the newest first.

    A row also says who has it (``owner_name``) or wrote it (``by_name``); a review that names a concern also has its
    ``reference``; a plan has the columns of ``for_questions``.
    """

    plans: tuple[Plan, ...] = ()
    versions: tuple[PlanVersion, ...] = ()
    reviews: tuple[PlanReview, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    referrals: tuple[Referral, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    reassessments: tuple[Reassessment, ...] = ()

    @property
    def plans_in_force(self) -> tuple[Plan, ...]:
        return tuple(plan for plan in self.plans if plan.state == Plan.State.ACTIVE)

    @property
    def meetings_planned(self) -> tuple[Meeting, ...]:
        """Those to come and those that should have been, the longest ago first."""
        planned = (each for each in self.meetings if each.state == Meeting.State.PLANNED)
        return tuple(sorted(planned, key=lambda each: (each.due_on, each.pk)))

    @property
    def meetings_held(self) -> tuple[Meeting, ...]:
        held = (each for each in self.meetings if each.state == Meeting.State.HELD)
        return tuple(sorted(held, key=lambda each: (each.held_on, each.pk), reverse=True))

    def without_minutes(self, today: date) -> tuple[Meeting, ...]:
        """Meetings whose minutes should have come by now."""
        return tuple(m for m in self.meetings_held if minutes_late(m.held_on, m.minutes_on, today))

    def versions_of(self, plan: Plan) -> tuple[PlanVersion, ...]:
        return tuple(each for each in self.versions if each.plan_id == plan.pk)

    def reviews_of(self, plan: Plan) -> tuple[PlanReview, ...]:
        return tuple(each for each in self.reviews if each.plan_id == plan.pk)

    def asked_of(self, plan: Plan, concerns: Iterable[Came]) -> tuple[Came, ...]:
        """The concerns of this child that ask whether the plan still holds, the oldest first."""
        return asked_of(plan, concerns)


def asked_of(plan: Plan, concerns: Iterable[Came]) -> tuple[Came, ...]:
    """What ``prompts.asks_about`` says of a plan that was read with the columns of ``for_questions``."""
    if plan.state != Plan.State.ACTIVE:
        return ()
    since = looked_at_from(plan.starts_on, plan.in_force_at)
    return asks_about(since=since, answered=filter(None, [plan.answered_to]), concerns=concerns)


def must_be_written_anew(plan: Plan) -> bool:
    """Whether the newest review said that the plan no longer holds, and nobody has written it anew since."""
    if plan.state != Plan.State.ACTIVE or plan.said_no_at is None:
        return False
    return plan.written_at is None or plan.written_at < plan.said_no_at


def casework_of(pupil: Pupil, *, reader, kinds: Iterable[str] = tuple(KINDS)) -> Casework:
    """All case work of the child that ``reader`` may open, with its words, in one query."""
    return casework_by_child([pupil], reader=reader, kinds=kinds, words=True)[pupil.pk]


def casework_by_child(
    pupils: Iterable[Pupil], *, reader, kinds: Iterable[str] = tuple(KINDS), words: bool = False
) -> dict[int, Casework]:
    """The same for several children by key, in one query; without ``words`` the long texts stay in the database."""
    pupils = list(pupils)
    keys = [pupil.pk for pupil in pupils]
    parts = casework_parts(keys, reader=reader, kinds=kinds, words=words)
    return made_casework(read_together(parts), pupils)


def casework_parts(
    keys: list[int] | Given, *, reader, kinds: Iterable[str] = tuple(KINDS), words: bool = True
) -> dict:
    """What ``made_casework`` asks of the children with those keys, as parts of one question."""
    return {f"casework {kind}": _asked(kind, keys, reader, words) for kind in kinds}


def made_casework(rows: dict[str, list[dict]], pupils: Iterable[Pupil]) -> dict[int, Casework]:
    """The case work of each of these children, from the rows of ``casework_parts``."""
    by_key = {pupil.pk: pupil for pupil in pupils}
    found = {key: defaultdict(list) for key in by_key}
    for kind in KINDS:
        for row in rows.get(f"casework {kind}", ()):
            key = row.pop("of")
            found[key][kind].append(_made(kind, row, by_key[key]))
    return {key: _in_order(made) for key, made in found.items()}


def _in_order(rows: dict[str, list]) -> Casework:
    return Casework(
        **{f"{kind}s": tuple(sorted(rows[kind], key=lambda row: row.pk, reverse=True)) for kind in KINDS}
    )


def _asked(kind: str, keys: list[int] | Given, reader, words: bool):
    model = KINDS[kind]
    of = "plan__pupil_id" if kind in OF_A_PLAN else "pupil_id"
    columns = {
        each.attname: each.attname
        for each in model._meta.concrete_fields
        if words or not isinstance(each, TextField)
    }
    beside = WHO[kind] | (for_questions() if kind == "plan" else {})
    return rows_of(_seen(kind, reader).filter(**{f"{of}__in": keys}), of=of, **columns, **beside)


def for_questions() -> dict[str, Subquery]:
    """Columns of plans that the questions need, each a moment or nothing.

    They are the same for everybody, also for those shut out of a concern that a review names: what was answered is
    asked of nobody again, and a plan that does not hold any more is known to all who use it.
    """
    steps = Entry.objects.filter(plan=OuterRef("pk"), kind=Entry.Kind.PLAN, facts__step="in_force")
    reviews = PlanReview.objects.filter(plan=OuterRef("pk"))
    named = reviews.filter(concern__isnull=False).order_by("-concern__recorded_at")
    said_no = Case(When(still_holds=False, then=F("reviewed_at")))
    newest = reviews.order_by("-held_on", "-pk").annotate(said_no_at=said_no)
    versions = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    return {
        "in_force_at": Subquery(steps.order_by().values("recorded_at")[:1]),
        "answered_to": Subquery(named.values("concern__recorded_at")[:1]),
        "said_no_at": Subquery(newest.values("said_no_at")[:1]),
        "written_at": Subquery(versions.values("written_at")[:1]),
    }


def _seen(kind: str, reader):
    if kind not in OF_A_PLAN:
        return KINDS[kind].objects.visible_to(reader)
    rows = KINDS[kind].objects.filter(plan__in=Plan.objects.visible_to(reader).order_by().values("pk"))
    return reviews_open_to(rows, reader) if kind == "review" else rows


def reviews_open_to(rows, reader):
    """Reviews without those that name a concern from which the reader is shut out."""
    return rows.filter(Q(concern=None) | Q(concern__in=Concern.objects.visible_to(reader).order_by()))


def _made(kind: str, row: dict, pupil: Pupil):
    """A row of the model as the database gave it, without another query for its child."""
    model, moments = KINDS[kind], MOMENTS - COLUMNS[kind]
    fields = [each for each in model._meta.concrete_fields if each.attname in row]
    values = [each.to_python(row.pop(each.attname)) for each in fields]
    made = model.from_db("default", [each.attname for each in fields], values)
    for name, value in row.items():
        setattr(made, name, MOMENT.to_python(value) if name in moments else value)
    if kind not in OF_A_PLAN:
        made.pupil = pupil
    return made
