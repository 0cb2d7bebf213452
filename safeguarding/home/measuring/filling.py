"""Very many invented records: some hundred everyday concerns, told again and again of other children.

The sentences are the demonstration's. Each concern also gets a few made-up words, some frequent and most rare, as
names of people and places are. Rows are written many at a time, and every guard of the database holds for them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from concerns.models import (
    Action,
    Concern,
    ConcernLink,
    CourtOrder,
    Entry,
    Exclusion,
    KeyPerson,
    Pupil,
    ReportedChild,
    Shield,
    Standing,
    Status,
)
from safeguarding.access.wall import wall_open_to
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.everyday import Place, cases_for
from safeguarding.home.demonstration.people import make_people, make_places
from safeguarding.home.demonstration.reading import told
from safeguarding.home.demonstration.records import ON_THE_WAY, Case
from safeguarding.home.measuring.rows import MadeUp, insert, keys, row_of
from safeguarding.models import Event, School

State, Kind = Standing.State, Entry.Kind
SEED = 30_000
CONCERNS = {"aldermere-high": 30_000, "thornbeck": 8_000, "pippin-hill": 7_000, "quillbrook": 5_000}
CHILDREN_FOR = 8  # so many concerns there is a child
ON_ROLL = 0.4  # of all children whom the records know; the others have left
STAYS = 4 * 365  # days that a child has been here, so that older concerns are of those who have left
NEWEST = {State.SUBMITTED: 2, State.TRIAGED: 6, State.OPEN: 25, State.MONITORING: 15}  # of a thousand
POOL = {State.SUBMITTED: 8, State.TRIAGED: 20, State.OPEN: 60, State.MONITORING: 40}
POOL_SIZE = 400
YEARS = 10
BRIEFLY = 0.8  # of the resolved ones are told in as few entries as the reasons gate allows
GATE = (Kind.TRIAGE, Kind.DECISION, Kind.JUSTIFICATION, Kind.OUTCOME, Kind.FEEDBACK, Kind.RESOLVED)
LOOKS = 3  # at each concern, on average
BUSY_ENTRIES, BUSY_CONCERNS, LONGEST_CONCERN = 500, 24, 120
PRINTED_ENTRIES, PRINTED_CONCERNS = 200, 12
AT_ONCE = 4_000  # concerns that are written together


@dataclass(frozen=True)
class Filled:
    """What is measured of all that was written."""

    school: School
    lead: object
    reporter: object
    busy: Pupil
    printed: Pupil
    concern: Concern
    concerns: int
    entries: int


@dataclass(frozen=True)
class Copy:
    """One concern to be written: what it is like, when it came and about whom."""

    case: Case
    moved: timedelta
    children: tuple[int, ...]
    more: tuple[dict, ...] = field(default=())  # entries beyond the case's own
    briefly: bool = False

    @property
    def entries(self) -> list[Entry]:
        return [entry for entry in self.case.entries if not self.briefly or entry.kind in GATE]

    @property
    def actions(self) -> list[Action]:
        return [] if self.briefly else self.case.actions

    @property
    def at(self) -> datetime:
        return self.case.concern.recorded_at + self.moved


def fill(scale: float = 1.0, *, look_over: Callable = lambda: None) -> Filled:
    """Write it all and name what is measured; ``scale`` is for fewer rows.

    ``look_over`` lets the database count its rows, which the guards of a move need as much as pages do.
    """
    days = Calendar(timezone.localdate())
    trust, schools = make_places()
    people = make_people(trust, schools, days, "!")
    with wall_open_to(schools.values()):
        made = [
            _School(Place(school, people[slug], []), days, round(CONCERNS[slug] * scale))
            for slug, school in sorted(schools.items(), key=lambda item: CONCERNS[item[0]])
        ]
        for each in made:
            each.write()
        look_over()
        with wall_open_to(schools.values()):
            for each in made:
                each.move_on()
        look_over()
    with wall_open_to(schools.values()):
        return made[-1].filled(sum(each.written for each in made))


class _School:
    """One school's pupils and concerns."""

    def __init__(self, place: Place, days: Calendar, count: int):
        self.place, self.school, self.days, self.count = place, place.school, days, count
        self.chance = Random(SEED + count)  # noqa: S311 the same records every time
        self.made_up = MadeUp(self.chance)
        self.written, self.states = 0, {}

    def write(self) -> None:
        self.children = self._children()
        self.busy, self.printed, *self.others = [child for child in self.children if child.left_on is None]
        self.leavers = [child for child in self.children if child.left_on]
        here = Place(self.school, self.place.people, self.others[:200])
        newest = [state for state, count in POOL.items() for _ in range(count)]
        self.pool = cases_for(here, self.days, POOL_SIZE, newest)
        copies = sorted(self._copies(), key=lambda copy: copy.at)
        for start in range(0, len(copies), AT_ONCE):
            self._write(copies[start : start + AT_ONCE], start)
        self._write_front_sheet()
        self._shut_out()

    def _children(self) -> list[Pupil]:
        names = told("pupils")
        all_children = max(self.count // CHILDREN_FOR, 100)
        here = round(all_children * ON_ROLL)
        made = [
            Pupil(
                school=self.school,
                upn=f"Z{self.school.pk:03}{number:09}",
                first_name=self.chance.choice(names["girls"] + names["boys"]),
                last_name=self.chance.choice(names["surnames"]) + self.chance.choice(("", "", "by", "ford")),
                date_of_birth=date(2012, 1, 1) + timedelta(days=self.chance.randrange(2000)),
                year_group=self.chance.randrange(1, 12),
                form=f"{self.chance.randrange(1, 12)}{self.chance.choice('ABCDE')}",
                joined_on=date(2015, 9, 1),
                left_on=None if number < here else self.days.day(-self.chance.randrange(1, STAYS)),
            )
            for number in range(all_children)
        ]
        return Pupil.objects.bulk_create(made, batch_size=1000)

    # What is to be written

    def _copies(self) -> Iterator[Copy]:
        special = [*self._of(self.busy, BUSY_ENTRIES, BUSY_CONCERNS, LONGEST_CONCERN)]
        special += self._of(self.printed, PRINTED_ENTRIES, PRINTED_CONCERNS, 0)
        yield from special
        live = {state: self.count * share // 1000 for state, share in NEWEST.items()}
        for state, count in live.items():
            for _ in range(count):
                yield self._copy(self._case(state), timedelta())
        for _ in range(self.count - len(special) - sum(live.values())):
            yield self._copy(
                self._case(State.RESOLVED), self._long_ago(), briefly=self.chance.random() < BRIEFLY
            )

    def _case(self, state: str) -> Case:
        return self.chance.choice([case for case in self.pool if case.state == state])

    def _long_ago(self) -> timedelta:
        return -timedelta(
            days=self.chance.randrange(0, 365 * (YEARS - 2)), minutes=self.chance.randrange(500)
        )

    def _copy(self, case: Case, moved: timedelta, **more) -> Copy:
        of_whom = self.others if moved.days > -STAYS else self.leavers
        children = self.chance.sample(of_whom, len(case.children))
        return Copy(case, moved, tuple(child.pk for child in children), **more)

    def _of(self, child: Pupil, entries: int, concerns: int, longest: int) -> Iterator[Copy]:
        """Concerns of one child that together have so many entries, one of them ``longest``."""
        cases = [self._case(State.OPEN), *(self._case(State.RESOLVED) for _ in range(concerns - 1))]
        left = entries - sum(len(case.entries) for case in cases)
        first = max(longest - len(cases[0].entries), 0)
        each, over = divmod(max(left - first, 0), concerns - 1)
        for number, case in enumerate(cases):
            more = first if number == 0 else each + (number <= over)
            besides = self.chance.sample(self.others, 1 + (number % 2))
            children = (child.pk, *(other.pk for other in besides))[: max(len(case.children), 1 + number % 2)]
            yield Copy(case, timedelta(minutes=number), children, tuple(self._more(case, more)))

    def _more(self, case: Case, count: int) -> Iterator[dict]:
        """Further calls, notes and words of the child, as months of work on one concern leave behind."""
        kinds = (Kind.CONTACT, Kind.NOTE, Kind.CHILD_WORDS, Kind.CONTACT, Kind.SIGNIFICANT)
        talks = [entry for other in self.pool for entry in other.entries if entry.kind == Kind.CONTACT]
        last = max(entry.recorded_at for entry in case.entries)
        for number in range(count):
            talk, kind = self.chance.choice(talks), kinds[number % len(kinds)]
            yield row_of(talk) | {
                "kind": kind,
                "recorded_at": last - timedelta(minutes=number + 1),
                "happened_on": last.date() - timedelta(days=number % 30),
                "own_words": "It was all right until the door went." if kind == Kind.CHILD_WORDS else "",
                "impact": "Sleeps badly and comes late." if kind == Kind.SIGNIFICANT else "",
            }

    # Writing

    def _write(self, copies: list[Copy], numbered: int) -> None:
        concern_keys = keys(Concern, len(copies))
        rows = {model: [] for model in (Concern, ReportedChild, ConcernLink, Action, Standing, Entry, Event)}
        for number, (pk, copy) in enumerate(zip(concern_keys, copies, strict=True), start=numbered + 1):
            self._add(rows, copy, pk, number)
        for model in (Action, ReportedChild):
            numbers = keys(model, len(rows[model]))
            for row, pk in zip(rows[model], numbers, strict=True):
                row["id"] = pk
        for row in rows[Entry]:
            row["action_id"] = row["action_id"] and row["action_id"]["id"]
        for row in rows[ConcernLink]:
            row["reported_id"] = row["reported_id"]["id"]
        for model, made in rows.items():
            insert(model, made)
        self.states |= {pk: copy.case.state for pk, copy in zip(concern_keys, copies, strict=True)}
        self.written += len(rows[Entry])

    def _add(self, rows: dict, copy: Copy, pk: int, number: int) -> None:
        case, moved, fresh = copy.case, copy.moved, self.made_up.identity
        concern = row_of(case.concern, moved) | fresh() | {
            "id": pk, "number": number, "reference": f"{self.school.reference}-{number:04}",
            "seen_heard": f"{case.concern.seen_heard} {self.made_up.sentence()}",
        }  # fmt: skip
        rows[Concern].append(concern)
        own = {"concern_id": pk}
        for order, child in enumerate(copy.children):
            reported, link = case.children[min(order, len(case.children) - 1)]
            said = row_of(reported) | own | {"pupil_id": child, "order": order}
            rows[ReportedChild].append(said)
            rows[ConcernLink].append(
                row_of(link)
                | own
                | {
                    "public_id": fresh()["public_id"],
                    "pupil_id": child,
                    "reported_id": said,
                }
            )
        planned = {id(action): self._action(action, moved) | own for action in copy.actions}
        rows[Action] += planned.values()
        rows[Standing].append(self._standing(case, moved) | own)
        for entry in copy.entries:
            entered = row_of(entry, moved) | fresh() | own
            entered["action_id"] = planned.get(id(entry.action)) if entry.action else None
            entered["text"] = f"{entry.text} {self.made_up.sentence(2)}".strip()
            rows[Entry].append(entered)
        rows[Entry] += [row | fresh() | own for row in copy.more]
        rows[Event] += self._looks(concern)

    def _action(self, action: Action, moved: timedelta) -> dict:
        return row_of(action, moved) | self.made_up.identity() | {"planned_at": action.moment + moved}

    def _standing(self, case: Case, moved: timedelta) -> dict:
        row = row_of(Standing(school=self.school, **case.standing), moved)
        return row | {"version": 1 + len(ON_THE_WAY[case.state])}

    def _looks(self, concern: dict) -> Iterator[dict]:
        for number in range(self.chance.randrange(2 * LOOKS)):
            lead = self.place.people[("lead", "deputy")[number % 2]]
            yield {
                "verb": "concern opened", "actor_id": lead.pk, "actor_name": lead.name, "detail": {},
                "school_id": self.school.pk, "subject_type": "concern", "subject": concern["public_id"],
                "at": concern["recorded_at"],
            }  # fmt: skip

    def move_on(self) -> None:
        """Take every concern to its state, by the way of all concerns."""
        for state in (State.TRIAGED, State.OPEN, State.MONITORING, State.RESOLVED):
            through = [pk for pk, last in self.states.items() if state in ON_THE_WAY[last]]
            for start in range(0, len(through), AT_ONCE):
                Standing.objects.filter(concern__in=through[start : start + AT_ONCE]).update(state=state)

    def _write_front_sheet(self) -> None:
        """What stands on the front sheets of the two children that are measured, and statuses of others."""
        lead, day = self.place.people["lead"], self.days.day
        for child in (self.busy, self.printed):
            whose = {"school": self.school, "pupil": child, "recorded_by": lead}
            for name in ("Mother", "Father", "Aunt", "Grandmother"):
                KeyPerson.objects.create(name=f"{name} of the child", relation=name, may_share="ask", **whose)
            CourtOrder.objects.create(title="Prohibited steps", terms="Not to leave the country.", **whose)
            Shield.objects.create(
                kind="address", hidden_from="The father", text="14 Marl Row, AM4 9QX", **whose
            )
            Status.objects.create(kind="early_help", starts_on=day(-700), ends_on=day(-200), **whose)
            Status.objects.create(kind="child_protection", starts_on=day(-200), **whose)
        Status.objects.bulk_create(
            Status(
                school=self.school, pupil=child, recorded_by=lead, kind=kind, starts_on=day(-90),
            )
            for number, child in enumerate(self.others[: len(self.others) // 10])
            for kind in [Status.Kind.values[number % 4]]
        )  # fmt: skip

    def _shut_out(self) -> None:
        """The lead is shut out of a few records, so that the list has something to leave out."""
        lead, by = self.place.people["lead"], self.place.people["deputy"]
        for child in self.others[:3]:
            Exclusion.objects.create(school=self.school, person=lead, pupil=child, reason="Kin.", by=by)

    def filled(self, concerns: int) -> Filled:
        longest = Concern.objects.filter(links__pupil=self.busy, standing__state=State.OPEN).get()
        people = self.place.people
        staff = next(person for key, person in people.items() if key == "tutor")
        return Filled(
            self.school, people["lead"], staff, self.busy, self.printed, longest,
            Concern.objects.count(), concerns,
        )  # fmt: skip
