"""Plans in force about which something is to be asked: a new concern, a review that said no, a review day."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, DateTimeField, ExpressionWrapper, OuterRef, Value
from django.db.models.functions import Cast, Greatest, JSONObject

from concerns.models import Concern, Plan, Standing
from concerns.prompts import Came
from concerns.reports.casework import MOMENT, asked_of, for_questions

DAY = timedelta(days=1)


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


def plans_asked_about(concern: Concern, *, reader) -> list[Plan]:
    """Plans in force of the children of a concern about which it, or one that came after it, still asks."""
    plans = Plan.objects.visible_to(reader).filter(
        state=Plan.State.ACTIVE, pupil__concern_links__concern=concern
    )
    rows = with_questions(plans.select_related("pupil"), reader).order_by("pupil", "-pk")
    return [plan for plan in rows if concern.public_id in {each.public_id for each in questions_of(plan)}]
