"""What the school says and does about a finished quality check: read it, answer it, make findings actions."""

import uuid
from datetime import date

from django.db import transaction

from concerns.actions.planning import plan_action
from concerns.models import Action, QualityCheck, QualityFinding, QualityStep
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused

Kind = QualityStep.Kind


@transaction.atomic
def acknowledge(check: QualityCheck, *, by: User) -> QualityStep:
    """Say that the feedback was read; the first who says so stands. Refused: a check that is not finished."""
    check = _finished(check)
    step = check.steps.filter(kind=Kind.READ).first()
    if step is None:
        step = _say(check, Kind.READ, "", by, uuid.uuid4())
    return step


@transaction.atomic
def answer_feedback(check: QualityCheck, *, text: str, by: User, request_key: uuid.UUID) -> QualityStep:
    """Answer the feedback, which also says that it was read. The same ``request_key`` gives the first again.

    Refused: a check that is not finished, and an answer without words.
    """
    again = QualityStep.objects.filter(request_key=request_key, quality_check=check, by=by).first()
    if again is not None:
        return again
    if not text.strip():
        raise Refused("Write the answer.")
    acknowledge(check, by=by)
    return _say(check, Kind.ANSWERED, text, by, request_key)


@transaction.atomic
def act_on(
    finding: QualityFinding, *, what: str, owner: User, due_on: date, by: User, request_key: uuid.UUID
) -> Action:
    """Make a finding an action of the school, with an owner and a day. Refused: before the check is finished."""
    _finished(finding.quality_check)
    return plan_action(what=what, owner=owner, due_on=due_on, by=by, request_key=request_key, finding=finding)


def _finished(check: QualityCheck) -> QualityCheck:
    found = QualityCheck.objects.select_for_update(of=("self",)).select_related("school").get(pk=check.pk)
    if not found.is_finished:
        raise Refused("This check is not finished yet.")
    return found


def _say(check: QualityCheck, kind: str, text: str, by: User, request_key: uuid.UUID) -> QualityStep:
    step, made = QualityStep.objects.create_once(
        request_key, school=check.school, quality_check=check, kind=kind, text=text, by=by, by_name=by.name
    )
    if made:
        record_event(f"quality feedback {kind}", by=by, school=check.school, about=check)
    return step
