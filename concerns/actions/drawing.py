"""Drawing the sample of a quality check, and ending the check."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F, Prefetch
from django.utils import timezone

from concerns.models import (
    Checklist,
    Concern,
    ConcernLink,
    Entry,
    QualityCheck,
    QualityItem,
    QualityStep,
    Standing,
    Status,
)
from concerns.models.category import OTHER
from concerns.sampled import frame_open, shut_out_of
from concerns.sampling import Draw, Framed, draw, new_seed
from safeguarding.actions.events import record_event
from safeguarding.models import School, User
from safeguarding.refusals import Refused

Grouping, State = QualityCheck.Grouping, QualityCheck.State
NOT_DRAWN = (Standing.State.SUBMITTED, Standing.State.IN_ERROR)
# A child with several statuses counts under the one that weighs most.
BY_WEIGHT = (
    Status.Kind.CHILD_PROTECTION,
    Status.Kind.CHILD_IN_NEED,
    Status.Kind.LOOKED_AFTER,
    Status.Kind.EARLY_HELP,
)
NO_STATUS = "No status"


@transaction.atomic
def draw_checks(
    schools: Iterable[School],
    *,
    checklist: Checklist,
    period_from: date,
    period_to: date,
    wanted: int,
    by: User,
    request_key: uuid.UUID,
    grouping: str = Grouping.NONE,
    blind: bool = False,
    seed: str = "",
) -> list[QualityCheck]:
    """Draw a sample in each school, with one seed. The same ``request_key`` gives the first checks again.

    Drawn from are concerns that were reported in the period and triaged, but none that was entered in error or from
    which the checker is shut out. Refused: a school with nothing to draw from, a period out of order, and blind
    categories together with groups by category, which would tell.
    """
    if period_to < period_from:
        raise Refused("Enter an end that is not before the start.")
    if blind and grouping == Grouping.CATEGORY:
        raise Refused("Choose other groups: those by category would tell the category.")
    fields = {
        "checklist": checklist, "period_from": period_from, "period_to": period_to, "grouping": grouping,
        "wanted": wanted, "blind": blind, "seed": seed or new_seed(), "batch": request_key, "checker": by,
    }  # fmt: skip
    return [_draw_one(school, request_key, fields) for school in schools]


def _draw_one(school: School, request_key: uuid.UUID, fields: dict) -> QualityCheck:
    key = uuid.uuid5(request_key, str(school.pk))
    check, made = QualityCheck.objects.create_once(key, school=school, **fields)
    if not made:
        return check
    with frame_open(check, to=check.checker):
        concerns = {concern.public_id: concern for concern in framed_concerns(check)}
        drawn = draw_from(check, concerns.values())
        if not drawn.names:
            raise Refused(f"{school.name} has no concern of this period to draw from.")
        check.frame = _frame(drawn, concerns.values())
        check.frame_hash = drawn.frame_hash
        check.save(update_fields=["frame", "frame_hash"])
        QualityItem.objects.bulk_create(
            QualityItem(
                school=school, quality_check=check, concern=concerns[name], order=order,
                reference=concerns[name].reference, group=_group(check, concerns[name]),
            )
            for order, name in enumerate(drawn.names, 1)
        )  # fmt: skip
    _move(check, State.OPEN)
    record_event(
        "quality check drawn",
        by=check.checker,
        school=school,
        about=check,
        drawn=len(drawn.names),
        seed=check.seed,
    )
    return check


def framed_concerns(check: QualityCheck) -> list[Concern]:
    """The concerns from which the check draws, with what groups them; asked while the frame is open."""
    statuses = Status.objects.current().filter(ends_on=None)
    links = ConcernLink.objects.select_related("pupil", "subcategory__category").order_by("pk")
    rows = Concern.objects.filter(
        school=check.school_id, recorded_at__date__range=(check.period_from, check.period_to)
    ).exclude(standing__state__in=NOT_DRAWN)
    rows = rows.not_shut_out(check.checker).select_related("standing__owner")
    return list(rows.prefetch_related(Prefetch("links", links), Prefetch("links__pupil__statuss", statuses)))


def draw_from(check: QualityCheck, concerns: Iterable[Concern]) -> Draw:
    """The draw that the check's seed makes of these concerns: the same each time."""
    frame = [Framed(concern.public_id, _group(check, concern)) for concern in concerns]
    return draw(frame, seed=check.seed, wanted=check.wanted)


def _group(check: QualityCheck, concern: Concern) -> str:
    make = GROUPS.get(check.grouping)
    return make(concern) if make else ""


