"""Audits of last year and of this year, answered, planned and submitted through the audit's own actions.

What those actions date with today is moved back afterwards, where the database lets the row be changed.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from audits.actions.answering import save_answer
from audits.actions.casework import add_case
from audits.actions.planning import due_by_clock, note_progress, plan_action
from audits.actions.sharing import mark_section, share_sections
from audits.actions.starting import start_audit
from audits.actions.submitting import submit_audit
from audits.models import Action, Audit, Edition, Response
from audits.outline import outline_of
from safeguarding.home.demonstration.calendar import Calendar, year_before
from safeguarding.home.demonstration.reading import told
from safeguarding.home.demonstration.reviews import review
from safeguarding.home.demonstration.wording import Said, said_by_rating, said_word_for_word
from safeguarding.models import School

STILL_OPEN = (-15, 20, -2)  # when last year's open actions are due now, in days from today
MOVED = "Moved by the governors to this term."


def load_audits(schools: dict[str, School], people: dict, days: Calendar) -> dict[str, Audit]:
    """Both years of every school; returns this year's audits by school."""
    data = told("audits")
    edition = Edition.objects.get(key=data["edition"])
    for slug, plan in data["last"].items():
        _last_year(_Work(schools[slug], people[slug], edition, days), plan)
    return {
        slug: _this_year(_Work(schools[slug], people[slug], edition, days), plan)
        for slug, plan in data["now"].items()
    }


class _Work:
    """One school's people and days while its audit is written."""

    def __init__(self, school: School, people: dict, edition: Edition, days: Calendar):
        self.school, self.people, self.edition, self.days = school, people, edition, days
        self.outline = outline_of(edition)
        self.lead = people["lead"]

    def facts(self, days: Calendar, *, fewer: int = 0) -> dict:
        known = next(row for row in told("people")["schools"] if row["slug"] == self.school.slug)
        return {"staff": known["staff"] - fewer, "starters": known["starters"], "autumn": days.autumn}

    def start(self, audit_date: date, due_on: date, participants: str) -> Audit:
        return start_audit(
            self.school,
            self.edition,
            audit_date=audit_date,
            period_from=year_before(audit_date),
            period_to=audit_date - timedelta(days=1),
            due_on=due_on,
            participants=participants,
            by=self.lead,
            request_key=uuid.uuid4(),
        )

    def owner_of(self, item_key: str, shares: dict):
        return self.people[shares.get(self.outline.by_key[item_key].section_key, "lead")]

    def answer(self, audit: Audit, said: Iterable[Said], shares: dict) -> dict[str, Response]:
        rows = {row.item.key: row for row in audit.responses.filter(case=None).select_related("item")}
        return {
            each.key: save_answer(
                rows[each.key], each.answer, seen_version=0, by=self.owner_of(each.key, shares)
            ).response
            for each in said
        }


def _last_year(work: _Work, plan: dict) -> None:
    days = work.days.earlier
    audit = work.start(days.term_day(-6), days.term_day(17), "Staff of all teams and two governors.")
    answers, reasons = told("answers")["items"], told("audits")["reasons"]
    said = list(said_by_rating(plan, answers, reasons, "before", work.facts(days, fewer=2)))
    responses = work.answer(audit, said, {"child-on-child-abuse": "deputy", "assessments": "deputy"})
    _date_answers(responses, audit.audit_date)
    open_days = dict(zip(plan["still_open"], STILL_OPEN, strict=False))
    for n, each in enumerate(row for row in said if row.action):
        owner = work.people["deputy" if n % 2 else "lead"]
        response = responses[each.key]
        if each.key in open_days:
            _plan(work, audit, response, each.action, owner, work.days.day(open_days[each.key]), MOVED)
        else:
            _finish(_plan(work, audit, response, each.action, owner, due_by_clock(audit, response)), owner)
    _submit(audit, work, days.term_day(9), plan)


