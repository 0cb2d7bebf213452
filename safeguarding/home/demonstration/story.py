"""One child's story, the reports that wait today, and the rest that is written by hand."""

import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from concerns.actions.categories import ask_category, decline_request
from concerns.actions.excluding import shut_out
from concerns.actions.registering import AdultAccount, add_adult_entry, decide_threshold, report_adult
from concerns.models import (
    Action,
    CourtOrder,
    Entry,
    KeyPerson,
    Professional,
    Pupil,
    Shield,
    Status,
    Subcategory,
)
from safeguarding.access.wall import wall_open_to
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.everyday import Place
from safeguarding.home.demonstration.reading import told
from safeguarding.home.demonstration.records import Case, action_of, entry_of
from safeguarding.models import User

Kind = Entry.Kind
# The names of the fixture, where they are shorter than the columns.
COLUMNS = {"kind": "contact_kind", "with": "contact_with", "words": "own_words"}
NOT_COLUMNS = {"after", "risk"}


class Story:
    """The children of the story and what is on record about them."""

    def __init__(self, place: Place, days: Calendar):
        self.place, self.days, self.data = place, days, told("story")
        self.school, self.people = place.school, place.people
        self.children = {child.first_name.lower(): child for child in named_children(place.children)}
        self.subcategories = {row.key: row for row in Subcategory.objects.all()}
        self.entries: list[Entry] = []
        self.told: dict[int, Case] = {}  # by the day of the report

    def cases(self) -> list[Case]:
        self.told = {row["day"]: self._case(row) for row in self.data["concerns"]}
        return list(self.told.values()) + [self._waiting(row) for row in self.data["today"]]

    def all_entries(self) -> list[Entry]:
        """What is in Rosa's file outside any concern; to be asked for after the cases."""
        rosa = self.children["rosa"]
        for row in self.data["entries"]:
            words = {name: value for name, value in row.items() if name not in ("day", "kind", "by")}
            self.entries.append(
                entry_of(
                    row["kind"], self.people[row["by"]], self._at(row["day"], "15:20"), pupil=rosa, **words
                )
            )
        return self.entries

    def actions(self) -> list[Action]:
        return [
            action_of(
                row["what"], self.people[row["owner"]], self.days.day(row["due"]), self.people[row["by"]],
                self._at(row["day"], "15:45"), pupil=self.children[row["child"]],
            )
            for row in self.data["actions"]
        ]  # fmt: skip

    def write_facts(self) -> None:
        """The front sheets of Rosa and Jude: people, professionals, the order, the shield and the statuses."""
        data = self.data
        self._facts(KeyPerson, data["people"], -386)
        self._facts(Professional, data["professionals"])
        self._facts(CourtOrder, [_dated(row, self.days) for row in data["orders"]])
        self._facts(Shield, data["shields"])
        statuses = [_dated(row, self.days) | {"day": row["from"]} for row in data["statuses"]]
        self._facts(Status, statuses)

    def _facts(self, model, rows: list[dict], day: int = 0) -> None:
        made = []
        for row in rows:
            words = {name: value for name, value in row.items() if name not in ("day", "both", "both_from")}
            of_whom = ["rosa", "jude"] if row.get("both") else ["rosa"]
            made += [self._fact(model, name, row.get("day", day), words) for name in of_whom]
            if "both_from" in row:
                later = words | {"starts_on": self.days.day(row["both_from"])}
                made.append(self._fact(model, "jude", row["both_from"], later))
        model.objects.bulk_create(made)

    def _fact(self, model, name: str, day: int, words: dict):
        child = self.children[name]
        at = self._at(max(day, -_days_since(child, self.days)), "14:10")
        return model(
            school=self.school, pupil=child, recorded_at=at, recorded_by=self.people["lead"], **words
        )

    def _at(self, day: int, clock: str) -> datetime:
        """A time on that school day, never later than now."""
        return min(_moment(self.days.weekday(day), clock), self.days.now)

    # Concerns of the story

    def _case(self, row: dict) -> Case:
        at, happened = self._when(row)
        told_whom = self.people[row["told"]].name if "told" in row else ""
        case = Case.reported(
            self.school,
            self.people[row["by"]],
            at,
            happened_on=happened,
            happened_at=time.fromisoformat(row["time"]) if "time" in row else None,
            when_sure="about" if "time" in row else "day",
            where=row.get("where", "school"),
            source=row.get("source", "seen"),
            seen_heard=row["says"],
            own_words=row["words"],
            opinion=row.get("opinion", ""),
            done_at_once=row["done"],
            told_in_person=bool(told_whom),
            told_whom=told_whom,
        )
        for name in row["about"]:
            case.about(self.children[name], self.subcategories[row["key"]])
        for step in row["steps"]:
            self._step(case, row, step, at + timedelta(hours=step["after"]))
        self._effect(case, row, at)
        return case

    def _when(self, row: dict) -> tuple[datetime, date]:
        """When it was reported, and the day of what happened; some things belong to a day of the week."""
        if "weekday" not in row:
            at = self._at(row["day"], row["at"])
            return at, at.date()
        happened = self.days.back_to(row["weekday"], row["day"])
        return _moment(happened + timedelta(days=row["reported"]), row["at"]), happened

    def _step(self, case: Case, row: dict, step: dict, at: datetime) -> None:
        kind = next(iter(step))
        by, at = self.people[step[kind]], min(_in_hours(at), self.days.now)
        if kind == "triage":
            case.triage(by, at, owner=self.people["lead"], level=row["level"], reason=step["reason"])
        elif kind == "resolved":
            case.resolve(by, max(at, case.standing["last_entry_at"]))
        else:
            words = {
                COLUMNS.get(name, name): value
                for name, value in step.items()
                if name not in {kind, *NOT_COLUMNS}
            }
            if "risk" in step:
                words["facts"] = {"risk_assessment": step["risk"]}
            case.enter(kind, by, max(at, case.standing["last_entry_at"]), **words)

    def _effect(self, case: Case, row: dict, at: datetime) -> None:
        """The effect on Rosa, added to her own chronology a day later."""
        by = self.people[row.get("effect_by", "lead")]
        facts, rosa = {"about": case.concern.public_id}, self.children["rosa"]
        at = min(at + timedelta(hours=25), self.days.now)
        self.entries.append(
            entry_of(Kind.NOTE, by, at, pupil=rosa, text="Effect added.", impact=row["effect"], facts=facts)
        )

    # Reports that wait

    def _waiting(self, row: dict) -> Case:
        at = self.days.now - timedelta(hours=row["hours"])
        told_whom = self.people[row["told"]].name if "told" in row else ""
        case = Case.reported(
            self.school,
            self.people[row["by"]],
            at,
            urgent=row.get("urgent", False),
            injury=row.get("injury", False),
            happened_on=timezone.localtime(at).date(),
            when_sure=row["when_sure"],
            where=row["where"],
            source=row["source"],
            seen_heard=row["says"],
            own_words=row["words"],
            done_at_once=row["done"],
            told_in_person=bool(told_whom),
            told_whom=told_whom,
        )
        case.about(self.children[row["child"]], None)
        for mark in row.get("marks", ()):
            case.mark(**mark)
        return case