def _first(concern: Concern) -> ConcernLink | None:
    return next(iter(concern.links.all()), None)


def _category(concern: Concern) -> str:
    link = _first(concern)
    return link.subcategory.category.title if link and link.subcategory else "No category"


def _year(concern: Concern) -> str:
    link = _first(concern)
    return link.pupil.year if link and link.pupil else "Not on the roll"


def _status(concern: Concern) -> str:
    pupils = [link.pupil for link in concern.links.all() if link.pupil]
    kinds = {status.kind for pupil in pupils for status in pupil.statuss.all()}
    return next((kind.label for kind in BY_WEIGHT if kind in kinds), NO_STATUS)


GROUPS = {
    Grouping.CATEGORY: _category,
    Grouping.LEVEL: lambda concern: concern.standing.get_level_display(),
    Grouping.STATUS: _status,
    Grouping.YEAR_GROUP: _year,
    Grouping.LEAD: lambda concern: concern.standing.owner.name,
}


def _frame(drawn: Draw, concerns: Iterable[Concern]) -> dict:
    """What is kept of that from which was drawn: counts alone."""
    links = [link for concern in concerns for link in concern.links.all()]
    changed = Entry.objects.filter(
        concern__in=list(concerns), kind=Entry.Kind.RECLASSIFIED, facts__has_key="child"
    ).values_list("facts__child", flat=True)
    others = [link for link in links if link.subcategory and link.subcategory.category.key == OTHER]
    return {
        "size": drawn.size,
        "groups": [[group.label, group.size, group.drawn] for group in drawn.groups],
        "children": len(links),
        "other": len(others),
        "changed": len(set(changed) & {link.public_id for link in links}),
    }


@transaction.atomic
def finish_check(
    check: QualityCheck, *, text: str, by: User, seen_version: int | None = None
) -> QualityCheck:
    """Finish the check and send the feedback to the school. From then on nobody reads the records by this check.

    Refused: by anyone but the checker, without words, with a record that is not checked, and one that has ended.
    """
    check = held_open(check, by, seen_version)
    if not text.strip():
        raise Refused("Write the feedback.")
    if left := unchecked(check, by):
        raise Refused(f"Check every record first: {', '.join(item.reference for item in left)}.")
    return _end(check, State.FINISHED, QualityStep.Kind.SENT, text, by)


@transaction.atomic
def stop_check(
    check: QualityCheck, *, reason: str, by: User, seen_version: int | None = None
) -> QualityCheck:
    """Stop a check that was drawn in error; its answers count for nothing. Refused: without a reason."""
    check = held_open(check, by, seen_version)
    if not reason.strip():
        raise Refused("Say why the check is stopped.")
    return _end(check, State.STOPPED, QualityStep.Kind.STOPPED, reason, by)


def held_open(check: QualityCheck, by: User, seen_version: int | None = None) -> QualityCheck:
    """The check as it is now, held until the end. Refused: one that has ended, or another person's."""
    found = QualityCheck.objects.select_for_update(of=("self",)).select_related("school", "checker")
    check = found.get(pk=check.pk)
    if not check.is_open:
        raise Refused(f"This check is {check.get_state_display().lower()}.")
    if check.checker_id != by.pk:
        raise Refused(f"Only {check.checker.name} can do this.")
    if seen_version is not None and seen_version != check.version:
        raise Refused("This check has changed since you loaded the page. See how it stands, then go on.")
    return check


def unchecked(check: QualityCheck, by: User) -> list[QualityItem]:
    """The records of the check to which a question has no answer yet, or of which a child has no blind category."""
    questions = check.checklist.questions.count()
    items = check.items.exclude(concern__in=shut_out_of(by)).prefetch_related("answers", "codes")
    return [
        item
        for item in items
        if len({answer.question_id for answer in item.answers.all()}) < questions
        or (check.blind and not item.codes.all())
    ]


def _end(check: QualityCheck, state: str, kind: str, text: str, by: User) -> QualityCheck:
    QualityStep.objects.create(
        school=check.school, quality_check=check, kind=kind, text=text, by=by, by_name=by.name
    )
    _move(check, state, ended_at=timezone.now())
    record_event(f"quality check {state}", by=by, school=check.school, about=check)
    return check


def _move(check: QualityCheck, state: str, **fields) -> None:
    if not check.can_move_to(state):
        raise Refused(f"This check is {check.get_state_display().lower()}.")
    QualityCheck.objects.filter(pk=check.pk).update(state=state, version=F("version") + 1, **fields)
    check.refresh_from_db(fields=["state", "version", *fields])
