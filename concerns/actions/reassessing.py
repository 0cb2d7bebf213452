"""Answering "Does this change our view of the child?". The answer, yes or no, is a record with its reason."""

import uuid

from django.db import transaction

from concerns.actions.casework import place_of
from concerns.actions.entering import add_entry
from concerns.models import Concern, Entry, PlanReview, Pupil, Reassessment
from concerns.our_view import ViewAsked
from safeguarding.models import User
from safeguarding.refusals import Refused

Rule = Reassessment.Rule


@transaction.atomic
def answer_view(
    pupil: Pupil, asked: ViewAsked, *, changes_view: bool, reason: str, by: User, request_key: uuid.UUID
) -> Reassessment:
    """Write the answer, and an entry on the child's file and on the concern that raised the question.

    It settles the question up to that concern or review; the next one asks anew. The same ``request_key`` gives the
    first again. Refused: without a reason, and a question that a colleague has answered.
    """
    # Held, so that two people never answer the same question at the same moment.
    held = (
        Pupil.objects.select_for_update(of=("self",), no_key=True).select_related("school").get(pk=pupil.pk)
    )
    if again := Reassessment.objects.filter(request_key=request_key, pupil=held, answered_by=by).first():
        return again
    if not reason.strip():
        raise Refused("Give the reason for your answer.")
    raised = _raised(held, asked)
    if Reassessment.objects.filter(pupil=held, rule=asked.rule, **raised).exists():
        raise Refused("A colleague has answered this. Open the child’s file to see the answer.")
    made, _ = Reassessment.objects.create_once(
        request_key, school=held.school, pupil=held, rule=asked.rule, asked=asked.words,
        changes_view=changes_view, reason=reason, answered_by=by, **raised,
    )  # fmt: skip
    _tell(made, asked, by)
    return made


def _raised(pupil: Pupil, asked: ViewAsked) -> dict:
    """What raised the question: a concern of the child, or a review of one of the child's plans."""
    if asked.rule == Rule.THIRD_CONCERN:
        return {"concern": Concern.objects.get(public_id=asked.raised_by, links__pupil=pupil)}
    return {"plan_review": PlanReview.objects.get(public_id=asked.raised_by, plan__pupil=pupil)}


def _tell(made: Reassessment, asked: ViewAsked, by: User) -> Entry:
    """How many concerns were counted is told only to those who may open each of them, so it stands in the facts."""
    facts = {
        "step": "answered",
        "changes": made.changes_view,
        "asked": asked.words,
        "concerns": list(asked.concerns),
    }
    plan = made.plan_review.plan if made.plan_review else None
    return add_entry(
        Entry.Kind.REASSESSED, by=by, plan=plan, reason=made.reason, facts=facts,
        request_key=uuid.uuid5(made.request_key, "entry"), **place_of(made),
    )  # fmt: skip
