"""Two years of everyday concerns, put together by a generator with a fixed seed from written sentences."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from concerns.models import Concern, Entry, Pupil, Standing, Subcategory
from concerns.trend_periods import HALF_TERM, SHOWN, Span, spans
from safeguarding.home.demonstration.calendar import Calendar, in_holidays
from safeguarding.home.demonstration.reading import told
from safeguarding.home.demonstration.records import Case
from safeguarding.home.demonstration.roll import is_girl
from safeguarding.models import School, User
from safeguarding.reports.term_dates import terms_of

State, Kind = Standing.State, Entry.Kind
SEED, TWO_YEARS = 412, 729
SLOT = re.compile(r"\{(\w+)\}")
GIRL = {"he": "she", "him": "her", "his": "her", "He": "She", "His": "Her", "himself": "herself"}
FORMER = {"former-deputy": -90}  # until when, in days, somebody wrote here
NEWCOMERS = {"supply": -38}
LOOKED_AT_AGAIN = 9  # days after which what stood under "Other" has its own category
LEADS = ("lead", "deputy", "deputy2", "former-deputy")
# The newest of each school, by state; all others are resolved, with one in fifty still watched.
NEWEST = {
    "thornbeck": ["triaged"] * 3 + ["open"] * 6 + ["monitoring"] * 4,
    "pippin-hill": ["submitted"] + ["triaged"] * 2 + ["open"] * 4 + ["monitoring"] * 3,
    "aldermere-high": ["submitted"] * 2 + ["triaged"] * 4 + ["open"] * 8 + ["monitoring"] * 5,
    "quillbrook": ["submitted", "triaged"] + ["open"] * 3 + ["monitoring"] * 2,
}
ERRORS = {
    "thornbeck": 30,
    "aldermere-high": 41,
}  # place of the one that was entered in error, from the newest
ALERTS = (4, 26)  # of the filter, in a half term of last year and in the same of this year
DUE = (-9, -3, -1, 0, 2, 4, 7, 12)  # in days from today: late, due and fresh in turn


@dataclass(frozen=True)
class Place:
    """A school with its people and children."""

    school: School
    people: dict[str, User]
    children: list[Pupil]

    def staff(self, age: int, *, leads: bool) -> list[User]:
        """Who could have written so many days ago."""
        return [
            user
            for key, user in self.people.items()
            if (key in LEADS) == leads
            and key not in ("head", "governor", "adviser", "admin", "starter", "officer")
            and -age <= FORMER.get(key, 0)
            and -age >= NEWCOMERS.get(key, -9999)
        ]


def everyday_cases(places: dict[str, Place], days: Calendar, spared: set[Pupil]) -> list[Case]:
    """The everyday concerns of every school; none is about the children in ``spared``."""
    chance = Random(SEED)  # noqa: S311 the same concerns on every load
    subcategories = {row.key: row for row in Subcategory.objects.select_related("category")}
    made = []
    for slug, place in places.items():
        teller = _Teller(place, days, chance, subcategories, spared)
        made += teller.cases(told("concerns")["weights"][slug], NEWEST[slug], ERRORS.get(slug))
    return made


def cases_for(place: Place, days: Calendar, count: int, newest: list[str]) -> list[Case]:
    """So many everyday concerns of one school, the newest in these states and all others resolved."""
    subcategories = {row.key: row for row in Subcategory.objects.select_related("category")}
    return _Teller(place, days, Random(SEED), subcategories, set()).cases(count, newest, None)  # noqa: S311


def alert_cases(place: Place, days: Calendar) -> list[Case]:
    """What a new filter found at one school: few in a half term of last year, many in the same of this year."""
    subcategories = {row.key: row for row in Subcategory.objects.select_related("category")}
    teller = _Teller(place, days, Random(SEED + 1), subcategories, set())  # noqa: S311 the same on every load
    half_terms = spans(HALF_TERM, terms_of(place.school), days.today, SHOWN[HALF_TERM])
    return teller.alerts(half_terms[0], ALERTS[0]) + teller.alerts(half_terms[-2], ALERTS[1])


class _Words:
    """The sentences of one concern: each slot is chosen once and then stays."""

    def __init__(self, scenario: dict, child: Pupil, chance: Random):
        self.scenario, self.chance = scenario, chance
        girl = is_girl(child.first_name)
        self.chosen = {slot: GIRL[slot] if girl else slot for slot in GIRL} | {
            "name": str(child.known_as or child.first_name)
        }

    def pick(self, lines: list) -> str:
        return self.fill(self.chance.choice(lines))

    def fill(self, text: str) -> str:
        while SLOT.search(text):
            text = SLOT.sub(lambda found: self._slot(found[1]), text)
        return text

    def _slot(self, name: str) -> str:
        if name not in self.chosen:
            pool = self.scenario.get(name) or told("concerns")["bits"][name]
            self.chosen[name] = self.chance.choice(pool)
        return self.chosen[name]


class _Teller:
    """Makes the concerns of one school."""

    def __init__(self, place: Place, days: Calendar, chance: Random, subcategories: dict, spared: set[Pupil]):
        self.place, self.days, self.chance, self.subcategories = place, days, chance, subcategories
        letter = {"primary": "p", "secondary": "s"}.get(place.school.phase, "x")
        self.scenarios = [row for row in told("concerns")["scenarios"] if letter in row["at"]]
        self.children = [child for child in place.children if child not in spared]
        self.bag: list[dict] = []
        self.turn = 0

    def cases(self, count: int, newest: list[str], error: int | None) -> list[Case]:
        ages = sorted(self._age(n, count, len(newest)) for n in range(count))
        return [self._case(age, self._state(n, newest, error)) for n, age in enumerate(ages)]

    def alerts(self, span: Span, count: int) -> list[Case]:
        """So many in a stretch of time, all looked into and resolved."""
        self.scenarios = [row for row in self.scenarios if row["source"] == Concern.Source.FILTER]
        days = [span.since + timedelta(days=n) for n in range(span.days)]
        open_ = [day for day in days if day.weekday() < 5 and not in_holidays(day)]
        chosen = [open_[n * len(open_) // count] for n in range(count)]
        return [self._case((self.days.today - day).days, State.RESOLVED) for day in chosen]

    def _age(self, n: int, count: int, newest: int) -> int:
        """The newest come within some weeks; the others are spread over two years, in term."""
        if n < newest:
            return 1 + n * 38 // newest
        while True:
            age = self.chance.randrange(40, TWO_YEARS)
            day = self.days.day(-age)
            if self.days.school_day(-age) == day:
                return age

    def _state(self, n: int, newest: list[str], error: int | None) -> str:
        if n < len(newest):
            return newest[n]
        if n == error:
            return State.IN_ERROR
        return State.MONITORING if n % 50 == 49 else State.RESOLVED

    def _scenario(self) -> dict:
        if not self.bag:
            self.bag = list(self.scenarios)
            self.chance.shuffle(self.bag)
        return self.bag.pop()

    def _child(self, scenario: dict, day, besides: Pupil | None = None) -> Pupil | None:
        low, high = scenario.get("years", (-9, 99))
        fitting = [
            child
            for child in self.chance.sample(
                self.children, 60 if len(self.children) > 60 else len(self.children)
            )
            if child != besides
            and low <= child.year_group <= high
            and child.joined_on <= day
            and (child.left_on is None or child.left_on > day)
        ]
        return fitting[0] if fitting else None

    def _case(self, age: int, state: str) -> Case:
        day = self.days.school_day(-age)
        child = None
        while child is None:
            scenario = self._scenario()
            child = self._child(scenario, day)
        words = _Words(scenario, child, self.chance)
        at = _on(day, time(8, 15)) + timedelta(minutes=self.chance.randrange(0, 500))
        case = self._report(scenario, words, child, at, age)
        if state == State.IN_ERROR:
            self._take_back(case, at, age)
        elif state != State.SUBMITTED:
            self._work_on(case, scenario, words, _Clock(at, self.days, self.chance), age, state)
        return case

    def _report(self, scenario: dict, words: _Words, child: Pupil, at: datetime, age: int) -> Case:
        writers = self.place.staff(age, leads=False)
        if self.chance.random() < 0.12:
            writers = self.place.staff(age, leads=True)
        done = words.pick(scenario["done"])
        leader = self.chance.choice(self.place.staff(age, leads=True)).name
        in_person = "in person" in done or self.chance.random() < 0.3
        case = Case.reported(
            self.place.school,
            self.chance.choice(writers),
            at,
            happened_on=at.date(),
            when_sure=self.chance.choice(("day", "day", "about")),
            where=scenario.get("where", "school"),
            source=scenario["source"],
            injury=scenario.get("injury", False),
            seen_heard=words.pick(scenario["says"]),
            own_words=words.pick(scenario["words"]).strip("“”"),
            done_at_once=done,
            told_in_person=in_person,
            told_whom=leader if in_person else "",
        )
        if case.concern.when_sure == "about":
            case.concern.happened_at = (
                (timezone.localtime(at) - timedelta(minutes=20)).time().replace(second=0)
            )
        self._children(case, scenario, child, at.date())
        return case

    def _children(self, case: Case, scenario: dict, child: Pupil, day) -> None:
        subcategory = self.subcategories[scenario["key"]]
        facets = {"where": case.concern.where, "source": case.concern.source}
        if "prejudice" in scenario:
            facets["prejudice"] = [self.chance.choice(scenario["prejudice"])]
        more = {"other_reason": scenario.get("other", ""), "facets": facets}
        case.about(child, subcategory, **more)
        same_year = scenario | {"years": (child.year_group, child.year_group)}
        if "also" in scenario and (other := self._child(same_year, day, besides=child)):
            case.about(other, subcategory, part=scenario["also"], **more)

    def _take_back(self, case: Case, at: datetime, age: int) -> None:
        first, second = self.chance.sample(self.place.staff(age, leads=True), 2)
        case.enter(
            Kind.ERROR_CLAIMED,
            first,
            at + timedelta(minutes=50),
            reason="It is about a child of the same first name, in another class. The right report is written.",
        )
        case.enter(
            Kind.ERROR_CONFIRMED,
            second,
            at + timedelta(hours=3),
            reason="Looked at both. This one names the wrong child.",
        )
        case.state = State.IN_ERROR

    def _work_on(self, case, scenario, words, clock: "_Clock", age: int, state: str) -> None:
        owner = self.chance.choice(self.place.staff(min(age, 60), leads=True))
        by = self.chance.choice(self.place.staff(age, leads=True))
        level = scenario["level"]
        reason = words.pick(told("concerns")["levels"][level])
        case.triage(by, clock.later(0.4, 9), owner=owner, level=level, reason=reason)
        if "again" in scenario and age > LOOKED_AT_AGAIN:
            at, reason = clock.at + timedelta(minutes=4), words.fill(scenario["why_again"])
            case.sort_again(self.subcategories[scenario["again"]], owner, at, reason)
        if state == State.TRIAGED:
            return
        case.move(State.OPEN, by, clock.later(0.1, 1), words.pick(told("concerns")["begun"]))
        self._decide(case, scenario, words, clock, by)
        self._contacts(case, scenario, words, clock, by)
        self._plan(case, words, clock, owner, by, done=state != State.OPEN)
        if state == State.MONITORING:
            case.move(State.MONITORING, owner, clock.later(24, 160), words.pick(told("concerns")["watch"]))
        elif state == State.RESOLVED:
            self._close(case, scenario, words, clock, owner)

    def _decide(self, case, scenario, words, clock, by) -> None:
        case.enter(
            Kind.DECISION,
            by,
            clock.later(0.5, 20),
            route=scenario["route"],
            reason=words.pick(scenario["why"]),
            child_view=words.fill(scenario.get("child", "")).strip("“”"),
            family_told=scenario["route"] != "statutory",
        )

    def _contacts(self, case, scenario, words, clock, by) -> None:
        for kind, whom, text in scenario["contact"]:
            case.enter(
                Kind.CONTACT, by, clock.later(2, 40), contact_kind=kind,
                contact_with=words.fill(whom), text=words.fill(text),
            )  # fmt: skip

    def _plan(self, case, words, clock, owner, by, *, done: bool) -> None:
        what, result = map(words.fill, self.chance.choice(told("concerns")["actions"]))
        at = clock.later(0.2, 6)
        if done:
            finished = clock.later(70, 260)
            due = (finished + timedelta(days=self.chance.randrange(0, 4))).date()
            case.plan(what, owner, due, by, at, done=(finished, result))
        else:
            due = max(self.days.day(DUE[self.turn % len(DUE)]), at.date())
            self.turn += 1
            case.plan(what, owner, due, by, at)

    def _close(self, case, scenario, words, clock, owner) -> None:
        if "enough" in scenario:
            facts = {"risk_assessment": scenario.get("risk", "not_needed")}
            case.enter(
                Kind.JUSTIFICATION,
                owner,
                clock.later(90, 500),
                reason=words.fill(scenario["enough"]),
                facts=facts,
            )
        case.enter(Kind.OUTCOME, owner, clock.later(100, 600), text=words.pick(scenario["came"]))
        case.enter(Kind.FEEDBACK, owner, clock.later(0.1, 3), text=words.pick(told("concerns")["told"]))
        case.resolve(owner, clock.later(0.05, 0.2))


class _Clock:
    """Moments that follow one another on school days, in working hours, and never later than now."""

    def __init__(self, start: datetime, days: Calendar, chance: Random):
        self.at, self.days, self.chance, self.end = start, days, chance, days.now - timedelta(minutes=40)

    def later(self, least: float, most: float) -> datetime:
        """Some hours later; the nearest working hour after it."""
        at = timezone.localtime(self.at + timedelta(hours=self.chance.uniform(least, most)))
        if at.hour >= 17:
            at = (at + timedelta(days=1)).replace(hour=8, minute=10 + at.minute // 2)
        elif at.hour < 8:
            at = at.replace(hour=8, minute=10 + at.minute // 2)
        while at.weekday() > 4 or in_holidays(at.date()):
            at += timedelta(days=1)
        self.at = max(self.at, min(at, self.end)) + timedelta(seconds=30)
        return self.at


def _on(day, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
