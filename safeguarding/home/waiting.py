"""What is waiting for one person, school by school: the home page's report."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from audits.models import Action, Audit, DueAudit
from audits.reports.audit_list import AuditLine, audit_lines
from audits.reports.schedule import Asked, asked_audits, with_log
from audits.reports.section_dates import SectionLine, sections_waiting_for
from audits.reports.under_review import ReviewLine, is_moving, review_line, review_sentence, with_review
from concerns.models import CategoryRequest
from concerns.reports.adult_readers import named_counts
from concerns.reports.today import Glance, glances
from safeguarding.access.permissions import P
from safeguarding.models import School, Trust, User

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class ActionLine:
    """One action on the person's list."""

    action: Action
    days_late: int

    @property
    def lateness(self) -> str:
        return f"{self.days_late} day{'' if self.days_late == 1 else 's'} late"


@dataclass(frozen=True)
class SchoolLine:
    """One school with its newest audit."""

    school: School
    newest: AuditLine | None
    may_list: bool
    may_start: bool
    may_answer: bool
    may_invite: bool
    may_report: bool
    glance: Glance | None = None  # new and late concerns, for those who work on them
    may_phones: bool = False
    adults_named: int = 0  # concerns about adults that the person was named to read
    may_decide: bool = False  # on a category that a school asks for
    may_board: bool = False  # see all schools of its trust side by side
    reviews: tuple[ReviewLine, ...] = ()  # audits whose review wants something from the person
    asked: tuple[Asked, ...] = ()  # audits that the trust waits for
    may_schedule: bool = False

    @property
    def waits_for_reading(self) -> bool:
        """A submitted audit that this person reads and does not write."""
        return bool(
            self.may_list
            and self.newest
            and self.newest.counts
            and self.newest.audit.is_released
            and not self.may_answer
        )

    @property
    def is_empty(self) -> bool:
        """Nothing but an audit that invites the person, which has a place of its own."""
        return not (self.may_list or self.may_report or self.may_invite or self.may_phones)


@dataclass(frozen=True)
class Waiting:
    """All that a person should know on opening the door."""

    late: tuple[ActionLine, ...]
    due: tuple[ActionLine, ...]
    schools: tuple[SchoolLine, ...]
    invited: tuple[Audit, ...]
    until: date
    requests: int = 0  # for a category, that wait for this person
    sections: tuple[SectionLine, ...] = ()  # of an audit, that the person should answer by a day

    @property
    def decides_in(self) -> School | None:
        """A school through which the person reaches the trust's categories."""
        return next((line.school for line in self.schools if line.may_decide), None)

    @property
    def boards(self) -> tuple[Trust, ...]:
        """Trusts whose schools the person sees side by side."""
        found = {line.school.trust_id: line.school.trust for line in self.schools if line.may_board}
        return tuple(found.values())

    @property
    def scheduled(self) -> tuple[tuple[Trust, int, int], ...]:
        """For who keeps the schedule: each trust, how many of its schools have to send an audit, how many are late."""
        found = {
            line.school.trust_id: [line.school.trust, 0, 0] for line in self.schools if line.may_schedule
        }
        for line in self.schools:
            if line.may_schedule:
                found[line.school.trust_id][1] += len(line.asked)
                found[line.school.trust_id][2] += sum(each.days_late > 0 for each in line.asked)
        return tuple(map(tuple, found.values()))

    @property
    def has_cards(self) -> bool:
        return bool(self.decides_in or self.boards) or any(
            line.glance or line.adults_named for line in self.schools
        )

    @property
    def reviews(self) -> list[ReviewLine]:
        return [review for line in self.schools for review in line.reviews]

    @property
    def only_school(self) -> School | None:
        """The school of a person who has just one."""
        return self.schools[0].school if len(self.schools) == 1 else None

    @property
    def only_trust(self) -> Trust | None:
        """The trust of an officer who has just one, with several schools."""
        return self.boards[0] if len(self.boards) == 1 and self.only_school is None else None

    @property
    def sentence(self) -> str:
        """The first thing to know: concerns before audits, late before due."""
        told = (
            self._of_concerns(),
            self._of_requests(),
            review_sentence(self.reviews),
            self._of_advice(),
            self._of_audits(),
        )
        return " ".join(part for part in told if part) or "Nothing is waiting for you."

    def _of_concerns(self) -> str:
        seen = [line.glance for line in self.schools if line.glance]
        all_schools = Glance(
            sum(each.new for each in seen), sum(each.urgent for each in seen), sum(each.late for each in seen)
        )
        return all_schools.sentence if all_schools.new or all_schools.late else ""

    def _of_requests(self) -> str:
        if not self.requests:
            return ""
        what = "request for a category waits" if self.requests == 1 else "requests for categories wait"
        return f"{_number(self.requests).capitalize()} {what} for you."

    def _of_advice(self) -> str:
        if not (wanted := sum(audit.state == Audit.State.SUBMITTED for audit in self.invited)):
            return ""
        return f"{_number(wanted).capitalize()} {'audit waits' if wanted == 1 else 'audits wait'} for your comments."

    def _of_audits(self) -> str:
        late, due = len(self.late), len(self.due)
        if not late and (behind := sum(line.days_late > 0 for line in self.sections)):
            whose = "section of the audit is" if behind == 1 else "sections of the audit are"
            return f"{_number(behind).capitalize()} {whose} late."
        mine = "of your actions for the audit"
        if late:
            return f"{_number(late).capitalize()} {mine} {'is' if late == 1 else 'are'} late."
        if due:
            return f"{_number(due).capitalize()} {mine} {'is' if due == 1 else 'are'} due in the next week."
        if unread := sum(line.waits_for_reading and not line.reviews for line in self.schools):
            return (
                f"{_number(unread).capitalize()} {'audit is' if unread == 1 else 'audits are'} ready to read."
            )
        return ""


