"""Referrals and challenges of the story's children: one that was fought through, one late, one fresh, one open.

Rows reach their state in legal moves, as the database asks, and each step has the entry that its action would leave.
"""

from datetime import datetime, time

from django.utils import timezone

from concerns.escalation import ladder_of, reply_due
from concerns.models import Challenge, Entry, Pupil, Referral
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.everyday import Place
from safeguarding.home.demonstration.reading import told
from safeguarding.home.demonstration.records import entry_of
from safeguarding.home.demonstration.story import named_children

WORDS = {"text": "text", "reason": "reason", "with": "contact_with", "kind": "contact_kind"}


def write_agencies(place: Place, days: Calendar) -> None:
    """All of the file, with every entry as of its day."""
    Agencies(place, days).write()


class Agencies:
    """The rows and their entries, before they are written."""

    def __init__(self, place: Place, days: Calendar):
        self.place, self.days, self.data = place, days, told("referrals")
        self.children = {child.first_name.lower(): child for child in named_children(place.children)}
        self.entries: list[Entry] = []

    def write(self) -> None:
        for row in self.data["referrals"]:
            self._referral(row)
        for row in self.data["challenges"]:
            self._challenge(row, self.children[row["child"]])
        Entry.objects.bulk_create(sorted(self.entries, key=lambda entry: entry.recorded_at))

    def _referral(self, row: dict) -> None:
        pupil, lead = self.children[row["child"]], self.place.people["lead"]
        said = {name: row[name] for name in ("basis", "route", "consent", "what")}
        who = {"owner": lead, "made_by": lead, "school": pupil.school, "pupil": pupil}
        made = Referral.objects.create(agency=self._agency(row), **said, **who)
        steps = row["steps"]
        Referral.objects.filter(pk=made.pk).update(made_at=self._at(steps[0]))
        dispute = row.get("challenge")
        for step in [step for step in steps if step["step"] != "accepted"]:
            self._step(made, step, pupil)
        if dispute:
            self._move(made, state="challenged")
            self._challenge(dispute | {"to": row["to"]}, pupil, referral=made)
        for step in [step for step in steps if step["step"] == "accepted"]:
            self._move(made, outcome=step["outcome"], outcome_words=step["reason"])
            self._step(made, step, pupil)

    def _step(self, made: Referral, step: dict, pupil: Pupil) -> None:
        name, at = step["step"], self._at(step)
        moves = {
            "sent": {"state": "sent", "sent_at": at},
            "acknowledged": {"state": "acknowledged", "acknowledged_at": at},
            "decided": {"state": "decided", "decided_at": at, "outcome": step.get("outcome", ""),
                        "outcome_words": step.get("text", "")},
            "accepted": {"state": "accepted"},
        }  # fmt: skip
        if name in moves:
            self._move(made, **moves[name])
        facts = {"agency": made.agency} | {
            key: step[key] for key in ("outcome", "their_reference") if key in step
        }
        words = {}
        if name == "sent":
            facts |= {"basis": made.basis, "route": made.route, "consent": made.consent}
            facts |= {"who": self.place.people[step["by"]].name}
            words = {"text": made.what}
        self._tell(Entry.Kind.REFERRAL, step, at, pupil, facts, referral=made, **words)

    def _challenge(self, row: dict, pupil: Pupil, referral: Referral | None = None) -> None:
        lead, ladder = self.place.people["lead"], ladder_of(pupil)
        said = {name: row[name] for name in ("disputed", "why", "effect")}
        who = {"owner": lead, "raised_by": lead, "school": pupil.school, "pupil": pupil, "referral": referral}
        made = Challenge(agency=self._agency(row), **said, **who)
        for step in row["steps"]:
            at, facts = self._at(step), {"agency": made.agency}
            if "stage" in step:
                rung = ladder.at(step["stage"])
                made.stage, made.stage_title, made.stage_at = step["stage"], rung.title, at
                made.answer_due_on = reply_due(rung, at)
                facts |= {"stage": step["stage"], "title": rung.title, "with_whom": rung.with_whom}
                facts |= {"reply_due": made.answer_due_on.isoformat()}
            if step["step"] == "settled":
                made.state, made.ended_at, made.outcome = "resolved", at, step["text"]
            made.save()
            words = (
                {"text": made.disputed, "reason": made.why, "impact": made.effect}
                if step["step"] == "raised"
                else {}
            )
            self._tell(
                Entry.Kind.CHALLENGE, step, at, pupil, facts, challenge=made, referral=referral, **words
            )

        Challenge.objects.filter(pk=made.pk).update(raised_at=self._at(row["steps"][0]))

    def _tell(self, kind: str, step: dict, at: datetime, pupil: Pupil, facts: dict, **words) -> None:
        words |= {column: step[name] for name, column in WORDS.items() if name in step}
        by, facts = self.place.people[step["by"]], {"step": step["step"]} | facts
        when = {"happened_at": timezone.localtime(at).time()}
        self.entries.append(entry_of(kind, by, at, pupil=pupil, facts=facts, **when, **words))

    def _move(self, made: Referral, **fields) -> None:
        for name, value in fields.items():
            setattr(made, name, value)
        made.version += 1
        made.save(update_fields=[*fields, "version"])

    def _agency(self, row: dict) -> str:
        return self.data[row["to"]]

    def _at(self, step: dict) -> datetime:
        day = self.days.weekday(step["day"])
        moment = timezone.make_aware(datetime.combine(day, time.fromisoformat(step["at"])))
        return min(moment, self.days.now)