def named_children(children: list[Pupil]) -> list[Pupil]:
    """Those whom the story names; all others belong to the generator."""
    named = {row["name"] for row in told("pupils")["schools"]["thornbeck"]["named"]}
    return [child for child in children if f"{child.first_name} {child.last_name}" in named]


def write_statuses(places: dict[str, Place], days: Calendar) -> None:
    """Standings of other children, so that the counts of each school show something."""
    made = []
    for slug, rows in told("pupils")["statuses"].items():
        place = places[slug]
        for row in rows:
            words = _dated(row, days)
            child = place.children[words.pop("child")]
            at = timezone.make_aware(datetime.combine(days.day(row["from"]), time(14)))
            made.append(
                Status(
                    school=place.school,
                    pupil=child,
                    recorded_at=at,
                    recorded_by=place.people["lead"],
                    **words,
                )
            )
    Status.objects.bulk_create(made)


def write_beside(places: dict[str, Place], officer: User, days: Calendar) -> None:
    """The exclusion, the concern about an adult, and the two requests for a category: all through their actions."""
    data = told("story")
    _shut_out(places["thornbeck"], data["exclusion"])
    _report_adult(places[data["adult"]["at"]], data["adult"], days)
    for row in data["requests"]:
        place = places[row["at"]]
        words = {name: row[name] for name in ("title", "reason", "examples")}
        request = ask_category(place.school, by=place.people[row["by"]], request_key=uuid.uuid4(), **words)
        if "declined" in row:
            decline_request(request, reason=row["declined"], by=officer)


def _shut_out(place: Place, row: dict) -> None:
    child = next(each for each in named_children(place.children) if each.first_name.lower() == row["child"])
    person, by = place.people[row["person"]], place.people[row["by"]]
    with wall_open_to(
        [place.school]
    ):  # the action looks through the eyes of who shuts out: open again after it
        shut_out(person, reason=row["reason"], by=by, request_key=uuid.uuid4(), pupil=child)


def _report_adult(place: Place, row: dict, days: Calendar) -> None:
    names = ("subject_name", "subject_role", "where_words", "what", "done_at_once")
    account = AdultAccount(
        happened_on=min(days.school_day(row["days"]), timezone.localdate()),
        **{name: row[name] for name in names},
    )
    concern = report_adult(place.school, account, by=place.people[row["by"]], request_key=uuid.uuid4())
    head = place.people["head"]
    subcategory = Subcategory.objects.select_related("category").get(key=row["key"])
    decide_threshold(
        concern, state="low_level", subcategory=subcategory, reason=row["reason"], by=head, seen_version=1,
        request_key=uuid.uuid4(),
    )  # fmt: skip
    add_adult_entry(concern, "note", text=row["note"], by=head, request_key=uuid.uuid4())


def _dated(row: dict, days: Calendar) -> dict:
    """The row with its first and last day as dates."""
    words = {name: value for name, value in row.items() if name not in ("from", "to")}
    words["starts_on"] = days.day(row["from"])
    if "to" in row:
        words["ends_on"] = days.day(row["to"])
    return words


def _days_since(child: Pupil, days: Calendar) -> int:
    return (days.today - child.joined_on).days


def _moment(day: date, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def _in_hours(at: datetime) -> datetime:
    """Between eight and six, and two days later where it is a weekend."""
    at = timezone.localtime(at)
    if at.hour >= 18 or at.hour < 8:
        at = at.replace(hour=16 if at.hour >= 18 else 8, minute=at.minute // 2 + 5)
    return at + timedelta(days=2) if at.weekday() > 4 else at
