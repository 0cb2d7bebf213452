"""Plans in force about which something is to be asked: a new concern, a review that said no, a review day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, DateTimeField, ExpressionWrapper, OuterRef, Value
from django.db.models.functions import Cast, Greatest, JSONObject

from concerns.models import Concern, Plan, Pupil, Standing
from concerns.prompts import Came
from concerns.reports.casework import MOMENT, asked_of, for_questions, must_be_written_anew
from concerns.reports.kept_question import Given
from concerns.reports.together import rows_of

DAY = timedelta(days=1)
DATE = Plan._meta.get_field("starts_on")
NAMES = ("first_name", "last_name", "known_as", "year_group")
ASKED = ("public_id", "kind", "starts_on", "made_at", *for_questions(), "came")


def with_questions(plans, reader):
    """Plans with what ``asked_of`` needs, and with ``came``: concerns about the child that the reader may open.

    The database leaves out what is surely too old; the rule itself is in ``prompts``.
    """
    rows = plans.annotate(**for_questions())
    # A day before the plan, as a moment: a wide margin, so that no change of the clocks matters here.
    before = ExpressionWrapper(OuterRef("starts_on") - Value(DAY), output_field=DateField())
    since = Greatest(Cast(before, DateTimeField()), OuterRef("answered_to"))
    concerns = Concern.objects.visible_to(reader).filter(
        school=OuterRef("school"), links__pupil=OuterRef("pupil"), recorded_at__gt=since
    )
    came = concerns.exclude(standing__state=Standing.State.IN_ERROR).order_by("recorded_at")
    row = JSONObject(public_id="public_id", reference="reference", recorded_at="recorded_at")
    return rows.annotate(came=ArraySubquery(came.values(row=row)))


def came_of(rows: Iterable[dict]) -> tuple[Came, ...]:
    """Concerns as the database gives them, for the rule."""
    return tuple(
        Came(row["public_id"], row["reference"], MOMENT.to_python(row["recorded_at"])) for row in rows
    )


def questions_of(plan: Plan) -> tuple[Came, ...]:
    """The concerns that ask about a plan which was read by ``with_questions``, the oldest first."""
    return asked_of(plan, came_of(plan.came))


def concerns_asking(plan: Plan, *, reader) -> tuple[Came, ...]:
    """The concerns that ask ``reader`` whether this plan still holds, the oldest first."""
    found = with_questions(Plan.objects.filter(pk=plan.pk), reader).first()
    return questions_of(found) if found else ()


@dataclass(frozen=True)
class Question:
    """One plan in force with what is asked of it. Its kind alone names it: a screen may be overlooked."""

    public_id: str
    kind: str
    pupil: Pupil  # the columns of its name alone
    asking: tuple[Came, ...]
    anew: bool

    def __bool__(self) -> bool:
        return bool(self.asking) or self.anew


def questions_part(plans, reader, **more):
    """Plans in force as a part of one question to the database; ``question_of`` reads its rows."""
    in_force = with_questions(plans.filter(state=Plan.State.ACTIVE), reader)
    columns = {column: column for column in ASKED} | {name: f"pupil__{name}" for name in NAMES}
    return rows_of(in_force, **columns, **more)


def question_of(row: dict) -> Question:
    """What is asked of one plan, by the rules; it is false where nothing is."""
    plan = Plan(state=Plan.State.ACTIVE, starts_on=DATE.to_python(row["starts_on"]))
    for key in ("made_at", *for_questions()):
        setattr(plan, key, MOMENT.to_python(row[key]))
    return Question(
        public_id=row["public_id"],
        kind=Plan.Kind(row["kind"]).label,
        pupil=Pupil(**{name: row[name] for name in NAMES}),
        asking=asked_of(plan, came_of(row["came"] or ())),
        anew=must_be_written_anew(plan),
    )


def plans_about(concern: Concern | Given, reader):
    """The part that asks about the plans of the children of a concern."""
    plans = Plan.objects.visible_to(reader).filter(pupil__concern_links__concern=concern)
    return questions_part(plans, reader)


def asked_by(concern: Concern, rows: Iterable[dict]) -> tuple[Question, ...]:
    """The plans about which this very concern still asks."""
    found = map(question_of, rows)
    return tuple(each for each in found if concern.public_id in {came.public_id for came in each.asking})
