"""The trust's schedule as it stands: what each school was asked for, and how far it is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from audits.models import Audit, DueAudit, DueAuditChange, Edition
from audits.models.audit import school_year
from safeguarding.models import School

NOT_STARTED = "Not started"


@dataclass(frozen=True)
class Asked:
    """One school's audit that the trust asks for."""

    due: DueAudit
    audit: Audit | None
    today: date
    change: DueAuditChange | None = None  # the last one, with its reason, where it was not only asked for

    @property
    def is_sent(self) -> bool:
        return self.audit is not None and self.audit.is_released

    @property
    def days_late(self) -> int:
        """Whole days past the due date while it is not sent; 0 when it is not late."""
        return 0 if self.is_sent else self.due.days_late(self.today)

    @property
    def late_words(self) -> str:
        return f"{_days(self.days_late)} late"

    @property
    def how_far(self) -> str:
        """Not started, under way, or what became of it and on which day it was sent."""
        if self.audit is None:
            return NOT_STARTED
        return self.audit.get_state_display() if self.is_sent else "Under way"

    @property
    def is_of_now(self) -> bool:
        """Whether an audit that is started today would answer it."""
        return self.due.year == school_year(self.today)

    @property
    def look(self) -> str:
        """The look of the state's tag; what is sent needs none."""
        return "plain" if self.is_sent else "open" if self.audit else "draft"

    @property
    def sent_words(self) -> str:
        """ "Sent 4 November 2026", and how long after the due date."""
        if not self.is_sent:
            return ""
        day = timezone.localdate(self.audit.submitted_at)
        after = self.due.days_late(day)
        return f"Sent {day.day} {day:%B %Y}" + (f", {_days(after)} after it was due" if after else "")

    @property
    def order(self) -> tuple:
        """What is late first, then what is due next, then what is sent."""
        return -self.days_late, self.is_sent, self.due.due_on, self.due.school.name


@dataclass(frozen=True)
class Round:
    """All schools that are asked for one edition in one school year."""

    edition: Edition
    year: int
    asked: tuple[Asked, ...]
    taken_out: tuple[DueAudit, ...]
    missing: tuple[School, ...]  # never asked, such as a school that joined later

    @property
    def cycle(self) -> str:
        return f"{self.year} to {self.year + 1}"

    @property
    def sentence(self) -> str:
        """ "2 of 4 schools have sent it. 1 is late."."""
        sent = sum(each.is_sent for each in self.asked)
        late = sum(each.days_late > 0 for each in self.asked)
        have = "has" if sent == 1 else "have"
        said = f"{sent} of {len(self.asked)} schools {have} sent it."
        return f"{said} {late} {'is' if late == 1 else 'are'} late." if late else said


def asked_audits(rows, *, today: date) -> list[Asked]:
    """What the rows ask for with the audit that answers each, late first; two queries.

    The answer is a live audit of the same school and school year.
    """
    rows = list(rows.select_related("school", "edition"))
    answers = _answers(rows)
    made = (Asked(row, answers.get(row.pk), today, next(iter(getattr(row, "why", ())), None)) for row in rows)
    return sorted(made, key=lambda each: each.order)


def _answers(rows: list[DueAudit]) -> dict[int, Audit]:
    """The audit that answers each row: of its edition, or of another of its framework that nobody asked for."""
    live = Audit.objects.live().filter(
        school__in={row.school_id for row in rows}, year__in={row.year for row in rows}
    )
    audits = list(live.select_related("edition").order_by("pk"))
    exact = {(audit.school_id, audit.year, audit.edition_id): audit for audit in audits}
    asked = {(row.school_id, row.year, row.edition_id) for row in rows}
    loose = {
        (audit.school_id, audit.year, audit.edition.framework_id): audit
        for place, audit in exact.items()
        if place not in asked
    }
    found = {
        row.pk: exact.get((row.school_id, row.year, row.edition_id))
        or loose.get((row.school_id, row.year, row.edition.framework_id))
        for row in rows
    }
    return {pk: audit for pk, audit in found.items() if audit}


def schedule(schools: list[School], *, user, today: date) -> list[Round]:
    """Every round that one of the schools is in, the newest first; a constant number of queries."""
    rows = DueAudit.objects.visible_to(user).filter(school__in=[school.pk for school in schools])
    rounds = defaultdict(list)
    for each in asked_audits(rows, today=today):
        rounds[each.due.edition, each.due.year].append(each)
    newest_first = sorted(rounds, key=lambda key: (-key[1], -key[0].pk))
    return [_round(edition, year, rounds[edition, year], schools) for edition, year in newest_first]


def _round(edition: Edition, year: int, found: list[Asked], schools: list[School]) -> Round:
    known = {each.due.school_id for each in found}
    return Round(
        edition,
        year,
        tuple(each for each in found if each.due.is_asked),
        tuple(each.due for each in found if not each.due.is_asked),
        tuple(school for school in schools if school.pk not in known),
    )


def asked_of(school: School, *, user, today: date) -> list[Asked]:
    """What the trust asks of one school and has not got yet, late first."""
    rows = DueAudit.objects.visible_to(user).asked().filter(school=school)
    return [each for each in asked_audits(with_log(rows), today=today) if not each.is_sent]


def with_log(rows):
    """Rows with the changes that have a reason, the newest first."""
    return rows.prefetch_related(
        Prefetch("changes", DueAuditChange.objects.exclude(reason=""), to_attr="why")
    )


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
