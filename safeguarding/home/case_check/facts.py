"""What one child's file says of itself, as far as the case-record check asks: for one reader, over the audit's year."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from concerns.freshness import Freshness
from concerns.models import (
    Action,
    Challenge,
    Concern,
    Entry,
    KeyPerson,
    Meeting,
    Plan,
    Professional,
    Pupil,
    Status,
)
from concerns.reports.asking import Asking, asking
from concerns.reports.clocks import clocks_of
from concerns.reports.corroboration import Gap, gaps_of
from concerns.reports.coverage import Coverage, coverage_parts, made_coverage
from concerns.reports.measures import CONCERNS, PLANS, REFERRALS
from concerns.reports.together import read_together

Kind = Entry.Kind


@dataclass(frozen=True)
class FileFacts:
    """The rows and counts that the rules look at."""

    pupil: Pupil
    today: date
    statuses: tuple[Status, ...]
    clock: Freshness | None
    people: tuple[KeyPerson, ...]
    professionals: int
    concerns: tuple[Concern, ...]  # with what the measures ask of them
    explained: frozenset[int]  # keys of concerns with a reason for a delay
    decisions: tuple[Entry, ...]
    contacts: int
    referrals: tuple
    challenges: tuple[Challenge, ...]
    meetings: tuple[Meeting, ...]  # those that were held
    plans: tuple[Plan, ...]
    reviews: tuple[Entry, ...]  # days that were set for looking at a plan, with whether it was
    actions: tuple[Action, ...]
    coverage: Coverage
    gaps: tuple[Gap, ...]

    @property
    def late(self) -> tuple[Concern, ...]:
        """Concerns that were written down or triaged late."""
        return tuple(
            each
            for each in self.concerns
            if (each.has_day and each.over_to_write) or (each.is_triaged_or_live and each.over_to_triage)
        )


def facts_of(pupil: Pupil, *, reader, since: date, today: date) -> FileFacts:
    """Read the file in a fixed number of queries; what the reader may not open is not there."""
    asked = asking([pupil.school], reader=reader, since=since, until=today, today=today)
    alone = Pupil.objects.visible_to(reader).filter(pk=pupil.pk)
    place = {"school": pupil.school, "reader": reader, "today": today}
    concerns = tuple(CONCERNS.rows(asked)[0].filter(links__pupil=pupil))
    keys = [each.pk for each in concerns]
    entries = _entries(pupil, keys, asked)
    clocks = clocks_of(alone, **place).get(pupil.pk)
    span = {"since": since, "until": today}
    mine = lambda model: model.objects.visible_to(reader).filter(pupil=pupil)  # noqa: E731
    return FileFacts(
        pupil=pupil,
        today=today,
        statuses=tuple(Status.objects.current().filter(Q(ends_on=None) | Q(ends_on__gte=today), pupil=pupil)),
        clock=clocks.freshness if clocks else None,
        people=tuple(KeyPerson.objects.current().filter(pupil=pupil)),
        professionals=Professional.objects.current().filter(pupil=pupil).count(),
        concerns=concerns,
        explained=frozenset(each.concern_id for each in entries if each.kind == Kind.DELAY and each.reason),
        decisions=tuple(each for each in entries if each.kind == Kind.DECISION),
        contacts=sum(each.kind == Kind.CONTACT for each in entries),
        referrals=tuple(REFERRALS.rows(asked)[0].filter(pupil=pupil)),
        challenges=tuple(mine(Challenge)),
        meetings=tuple(
            mine(Meeting).filter(state=Meeting.State.HELD, held_on__gte=since, held_on__lte=today)
        ),
        plans=tuple(mine(Plan).exclude(state=Plan.State.DRAFT)),
        reviews=tuple(PLANS.rows(asked)[0].filter(pupil=pupil).select_related("plan")),
        actions=tuple(
            Action.objects.visible_to(reader).filter(Q(pupil=pupil) | Q(concern__in=keys), due_on__gte=since)
        ),
        coverage=made_coverage(
            read_together(coverage_parts(pupil.school, reader=reader, **span, only=pupil))
        ),
        gaps=gaps_of(alone, **place),
    )


def _entries(pupil: Pupil, concerns: list[int], asked: Asking) -> list[Entry]:
    """Decisions, contacts and reasons for delays that were not struck through."""
    struck = Entry.objects.filter(kind=Kind.ERROR_CONFIRMED, corrects__isnull=False).values("corrects")
    kinds = (Kind.DECISION, Kind.CONTACT, Kind.DELAY)
    rows = Entry.objects.filter(
        Q(pupil=pupil, concern=None) | Q(concern__in=concerns), Q(pupil=pupil) | Q(pupil=None), kind__in=kinds
    )
    rows = rows.filter(happened_on__gte=asked.since).exclude(pk__in=struck)
    return list(rows.without_hidden_plans(asked.reader))
