"""Plans and risk assessments: starting, writing, putting in force, reviewing and ending. Each step is an entry.

The words of a plan are in its versions, which are only added. An entry of a plan hangs on the child, and on the
concern that the plan was made from unless that one was entered in error; a review that a concern set off hangs on
that concern, so that its thread tells what came of the question.
"""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from concerns.actions.choosing import refuse_stranger, seen_with
from concerns.actions.entering import add_entry
from concerns.models import Concern, Entry, Plan, PlanReview, PlanVersion, Pupil, Standing
from concerns.reports.plans_to_look_at import concerns_asking
from safeguarding.models import User
from safeguarding.refusals import Refused

Kind, State = Plan.Kind, Plan.State
# A child has one of these at a time; risk assessments and safety plans stand beside each other.
ONE_AT_A_TIME = {Kind.EARLY_HELP, Kind.CHILD_IN_NEED, Kind.CHILD_PROTECTION}
WORDS = ("risks", "measures", "triggers", "child_view", "family_view")


class Overtaken(Refused):
    """A colleague was first. What was typed is still there, and can be saved on top of theirs, knowingly.

    ``version`` is the state that the next post then says it has seen.
    """

    def __init__(self, noun: str, version: int):
        super().__init__(
            f"A colleague changed this {noun} while you were writing. Look at what changed, then save again."
        )
        self.version = version


@transaction.atomic
def start_plan(
    pupil: Pupil,
    *,
    kind: str,
    owner: User,
    by: User,
    request_key: uuid.UUID,
    about_adult: str = "",
    concern: Concern | None = None,
) -> Plan:
    """Begin a plan that is still being written. The same ``request_key`` gives the first again.

    Refused: no kind, a risk plan for an adult without the adult's name, a concern that is not about this child or was
    entered in error, and an owner who could not open the plan.
    """
    if again := Plan.objects.filter(request_key=request_key, pupil=pupil, made_by=by).first():
        return again
    if kind not in Kind.values:
        raise Refused("Choose what kind of plan it is.")
    about_adult = about_adult.strip() if kind == Kind.RISK_ADULT else ""
    if kind == Kind.RISK_ADULT and not about_adult:
        raise Refused("Say which adult the plan is about.")
    if concern is not None:
        _refuse_other_child(concern, pupil, by)
    refuse_stranger(owner, pupil.school, **seen_with(concern=concern, pupil=pupil))
    plan, made = Plan.objects.create_once(
        request_key,
        school=pupil.school,
        pupil=pupil,
        concern=concern,
        kind=kind,
        about_adult=about_adult,
        owner=owner,
        made_by=by,
    )
    if made:
        _enter(plan, "started", by=by, facts={"owner": owner.name})
    return plan


@transaction.atomic
def write_version(
    plan: Plan,
    *,
    risks: str,
    measures: str,
    by: User,
    request_key: uuid.UUID,
    triggers: str = "",
    child_view: str = "",
    family_view: str = "",
    why: str = "",
    seen_version: int | None = None,
) -> PlanVersion:
    """Write the plan, or write it anew; older versions stay. The same ``request_key`` gives the first again.

    Refused: an ended plan, one without risks or measures, a later version without why, one that says the same as the
    last, and one that would go over a colleague's (``Overtaken``).
    """
    plan = _held(plan)
    if again := plan.versions.filter(request_key=request_key, written_by=by).first():
        return again
    _refuse_ended(plan)
    words = dict(zip(WORDS, (risks, measures, triggers, child_view, family_view), strict=True))
    if not risks.strip():
        raise Refused("Say what the risks are.")
    if not measures.strip():
        raise Refused("Say what is done about them.")
    _refuse_overtaken(plan, seen_version)
    before = plan.versions.first()
    if before is not None:
        _refuse_unchanged(before, words, why)
    made, _ = PlanVersion.objects.create_once(
        request_key,
        school=plan.school,
        plan=plan,
        number=before.number + 1 if before else 1,
        why=why if before else "",
        written_by=by,
        **words,
    )
    _touch(plan)
    step = "rewritten" if plan.state == State.ACTIVE else "written"
    _enter(plan, step, by=by, reason=made.why, facts={"number": made.number})
    return made


