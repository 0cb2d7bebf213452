"""Past records of children, written row by row with the times of those days.

The actions of the product stamp what they write with the present moment and the database lets no sealed row be moved
back, so the past is written here as the actions would have left it. Every guard of the database holds all the same:
a concern begins as submitted and reaches its state in legal moves, through the reasons gate.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.utils import timezone

from concerns.models import (
    Action,
    BodyMark,
    Concern,
    ConcernLink,
    Entry,
    Pupil,
    ReportedChild,
    Standing,
    Subcategory,
)
from safeguarding.models import School, User

State, Kind = Standing.State, Entry.Kind
ON_THE_WAY = {  # the moves through which a concern reaches each state
    State.SUBMITTED: (),
    State.TRIAGED: (State.TRIAGED,),
    State.OPEN: (State.TRIAGED, State.OPEN),
    State.MONITORING: (State.TRIAGED, State.OPEN, State.MONITORING),
    State.RESOLVED: (State.TRIAGED, State.OPEN, State.RESOLVED),
    State.IN_ERROR: (State.IN_ERROR,),
}


@dataclass
class Case:
    """One concern with all that hangs on it, before it is written."""

    concern: Concern
    standing: dict
    children: list[tuple[ReportedChild, ConcernLink]] = field(default_factory=list)
    marks: list[BodyMark] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    state: str = State.SUBMITTED

    @classmethod
    def reported(cls, school: School, by: User, at: datetime, **words) -> "Case":
        concern = Concern(school=school, reporter=by, reporter_name=by.name, recorded_at=at, **words)
        return cls(concern, {"urgent": concern.urgent, "recorded_at": at, "last_entry_at": at})

    def about(self, pupil: Pupil, subcategory: Subcategory | None, part: str = "harmed", **link) -> None:
        same = {"concern": self.concern, "school": self.concern.school, "pupil": pupil, "part": part}
        reported = ReportedChild(order=len(self.children), **same)
        self.children.append(
            (reported, ConcernLink(reported=reported, subcategory=subcategory, **same, **link))
        )

    def mark(self, **words) -> None:
        number = len(self.marks) + 1
        self.marks.append(BodyMark(concern=self.concern, school=self.concern.school, number=number, **words))

    def enter(self, kind: str, by: User, at: datetime, **words) -> None:
        self.entries.append(entry_of(kind, by, at, concern=self.concern, **words))
        self.standing["last_entry_at"] = max(self.standing["last_entry_at"], at)

    def triage(self, by: User, at: datetime, *, owner: User, level: str, reason: str) -> None:
        titles = [link.subcategory.title for _, link in self.children]
        facts = {"level": level, "owner": owner.name, "categories": titles}
        self.enter(Kind.TRIAGE, by, at, text=reason, reason=reason, facts=facts)
        self.standing |= {"owner": owner, "level": level, "triaged_at": at}
        self.state = State.TRIAGED
        for _, link in self.children:
            link.other_since = timezone.localtime(at).date() if link.subcategory.is_other else None

    def sort_again(self, subcategory: Subcategory, by: User, at: datetime, reason: str) -> None:
        """Give each child another category than the first one."""
        for _, link in self.children:
            facts = {"from": link.subcategory.title, "to": subcategory.title, "child": link.public_id}
            self.enter(Kind.RECLASSIFIED, by, at, reason=reason, facts=facts)
            link.subcategory, link.other_reason, link.other_since = subcategory, "", None

    def move(self, state: str, by: User, at: datetime, reason: str) -> None:
        self.enter(Kind.MOVED, by, at, reason=reason, facts={"from": str(self.state), "to": str(state)})
        self.state = state

    def resolve(self, by: User, at: datetime) -> None:
        self.enter(Kind.RESOLVED, by, at)
        self.standing["resolved_at"] = at
        self.state = State.RESOLVED

    def plan(self, what: str, owner: User, due_on, by: User, at: datetime, done: tuple = ()) -> None:
        """Plan an action; ``done`` is when it was finished and what came of it."""
        action = action_of(what, owner, due_on, by, at, concern=self.concern)
        self.actions.append(action)
        facts = {"owner": owner.name, "due": due_on.isoformat()}
        self.enter(Kind.ACTION, by, at, action=action, text=what, facts=facts)
        if done:
            moment, result = done
            action.state, action.finished_at, action.result = Action.State.DONE, moment, result
            self.enter(Kind.ACTION, owner, moment, action=action, text=result, facts={"to": "done"})


def entry_of(kind: str, by: User, at: datetime, *, concern=None, pupil=None, **words) -> Entry:
    """One entry, as of that moment, about a concern or about a child alone."""
    words.setdefault("happened_on", timezone.localtime(at).date())
    school = (concern or pupil).school
    return Entry(
        kind=kind,
        by=by,
        by_name=by.name,
        recorded_at=at,
        concern=concern,
        pupil=pupil,
        school=school,
        **words,
    )


def action_of(what: str, owner: User, due_on, by: User, at: datetime, *, concern=None, pupil=None) -> Action:
    action = Action(
        school=(concern or pupil).school, concern=concern, pupil=pupil, what=what, owner=owner, due_on=due_on,
        planned_by=by,
    )  # fmt: skip
    action.moment = at  # the column is stamped with now, and put right once the row is there
    return action


def write(cases: list[Case], entries: list[Entry] = (), actions: list[Action] = ()) -> None:
    """Number the concerns of each school in the order in which they came, and write everything."""
    cases = sorted(cases, key=lambda case: case.concern.recorded_at)
    _number(cases)
    Concern.objects.bulk_create(case.concern for case in cases)
    children = [pair for case in cases for pair in case.children]
    ReportedChild.objects.bulk_create(reported for reported, _ in children)
    ConcernLink.objects.bulk_create(link for _, link in children)
    BodyMark.objects.bulk_create(mark for case in cases for mark in case.marks)
    _write_actions([*chain.from_iterable(case.actions for case in cases), *actions])
    Standing.objects.bulk_create(_standing(case) for case in cases)
    written = [*chain.from_iterable(case.entries for case in cases), *entries]
    Entry.objects.bulk_create(sorted(written, key=lambda entry: entry.recorded_at))
    _move_on(cases)


def _number(cases: list[Case]) -> None:
    last: dict[int, int] = {}
    for case in cases:
        school = case.concern.school
        last[school.pk] = number = last.get(school.pk, 0) + 1
        case.concern.number, case.concern.reference = number, f"{school.reference}-{number:04}"


def _write_actions(actions: list[Action]) -> None:
    Action.objects.bulk_create(actions)
    for action in actions:
        action.planned_at = action.moment
    Action.objects.bulk_update(actions, ["planned_at"])


def _standing(case: Case) -> Standing:
    version = 1 + len(ON_THE_WAY[case.state])
    return Standing(concern=case.concern, school=case.concern.school, version=version, **case.standing)


def _move_on(cases: list[Case]) -> None:
    for state in (State.IN_ERROR, State.TRIAGED, State.OPEN, State.MONITORING, State.RESOLVED):
        through = [case.concern.pk for case in cases if state in ON_THE_WAY[case.state]]
        Standing.objects.filter(concern__in=through).update(state=state)