def _this_year(work: _Work, plan: dict) -> Audit:
    days, shares = work.days, plan.get("shares", {})
    audit = work.start(days.term_day(plan["audit_date"]), days.day(plan["due_on"]), plan["participants"])
    owners = {section.pk: work.people[shares.get(section.key, "lead")] for section in work.outline.sections}
    share_sections(audit, owners, by=work.lead)
    said = list(_said_now(work, plan))
    responses = work.answer(audit, said, shares)
    _date_answers(responses, audit.audit_date, until=days.today)
    for n, each in enumerate(row for row in said if row.action):
        _plan_now(work, audit, responses[each.key], each, plan, "deputy" if n % 2 else "lead")
    for action in plan.get("extra_actions", ()):
        _plan(work, audit, None, action, work.people[action["owner"]], days.day(action["due"]))
    for key in plan.get("ready", ()):
        section = work.outline.section(key)
        mark_section(audit, section.pk, ready=True, by=owners[section.pk])
    if "submitted" in plan:
        _submit(audit, work, days.term_day(plan["submitted"]), plan)
    return audit


def _said_now(work: _Work, plan: dict) -> Iterable[Said]:
    answers = told("answers")["items"]
    if plan["words"] == "thornbeck":
        return said_word_for_word(answers, work.facts(work.days.earlier, fewer=2))
    return said_by_rating(plan, answers, told("audits")["reasons"], "other", work.facts(work.days))


def _plan_now(
    work: _Work, audit: Audit, response: Response, said: Said, plan: dict, usual_owner: str
) -> None:
    action = said.action
    owner = work.people[action.get("owner", usual_owner)]
    offset = action.get("due", plan.get("actions", {}).get(said.key))
    due_on = due_by_clock(audit, response) if offset is None else work.days.day(offset)
    made = _plan(work, audit, response, action, owner, due_on, action.get("reason", ""))
    if note := action.get("note"):
        note_progress(made, note=note, state=action["state"], by=owner)


def _plan(work: _Work, audit, response, action: dict, owner, due_on: date, reason: str = "") -> Action:
    made = plan_action(
        audit,
        response=response,
        what=action["what"],
        owner_id=owner.pk,
        due_on=due_on,
        due_reason=reason,
        by=work.lead,
        request_key=uuid.uuid4(),
    )
    Action.objects.filter(pk=made.pk).update(created_at=_moment(audit.audit_date))
    return made


def _finish(action: Action, owner) -> None:
    note_progress(action, note="Done, and looked at again with the head.", state=Action.State.DONE, by=owner)
    Action.objects.filter(pk=action.pk).update(finished_at=_moment(action.due_on - timedelta(days=2)))


def _submit(audit: Audit, work: _Work, day: date, plan: dict) -> None:
    """Send it on that day to the governor and to its adviser, with what came of it so far."""
    day = max(day, audit.audit_date)
    submit_audit(audit, by=work.lead, today=day)
    Audit.objects.filter(pk=audit.pk).update(
        submitted_at=_moment(day),
        created_at=_moment(audit.audit_date),
        adviser=work.people.get(plan.get("adviser")),
    )
    review(audit, plan.get("review", {}), work.people, day)


def _date_answers(responses: dict[str, Response], start: date, until: date | None = None) -> None:
    """Spread the answers over the week after the audit date, and never past today."""
    for n, response in enumerate(responses.values()):
        day = start + timedelta(days=n % 7)
        response.rated_on = min(day, until) if until else day
        response.updated_at = _moment(response.rated_on, minutes=7 * n)
    Response.objects.bulk_update(responses.values(), ["rated_on", "updated_at"])


def _moment(day: date, minutes: int = 0) -> datetime:
    """A time in the working day, never later than now."""
    made = timezone.make_aware(datetime.combine(day, time(9, 10))) + timedelta(minutes=minutes)
    return min(made, timezone.now())


def add_cases(audit: Audit, lead) -> None:
    """The sampled files of the case-record check, rated as far as the data says."""
    for entry in told("audits")["cases"]:
        case = add_case(
            audit,
            label=entry["label"],
            kind=entry["kind"],
            how_chosen=entry["how_chosen"],
            by=lead,
            request_key=uuid.uuid4(),
        )
        rows = {row.item.key: row for row in case.responses.select_related("item")}
        for key, (rating, text) in entry["answers"].items():
            said = Said(key, rating, text, entry["reasons"].get(key, ""))
            save_answer(rows[key], said.answer, seen_version=0, by=lead)