@transaction.atomic
def put_in_force(
    plan: Plan, *, starts_on: date, review_on: date, by: User, seen_version: int | None = None
) -> Plan:
    """Put a plan in force from a day on, with the day of its first review.

    Refused: a plan that nobody wrote yet, one that is in force or ended, a first day to come, a review day that is
    not after it or is past, and a second plan of a kind of which a child has one at a time.
    """
    plan = _held(plan)
    if plan.state != State.DRAFT:
        raise Refused(f"This plan is {plan.get_state_display().lower()} already.")
    if not plan.versions.exists():
        raise Refused("Write the plan first: what the risks are, and what is done about them.")
    _refuse_overtaken(plan, seen_version)
    if starts_on > timezone.localdate():
        raise Refused("Enter a first day that is today or earlier.")
    _refuse_past_review(review_on, starts_on)
    _refuse_second(plan)
    _touch(plan, state=State.ACTIVE, starts_on=starts_on, review_on=review_on)
    says = plan.versions.first()
    _enter(
        plan, "in_force", by=by, happened_on=starts_on, significant=True, child_view=says.child_view,
        text=f"Risks: {says.risks}\n\nWhat is done: {says.measures}", family_view=says.family_view,
        facts={"next_review": review_on.isoformat()},
    )  # fmt: skip
    return plan


@transaction.atomic
def review_plan(
    plan: Plan,
    *,
    held_on: date,
    trigger: str,
    risk: str,
    still_holds: bool,
    reason: str,
    next_review_on: date,
    by: User,
    request_key: uuid.UUID,
    concern: Concern | None = None,
    child_view: str = "",
    impact: str = "",
    seen_version: int | None = None,
) -> PlanReview:
    """Record one look at a plan in force, and when the next is due. The same ``request_key`` gives the first again.

    It is significant where the risk is up or down, or where the plan no longer holds. Refused: a plan that is not in
    force, no reason, a day to come, before the plan or before its last review, a next day that is not later, a
    trigger "concern" without a concern about this child; and, while a new concern about the child waits for an
    answer, every review that does not name the newest such concern.
    """
    plan = _held(plan)
    if again := plan.reviews.filter(request_key=request_key, reviewed_by=by).first():
        return again
    _refuse_not_in_force(plan)
    if not reason.strip():
        raise Refused("Give the reason.")
    if trigger not in PlanReview.Trigger.values or risk not in PlanReview.Risk.values:
        raise Refused("Choose what set the review off, and whether the risk is up.")
    _refuse_review_day(plan, held_on, next_review_on)
    concern = concern if trigger == PlanReview.Trigger.CONCERN else None
    _refuse_unanswered(plan, trigger, concern, by)
    _refuse_overtaken(plan, seen_version)
    made, _ = PlanReview.objects.create_once(
        request_key,
        school=plan.school,
        plan=plan,
        held_on=held_on,
        trigger=trigger,
        concern=concern,
        risk=risk,
        still_holds=still_holds,
        reason=reason,
        child_view=child_view,
        next_review_on=next_review_on,
        reviewed_by=by,
    )
    _touch(plan, review_on=next_review_on)
    _enter_review(plan, made, impact, by)
    return made


@transaction.atomic
def end_plan(plan: Plan, *, ended_on: date, reason: str, by: User, seen_version: int | None = None) -> Plan:
    """End a plan, or give up one that was being written. Its open actions stay open.

    Refused: without a reason, one that has ended, a day to come or before the plan began.
    """
    plan = _held(plan)
    _refuse_ended(plan)
    if not reason.strip():
        raise Refused("Say why the plan ends.")
    _refuse_overtaken(plan, seen_version)
    if ended_on > timezone.localdate():
        raise Refused("Enter a last day that is not in the future.")
    if plan.starts_on and ended_on < plan.starts_on:
        raise Refused("Enter a last day that is not before the plan began.")
    was = plan.state
    _touch(plan, state=State.ENDED, ended_on=ended_on, ended_reason=reason)
    step = "ended" if was == State.ACTIVE else "dropped"
    _enter(plan, step, by=by, happened_on=ended_on, reason=reason, significant=was == State.ACTIVE)
    return plan


@transaction.atomic
def hand_over_plan(plan: Plan, *, owner: User, by: User, seen_version: int | None = None) -> Plan:
    """Give a plan to another colleague. Refused: an ended plan, one who could not open it, and who has it already."""
    plan = _held(plan)
    _refuse_ended(plan)
    _refuse_overtaken(plan, seen_version)
    if owner.pk == plan.owner_id:
        raise Refused(f"{owner.name} has this plan already.")
    refuse_stranger(owner, plan.school, **seen_with(pupil=plan.pupil, plan=plan))
    _touch(plan, owner=owner)
    _enter(plan, "owner", by=by, facts={"owner": owner.name})
    return plan