def waiting_for(user: User, *, today: date) -> Waiting:
    """Read what waits for the person; the number of queries does not grow with schools or audits."""
    actions = (
        Action.objects.filter(owner=user).visible_to(user).unfinished().filter(due_on__lte=today + AHEAD)
    )
    lines = [
        ActionLine(action, action.days_late(today))
        for action in actions.select_related("audit", "school", "response__item")
    ]
    return Waiting(
        tuple(line for line in lines if line.days_late),
        tuple(line for line in lines if not line.days_late),
        _schools(user, today),
        tuple(Audit.objects.filter(adviser=user).readable_by(user).select_related("school")),
        today + AHEAD,
        _requests(user),
        tuple(sections_waiting_for(user, today=today)),
    )


def _requests(user: User) -> int:
    """How many requests for a category wait for a decision of this person; no query for anybody else."""
    if not user.holdings.schools_where(P.CATEGORY_DECIDE):
        return 0
    return CategoryRequest.objects.visible_to(user).filter(state=CategoryRequest.State.ASKED).count()


def _schools(user: User, today: date) -> tuple[SchoolLine, ...]:
    held = user.holdings
    schools = School.objects.filter(pk__in=held.roles).select_related("trust")
    newest, moving = _audits(user)
    concerns = glances(user, today=today)
    named = named_counts(user)
    asked = _asked(user, today)
    return tuple(
        SchoolLine(
            school,
            newest.get(school.pk),
            held.may(P.AUDIT_LIST, school.pk),
            held.may(P.AUDIT_START, school.pk),
            held.may(P.AUDIT_ANSWER, school.pk),
            held.may(P.PEOPLE_MANAGE, school.pk),
            held.may(P.CONCERN_REPORT, school.pk),
            concerns.get(school.pk),
            held.may(P.LEADS_PHONES, school.pk),
            named.get(school.pk, 0),
            held.may(P.CATEGORY_DECIDE, school.pk),
            held.may(P.TRUST_BOARD, school.pk) and school.trust_id is not None,
            _reviews(moving.get(school.pk, ()), user, school.pk),
            tuple(asked.get(school.pk, ())),
            held.may(P.AUDIT_SCHEDULE, school.pk) and school.trust_id is not None,
        )
        for school in schools
    )


def _asked(user: User, today: date) -> dict[int, list[Asked]]:
    """By school what the trust asks for and has not got yet, late first."""
    found: dict[int, list[Asked]] = defaultdict(list)
    for each in asked_audits(with_log(DueAudit.objects.visible_to(user).asked()), today=today):
        if not each.is_sent:
            found[each.due.school_id].append(each)
    return found


def _audits(user: User) -> tuple[dict[int, AuditLine], dict[int, list[Audit]]]:
    """By school: the newest audit as a line, and those on their way through the review; read together."""
    seen = Audit.objects.live().visible_to(user)
    newest = seen.order_by("school_id", "-year", "-pk").distinct("school_id").values("pk")
    readable = set(Audit.objects.readable_by(user).filter(pk__in=newest).values_list("pk", flat=True))
    lines = audit_lines(with_review(seen.filter(Q(pk__in=newest) | is_moving())), readable=readable)
    first: dict[int, AuditLine] = {}
    moving: dict[int, list[Audit]] = defaultdict(list)
    for line in lines:
        first.setdefault(line.audit.school_id, line)
        moving[line.audit.school_id].append(line.audit)
    return first, moving


def _reviews(audits, user: User, school_id: int) -> tuple[ReviewLine, ...]:
    may = lambda permission: user.holdings.may(permission, school_id)  # noqa: E731
    found = (review_line(audit, user_id=user.pk, may=may) for audit in audits)
    return tuple(line for line in found if line)


def _number(count: int) -> str:
    words = "no one two three four five six seven eight nine".split()
    return words[count] if count < len(words) else str(count)
