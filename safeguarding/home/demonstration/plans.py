"""Plans and meetings of the demonstration, written with the times of those days, as the actions leave them."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from concerns.models import Action, Concern, Entry, Meeting, Plan, PlanReview, PlanVersion, Pupil
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.everyday import Place
from safeguarding.home.demonstration.reading import told
from safeguarding.home.demonstration.records import action_of, entry_of

PLAN, MEETING = Entry.Kind.PLAN, Entry.Kind.MEETING


def write_plans(
    place: Place, children: dict[str, Pupil], concerns: dict[int, Concern], days: Calendar
) -> None:
    """All of them; ``concerns`` are those of the story by the day of their report."""
    writer = _Writer(place, children, concerns, days)
    plans = {(row["child"], row["kind"]): writer.plan(row) for row in told("plans")["plans"]}
    for row in told("plans")["meetings"]:
        writer.meeting(row, plans.get((row["child"], row.get("plan"))))
    writer.write()


class _Writer:
    """Rows are made in order; entries and actions are kept until the end, when all of them are written at once."""

    def __init__(self, place, children, concerns, days):
        self.school, self.people = place.school, place.people
        self.children, self.concerns, self.days = children, concerns, days
        self.entries: list[Entry] = []
        self.actions: list[tuple[Action, dict]] = []

    def plan(self, row: dict) -> Plan:
        first = row["versions"][0]
        plan = self._made(Plan, row, first["day"], kind=row["kind"], owner=self.people[row["by"]])
        self._tell(plan, "started", row["by"], first["day"], "09:10", owner=plan.owner.name)
        steps = [(each["day"], 0, self._version, each) for each in row["versions"]]
        steps += [(each["day"], 2, self._review, each) for each in row.get("reviews", ())]
        if "starts" in row:
            steps.append((max(row["starts"], first["day"]), 1, self._begin, row))
        for *_, step, words in sorted(steps, key=lambda each: each[:2]):
            step(plan, words)
        for action in row.get("actions", ()):
            self._action(action, action["by"], action["day"], pupil=plan.pupil, plan=plan)
        if "ended" in row:
            self._end(plan, row["ended"])
        return plan

    def _version(self, plan: Plan, row: dict) -> None:
        names = {"triggers": "triggers", "child": "child_view", "family": "family_view", "why": "why"}
        words = {column: row[name] for name, column in names.items() if name in row}
        number = plan.versions.count() + 1
        PlanVersion.objects.create(
            school=self.school, plan=plan, number=number, risks=row["risks"], measures=row["measures"],
            written_by=self.people[row["by"]], written_at=self._at(row["day"], "10:20"), **words,
        )  # fmt: skip
        step = "rewritten" if plan.state == Plan.State.ACTIVE else "written"
        self._tell(plan, step, row["by"], row["day"], "10:20", number=number, reason=row.get("why", ""))

    def _begin(self, plan: Plan, row: dict) -> None:
        says, first = plan.versions.first(), (row.get("reviews") or [{"day": row["review"]}])[0]["day"]
        self._change(
            plan, state=Plan.State.ACTIVE, starts_on=self._day(row["starts"]), review_on=self._day(first)
        )
        self._tell(
            plan, "in_force", row["by"], row["starts"], "11:00", significant=True, child_view=says.child_view,
            text=f"Risks: {says.risks}\n\nWhat is done: {says.measures}", next_review=self._day(first).isoformat(),
        )  # fmt: skip

    def _review(self, plan: Plan, row: dict) -> None:
        concern, following = self.concerns.get(row.get("concern")), self._day(row["next"])
        words = row.get("words", "")
        PlanReview.objects.create(
            school=self.school, plan=plan, held_on=self._day(row["day"]), trigger=row["trigger"], concern=concern,
            risk=row["risk"], still_holds=row["holds"], reason=row["reason"], child_view=words,
            next_review_on=following, reviewed_by=self.people[row["by"]], reviewed_at=self._at(row["day"], "14:30"),
        )  # fmt: skip
        self._change(plan, review_on=following)
        self._tell(
            plan, "reviewed", row["by"], row["day"], "14:30", concern=concern, reason=row["reason"], own_words=words,
            impact=row.get("effect", ""), significant=row["risk"] != "same" or not row["holds"], risk=row["risk"],
            still_holds=row["holds"], trigger=row["trigger"], next_review=following.isoformat(),
        )  # fmt: skip

    def _end(self, plan: Plan, row: dict) -> None:
        day = self._day(row["day"])
        self._change(plan, state=Plan.State.ENDED, ended_on=day, ended_reason=row["reason"])
        self._tell(plan, "ended", row["by"], row["day"], "16:00", reason=row["reason"], significant=True)

    def meeting(self, row: dict, plan: Plan | None) -> None:
        words = {"kind": row["kind"], "called_by": row.get("called_by", ""), "due_on": self._day(row["due"])}
        meeting = self._made(Meeting, row, row["day"], owner=self.people[row["by"]], plan=plan, **words)
        due = meeting.due_on.isoformat()
        self._tell(meeting, "planned", row["by"], row["day"], "09:40", owner=meeting.owner.name, due=due)
        if "report" in row:
            self._change(meeting, report_sent_on=self._day(row["report"]))
            self._tell(meeting, "report_sent", row["by"], row["report"], "12:00")
        if "held" in row:
            self._hold(meeting, row)

    def _hold(self, meeting: Meeting, row: dict) -> None:
        said = {"attended": row["attended"], "summary": row["summary"], "child_view": row["words"]}
        self._change(
            meeting, state=Meeting.State.HELD, held_on=self._day(row["held"]), school_attended=True, **said
        )
        text = f"{row['summary']}\n\nThere were: {row['attended']}"
        self._tell(
            meeting, "held", row["by"], row["held"], "15:10", text=text, own_words=row["words"], impact=row["effect"],
            significant=True,
        )  # fmt: skip
        for asked in row.get("asked", ()):
            of = {"pupil": meeting.pupil, "plan": meeting.plan, "meeting": meeting}
            self._action(asked, row["by"], row["held"], **of)
        if "minutes" in row:
            self._change(meeting, minutes_on=self._day(row["minutes"]))
            self._tell(meeting, "minutes", row["by"], row["minutes"], "09:30")

    def _action(self, row: dict, by: str, day: int, *, pupil, **of) -> None:
        owner, due_on = self.people[row["owner"]], self._day(row["due"])
        action = action_of(row["what"], owner, due_on, self.people[by], self._at(day, "15:45"), pupil=pupil)
        action.plan, action.meeting = of.get("plan"), of.get("meeting")
        facts = {"owner": owner.name, "due": due_on.isoformat()}
        entries = [self._entry_of_action(action, by, action.moment, row["what"], facts)]
        if "done" in row:
            done = self._at(row["due"], "13:20")
            action.state, action.finished_at, action.result = Action.State.DONE, done, row["done"]
            entries.append(self._entry_of_action(action, row["owner"], done, row["done"], {"to": "done"}))
        self.actions.append((action, {"entries": entries}))

    def _entry_of_action(self, action, by: str, at: datetime, text: str, facts: dict) -> Entry:
        of = {"plan": action.plan, "meeting": action.meeting}
        return entry_of(
            Entry.Kind.ACTION,
            self.people[by],
            at,
            pupil=action.pupil,
            action=action,
            text=text,
            facts=facts,
            **of,
        )

    def write(self) -> None:
        """Everything that was kept; actions first, since their entries name them."""
        actions = [action for action, _ in self.actions]
        Action.objects.bulk_create(actions)
        for action in actions:
            action.planned_at = action.moment
        Action.objects.bulk_update(actions, ["planned_at"])
        entries = [*self.entries, *(entry for _, kept in self.actions for entry in kept["entries"])]
        Entry.objects.bulk_create(sorted(entries, key=lambda entry: entry.recorded_at))

    def _made(self, model, row: dict, day: int, **words):
        """A row as it begins, put back to the day on which it was made."""
        made = model.objects.create(
            school=self.school, pupil=self.children[row["child"]], made_by=self.people[row["by"]], **words
        )
        model.objects.filter(pk=made.pk).update(made_at=self._at(day, "09:00"))
        return made

    def _change(self, row, **fields) -> None:
        for name, value in fields.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*fields, "version"])

    def _tell(self, row, step: str, by: str, day: int, clock: str, *, concern=None, **words) -> None:
        """The entry of a step; what is no column of an entry is a fact of it."""
        noun = PLAN if isinstance(row, Plan) else MEETING
        columns = {"text", "reason", "child_view", "own_words", "impact", "significant"}
        facts = {"step": step, str(noun): row.public_id, f"{noun}_kind": row.kind}
        facts |= {name: value for name, value in words.items() if name not in columns}
        said = {name: value for name, value in words.items() if name in columns}
        of = {"plan": row} if noun == PLAN else {"meeting": row, "plan": row.plan}
        at, on = self._at(day, clock), {"pupil": row.pupil, "concern": concern}
        said |= {"facts": facts, "happened_on": self._day(day)} | of
        self.entries.append(entry_of(noun, self.people[by], at, **on, **said))

    def _day(self, offset: int):
        """A weekday; one that is to come stays where it is."""
        return self.days.weekday(offset) if offset < 0 else self.days.day(offset)

    def _at(self, day: int, clock: str) -> datetime:
        """A time on that day, never later than now."""
        moment = datetime.combine(self._day(day), time.fromisoformat(clock))
        return min(timezone.make_aware(moment), self.days.now - timedelta(minutes=1))
