"""Sending a report: from the corridor into a sealed record."""

import uuid
from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction
from django.db.models import Max

from concerns.actions.choosing import people_for
from concerns.models import BodyMark, Concern, ConcernLink, Pupil, ReportedChild, Standing
from safeguarding.actions.events import record_event
from safeguarding.actions.notifying import notify
from safeguarding.models import NoticeKind, School, User
from safeguarding.refusals import Refused


@dataclass(frozen=True)
class NamedChild:
    """A child of a report: a pupil, or words where the name was not found."""

    part: str
    pupil: Pupil | None = None
    described: str = ""


@dataclass(frozen=True)
class Mark:
    """One mark of the body map; ``x`` and ``y`` are thousandths of the picture.

    ``child`` is the place, among the account's children, of the one whose body it is; None where nobody knows.
    """

    view: str
    place: str
    kind: str
    x: int | None = None
    y: int | None = None
    size: str = ""
    colour: str = ""
    skin_broken: bool | None = None
    note: str = ""
    child: int | None = None


@dataclass(frozen=True)
class Account:
    """What the reporter says, in their own words. Kept exactly."""

    seen_heard: str
    when_sure: str
    where: str
    source: str
    told_in_person: bool
    urgent: bool = False
    happened_on: date | None = None
    happened_at: time | None = None
    when_words: str = ""
    where_words: str = ""
    injury: bool = False
    adult_here: bool = False
    own_words: str = ""
    opinion: str = ""
    done_at_once: str = ""
    told_whom: str = ""
    children: tuple[NamedChild, ...] = field(default=())
    marks: tuple[Mark, ...] = field(default=())


@transaction.atomic
def send_report(school: School, account: Account, *, by: User, request_key: uuid.UUID) -> Concern:
    """Seal a report with its children and marks, and put it before the leads. The same key gives the first again.

    Refused: a report about nobody, and one that says nothing.
    """
    if not account.children:
        raise Refused("Tell us who it is about, or describe them.")
    if not account.seen_heard.strip():
        raise Refused("Say what you saw or heard.")
    if again := Concern.objects.filter(request_key=request_key, school=school, reporter=by).first():
        return again
    concern, made = Concern.objects.create_once(
        request_key,
        school=school,
        reporter=by,
        reporter_name=by.name,
        **_next_number(school),
        **_words(account),
    )
    if made:
        concern.refresh_from_db(fields=["recorded_at"])
        _seal_marks(concern, account, _seal_children(concern, account))
        Standing.objects.create(
            concern=concern,
            school=school,
            urgent=account.urgent,
            recorded_at=concern.recorded_at,
            last_entry_at=concern.recorded_at,
        )
        record_event("concern reported", by=by, school=school, about=concern, urgent=account.urgent)
        kind = NoticeKind.URGENT if account.urgent else NoticeKind.NEW_CONCERN
        notify(kind, people_for(school, concern=concern), school=school, about=concern, key="", by=by)
    return concern


def _next_number(school: School) -> dict:
    """The school's next number; the school's row is held, so that two reports never get the same."""
    held = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    # Asked of the whole table behind the wall: numbers go on whoever may see the concerns.
    last = Concern.objects.filter(school=school).aggregate(last=Max("number"))["last"] or 0
    return {"number": last + 1, "reference": f"{held.reference}-{last + 1:04}"}


def _words(account: Account) -> dict:
    left_out = {"children", "marks"}
    return {name: value for name, value in vars(account).items() if name not in left_out}


def _seal_children(concern: Concern, account: Account) -> list[ReportedChild]:
    sealed = []
    for order, child in enumerate(account.children):
        reported = ReportedChild.objects.create(
            concern=concern,
            school_id=concern.school_id,
            order=order,
            pupil=child.pupil,
            described=child.described,
            part=child.part,
        )
        ConcernLink.objects.create(
            concern=concern,
            school_id=concern.school_id,
            reported=reported,
            pupil=child.pupil,
            part=child.part,
        )
        sealed.append(reported)
    return sealed


def _seal_marks(concern: Concern, account: Account, children: list[ReportedChild]) -> None:
    """Each with the child whose body it is; where there is one child alone it is theirs."""
    made = []
    for number, mark in enumerate(account.marks, start=1):
        place = 0 if len(children) == 1 else mark.child
        words = vars(mark) | {"child": None if place is None else children[place]}
        made.append(BodyMark(concern=concern, school_id=concern.school_id, number=number, **words))
    BodyMark.objects.bulk_create(made)
