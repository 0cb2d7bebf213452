"""What the clocks of the demonstration run on: meetings held, updates, letters, answers and markers on main files."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from concerns.models import (
    Concern,
    Entry,
    Meeting,
    Plan,
    PlanReview,
    PlanVersion,
    Pupil,
    Reassessment,
    Standing,
    Status,
    Subcategory,
)
from concerns.reports.corroboration import CONFIRMED, TO_REFER
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.everyday import Place
from safeguarding.home.demonstration.reading import told
from safeguarding.home.demonstration.records import Case, entry_of

Kind = Entry.Kind
MARKED = -28  # main files of children whose record began before that day are marked
KEPT = -10  # referrals of decisions before that day are in the paper files


def linked_cases(places: dict[str, Place], days: Calendar) -> list[Case]:
    """Three concerns of one kind about one child, so that the record asks about them."""
    row = told("clocks")["linked"]
    place = places[row["at"]]
    pupil, kind = place.children[row["child"]], Subcategory.objects.get(key=row["key"])
    return [_linked(place, pupil, kind, row, n, days) for n in range(len(row["days"]))]


def _linked(place: Place, pupil: Pupil, kind: Subcategory, row: dict, n: int, days: Calendar) -> Case:
    at = min(_moment(days.weekday(row["days"][n]), "09:05"), days.now - timedelta(hours=3))
    lead = place.people["lead"]
    case = Case.reported(
        place.school, place.people["reporter"], at, happened_on=timezone.localdate(at), when_sure="day",
        where="school", source="seen", seen_heard=row["says"][n], own_words=row["words"][n], told_in_person=False,
    )  # fmt: skip
    case.about(pupil, kind)
    reason = "A matter for home and school today. It is looked at with what came before."
    case.triage(lead, at + timedelta(hours=1), owner=lead, level=row["level"], reason=reason)
    case.enter(
        Kind.CONTACT, lead, at + timedelta(hours=2), contact_kind="call", contact_with="the child’s mother",
        text="Rang home. A coat is found and the help fund is offered.",
    )  # fmt: skip
    return case


def write_clocks(places: dict[str, Place], story: dict[int, Concern], days: Calendar) -> None:
    """Everything else; ``story`` are the concerns of the story by the day of their report."""
    writer = _Writer(places, days)
    writer.meetings()
    writer.updates()
    writer.unchanged()
    writer.answered(story)
    Entry.objects.bulk_create(sorted(writer.entries, key=lambda entry: entry.recorded_at))
    Entry.objects.bulk_create(
        sorted([*writer.letters(), *writer.kept()], key=lambda entry: entry.recorded_at)
    )
    _mark_main_files(places, days)


class _Writer:
    """Entries are kept until the end, when all of them are written at once."""

    def __init__(self, places: dict[str, Place], days: Calendar):
        self.places, self.days, self.data = places, days, told("clocks")
        self.entries: list[Entry] = []

    def meetings(self) -> None:
        for slug, rows in self.data["meetings"].items():
            for row in rows:
                for offset in row["days"]:
                    self._meeting(self.places[slug], row, self.days.weekday(offset))

    def _meeting(self, place: Place, row: dict, day) -> None:
        pupil, lead = place.children[row["child"]], place.people["lead"]
        made = Meeting.objects.create(
            school=place.school, pupil=pupil, kind=row["kind"], due_on=day, owner=lead, made_by=lead
        )
        Meeting.objects.filter(pk=made.pk).update(made_at=_moment(day, "08:30"))
        made.state, made.held_on, made.school_attended = Meeting.State.HELD, day, True
        made.attended, made.summary, made.child_view = row["with"], row["said"], row["words"]
        made.version = 2
        made.save(
            update_fields=[
                "state",
                "held_on",
                "school_attended",
                "attended",
                "summary",
                "child_view",
                "version",
            ]
        )
        if row.get("minutes", True):
            came = min(day + timedelta(days=7), self.days.today)
            Meeting.objects.filter(pk=made.pk).update(minutes_on=came)
        facts = {"step": "held", "meeting": made.public_id, "meeting_kind": made.kind}
        said = {"text": f"{row['said']}\n\nThere were: {row['with']}", "own_words": row["words"]}
        self._tell(
            Kind.MEETING, lead, day, "15:30", pupil=pupil, meeting=made, significant=True, facts=facts, **said
        )

    def updates(self) -> None:
        for slug, rows in self.data["updates"].items():
            place = self.places[slug]
            for row in rows:
                self._tell(
                    Kind.CONTACT, place.people[row["by"]], self.days.weekday(row["day"]), "11:20",
                    pupil=place.children[row["child"]], contact_kind=row["kind"], contact_with=row["with"],
                    text=row["text"], facts={"update": True},
                )  # fmt: skip

    def unchanged(self) -> None:
        row = self.data["unchanged"]
        place = self.places[row["at"]]
        pupil, by, first = (
            place.children[row["child"]],
            place.people[row["by"]],
            self.days.weekday(row["starts"]),
        )
        plan = Plan.objects.create(
            school=place.school, pupil=pupil, kind=Plan.Kind.SAFETY, owner=by, made_by=by
        )
        Plan.objects.filter(pk=plan.pk).update(made_at=_moment(first, "09:00"))
        PlanVersion.objects.create(
            school=place.school, plan=plan, number=1, risks=row["risks"], measures=row["measures"], written_by=by,
            written_at=_moment(first, "09:30"),
        )  # fmt: skip
        plan.state, plan.starts_on, plan.version = Plan.State.ACTIVE, first, 2
        plan.review_on = self.days.day(row["reviews"][-1]["next"])
        plan.save(update_fields=["state", "starts_on", "review_on", "version"])
        facts = {"plan": plan.public_id, "plan_kind": plan.kind}
        text = f"Risks: {row['risks']}\n\nWhat is done: {row['measures']}"
        on = {"pupil": pupil, "plan": plan}
        self._tell(
            Kind.PLAN,
            by,
            first,
            "10:00",
            significant=True,
            text=text,
            facts=facts | {"step": "in_force"},
            **on,
        )
        for review in row["reviews"]:
            self._review(plan, review, by, facts, on)

    def _review(self, plan: Plan, row: dict, by, facts: dict, on: dict) -> None:
        day, following = self.days.weekday(row["day"]), self.days.day(row["next"])
        PlanReview.objects.create(
            school=plan.school, plan=plan, held_on=day, trigger="due", risk="same", still_holds=True,
            reason=row["reason"], next_review_on=following, reviewed_by=by, reviewed_at=_moment(day, "14:30"),
        )  # fmt: skip
        said = {"step": "reviewed", "risk": "same", "still_holds": True, "next_review": following.isoformat()}
        self._tell(Kind.PLAN, by, day, "14:30", reason=row["reason"], facts=facts | said, **on)

    def answered(self, story: dict[int, Concern]) -> None:
        row = self.data["answered"]
        place, concern, day = self.places["thornbeck"], story[row["concern"]], self.days.weekday(row["day"])
        by = place.people[row["by"]]
        pupil = next(each for each in place.children if each.first_name.lower() == row["child"])
        at = max(_moment(day, "16:10"), concern.recorded_at + timedelta(hours=1))
        Reassessment.objects.create(
            school=place.school, pupil=pupil, rule="third_concern", asked=row["asked"], concern=concern,
            changes_view=row["changes"], reason=row["reason"], answered_by=by, answered_at=at,
        )  # fmt: skip
        facts = {
            "step": "answered",
            "changes": row["changes"],
            "asked": row["asked"],
            "concerns": [concern.public_id],
        }
        on = {"pupil": pupil, "concern": concern}
        self.entries.append(entry_of(Kind.REASSESSED, by, at, reason=row["reason"], facts=facts, **on))

    def letters(self) -> Iterable[Entry]:
        """The authority's letter of each status that it confirms, but for those that never came."""
        never = {self.places[row["at"]].children[row["child"]].pk for row in self.data["without_letter"]}
        lead_of = {place.school.pk: place.people["lead"] for place in self.places.values()}
        for status in Status.objects.current().filter(kind__in=CONFIRMED).select_related("pupil__school"):
            if status.pupil_id not in never:
                facts = {"step": "kept", "paper": "letter", "status": status.public_id, "kind": status.kind}
                facts["since"] = status.starts_on.isoformat()
                day = min(status.starts_on + timedelta(days=9), self.days.today)
                at = min(_moment(day, "09:40"), self.days.now)
                by = lead_of[status.school_id]
                yield entry_of(Kind.PAPER, by, at, pupil=status.pupil, text="In the paper file.", facts=facts)

    def kept(self) -> Iterable[Entry]:
        """Referrals of older decisions, which were made before they were written here."""
        lead_of = {place.school.pk: place.people["lead"] for place in self.places.values()}
        rows = Entry.objects.filter(
            kind=Kind.DECISION, route__in=TO_REFER, happened_on__lt=self.days.day(KEPT)
        )
        rows = rows.exclude(concern__standing__state=Standing.State.IN_ERROR)
        for decision in rows.select_related("concern__school"):
            facts = {"step": "kept", "paper": "referral", "decision": decision.public_id}
            at = min(decision.recorded_at + timedelta(hours=2), self.days.now)
            by = lead_of[decision.school_id]
            text = "A copy is in the paper file."
            yield entry_of(Kind.PAPER, by, at, concern=decision.concern, text=text, facts=facts)

    def _tell(self, kind: str, by, day, clock: str, **words) -> None:
        at = min(_moment(day, clock), self.days.now - timedelta(minutes=1))
        self.entries.append(entry_of(kind, by, at, happened_on=day, **words))


def _mark_main_files(places: dict[str, Place], days: Calendar) -> None:
    """Those of a while ago are marked; the newest wait for it."""
    day = days.weekday(MARKED)
    for place in places.values():
        pupils = Pupil.objects.filter(school=place.school)
        reported = pupils.filter(concern_links__concern__recorded_at__lt=_moment(day, "00:00"))
        known = pupils.filter(statuss__starts_on__lt=day)
        pupils.filter(
            pk__in=[*reported.values_list("pk", flat=True), *known.values_list("pk", flat=True)]
        ).update(main_file_marked_on=day)


def _moment(day, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