def place_of(plan: Plan) -> dict:
    """On what an entry of the plan hangs: the child, and its concern unless that one was entered in error."""
    struck = plan.concern_id and plan.concern.standing.state == Standing.State.IN_ERROR
    return {"pupil": plan.pupil, "concern": None if struck else plan.concern}


def _enter(plan: Plan, step: str, *, by: User, facts: dict | None = None, **words) -> Entry:
    facts = {"step": step, "plan": plan.public_id, "plan_kind": plan.kind} | (facts or {})
    where = place_of(plan) | {name: words.pop(name) for name in ("concern",) if name in words}
    return add_entry(Entry.Kind.PLAN, by=by, plan=plan, facts=facts, **where, **words)


def _enter_review(plan: Plan, review: PlanReview, impact: str, by: User) -> None:
    facts = {
        "risk": review.risk,
        "still_holds": review.still_holds,
        "trigger": review.trigger,
        "next_review": review.next_review_on.isoformat(),
    }
    changed = review.risk != PlanReview.Risk.SAME or not review.still_holds
    where = {"concern": review.concern} if review.concern else {}
    _enter(
        plan, "reviewed", by=by, happened_on=review.held_on, reason=review.reason, child_view=review.child_view,
        impact=impact, significant=changed, facts=facts, **where,
    )  # fmt: skip


def _held(plan: Plan) -> Plan:
    """The row, held until the end: two people never write over each other."""
    rows = Plan.objects.select_for_update(of=("self",)).select_related("pupil", "school", "concern__standing")
    return rows.get(pk=plan.pk)


def _touch(plan: Plan, **fields) -> None:
    Plan.objects.filter(pk=plan.pk).update(version=F("version") + 1, **fields)
    plan.refresh_from_db(fields=["version", *fields])


def _refuse_overtaken(plan: Plan, seen: int | None) -> None:
    if seen is not None and seen != plan.version:
        raise Overtaken("plan", plan.version)


def _refuse_ended(plan: Plan) -> None:
    if plan.state == State.ENDED:
        raise Refused("This plan has ended. Start another.")


def _refuse_not_in_force(plan: Plan) -> None:
    if plan.state == State.DRAFT:
        raise Refused("This plan is still being written. Put it in force first.")
    _refuse_ended(plan)


def _refuse_unchanged(before: PlanVersion, words: dict, why: str) -> None:
    if all(getattr(before, name) == value for name, value in words.items()):
        raise Refused(f"Nothing is different from version {before.number}. Change what has changed.")
    if not why.strip():
        raise Refused("Say why the plan is written anew.")


def _refuse_past_review(review_on: date, starts_on: date) -> None:
    if review_on <= starts_on:
        raise Refused("Enter a review day that is after the first day.")
    if review_on < timezone.localdate():
        raise Refused("Enter a review day that is today or later.")


def _refuse_second(plan: Plan) -> None:
    if plan.kind not in ONE_AT_A_TIME:
        return
    # Held, so that two plans of one child are not put in force at the same moment.
    Pupil.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pupil_id)
    if Plan.objects.filter(pupil=plan.pupil, kind=plan.kind, state=State.ACTIVE).exists():
        raise Refused(
            f"Another {plan.get_kind_display().lower()} is in force for this child. Review that one, or end it first."
        )


def _refuse_review_day(plan: Plan, held_on: date, next_review_on: date) -> None:
    if held_on > timezone.localdate():
        raise Refused("Enter a day of the review that is not in the future.")
    if held_on < plan.starts_on:
        raise Refused("Enter a day of the review that is not before the plan began.")
    last = plan.reviews.first()
    if last is not None and held_on < last.held_on:
        raise Refused("A later review is on record. Enter a day that is not before it.")
    if next_review_on <= held_on:
        raise Refused("Enter a next review day that is after this review.")


def _refuse_unanswered(plan: Plan, trigger: str, concern: Concern | None, by: User) -> None:
    if trigger == PlanReview.Trigger.CONCERN:
        if concern is None:
            raise Refused("Choose the concern that set the review off.")
        _refuse_other_child(concern, plan.pupil, by)
    asking = concerns_asking(plan, reader=by)
    if asking and (concern is None or concern.public_id != asking[-1].public_id):
        raise Refused(
            f"{asking[-1].reference} has come since this plan was last looked at. Choose “A new concern”, and that one."
        )


def _refuse_other_child(concern: Concern, pupil: Pupil, by: User) -> None:
    """Also one from which the person is shut out: to them it is not there."""
    seen = Concern.objects.visible_to(by).filter(pk=concern.pk, links__pupil=pupil)
    if not seen.exclude(standing__state=Standing.State.IN_ERROR).exists():
        raise Refused("Choose a concern about this child.")
