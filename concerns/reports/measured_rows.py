"""The rows that measures look at, each with its day and what the measures ask of it; worked out by the database."""

from datetime import timedelta

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, ExtractHour, TruncDate

from concerns.delay import LIMITS, NOT_A_DAY, RECORDED, TRIAGED
from concerns.midnight import midnight
from concerns.models import Challenge, Concern, Entry, PlanReview, Pupil, Referral, Standing
from concerns.models.exclusion import ShutOutOfConcern, ShutOutOfFile
from concerns.models.reading import files_where
from concerns.referral_clock import ACKNOWLEDGED_WITHIN, DAY_ENDS, DECIDED_WITHIN, NO_LAW_SAYS
from concerns.reports.asking import Asking
from concerns.reports.corroboration import REFERRAL_WITHIN, was_followed
from concerns.reports.corroboration import decisions_to_refer as to_refer
from concerns.reports.coverage import significant_events
from safeguarding.access.permissions import P
from safeguarding.working_days import add_working_days

DAY = timedelta(days=1)
Kind = Entry.Kind


def _true(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, BooleanField())


def _in_span(asking: Asking, moment: str) -> dict:
    return {f"{moment}__gte": midnight(asking.since), f"{moment}__lt": midnight(asking.until + DAY)}


def _standing_entries(**of):
    """Entries that were not struck through."""
    struck = Entry.objects.filter(corrects=OuterRef("pk"), kind=Kind.ERROR_CONFIRMED)
    return Entry.objects.filter(~Exists(struck), **of)


def _limit(step: str) -> Case:
    limit = LIMITS[step]
    return Case(When(urgent=True, then=Value(limit.urgent_days)), default=Value(limit.days))


def concerns(asking: Asking) -> tuple:
    """Concerns by the day on which they were recorded, with the lengths of their steps in school days."""
    found = Concern.objects.visible_to(asking.reader).filter(
        school__in=asking.schools, **_in_span(asking, "recorded_at")
    )
    mine = _standing_entries(concern=OuterRef("pk")).without_hidden_plans(asking.reader)
    decided = mine.filter(kind=Kind.DECISION).order_by().values("concern")
    told = mine.filter(Q(kind__in=(Kind.FEEDBACK, Kind.CONTACT)) | Q(kind=Kind.REFERRAL, facts__step="sent"))
    between, today = asking.school_days.between, Value(asking.today, DateField())
    triaged = Coalesce(TruncDate("standing__triaged_at"), today)
    found = found.exclude(standing__state=Standing.State.IN_ERROR).annotate(
        day=TruncDate("recorded_at"),
        has_day=_true(Q(happened_on__isnull=False) & ~Q(when_sure__in=NOT_A_DAY)),
        is_triaged_or_live=_true(
            Q(standing__triaged_at__isnull=False) | Q(standing__state__in=Standing.LIVE)
        ),
        decided_on=Subquery(decided.annotate(first=Min("happened_on")).values("first")),
        was_told=Exists(told),
        to_write=between(F("happened_on"), F("day")),
        to_triage=between(F("day"), triaged),
        to_decide=between(F("day"), F("decided_on")),
    )
    late = {
        "over_to_write": _true(Q(to_write__gt=_limit(RECORDED))),
        "over_to_triage": _true(Q(to_triage__gt=_limit(TRIAGED))),
    }
    return (found.annotate(**late),)


def decisions_to_refer(asking: Asking) -> tuple:
    """Last decisions to refer, by their day, once a referral of them should be on record."""
    pupils = Pupil.objects.visible_to(asking.reader).filter(school__in=asking.schools)
    found = to_refer(pupils.order_by().values("pk"), asking.schools, asking.reader, asking.until)
    found = found.filter(happened_on__gte=asking.since).annotate(
        day=F("happened_on"), followed=_true(was_followed())
    )
    due = asking.today - DAY
    while add_working_days(due, REFERRAL_WITHIN) >= asking.today:
        due -= DAY
    return (found.filter(Q(followed=True) | Q(day__lte=due)),)


def events(asking: Asking) -> tuple:
    """Significant events in children's files."""
    return significant_events(asking.schools, reader=asking.reader, since=asking.since, until=asking.until)


def promised_reviews(asking: Asking) -> tuple:
    """Days that were set for looking at a plan again, and whether it was looked at by then.

    Each is an entry of the plan: of putting it in force, or of the review that set the next day.
    """
    seen = Entry.objects.filter(files_where(asking.reader, P.CONCERN_VIEW), school__in=asking.schools)
    seen = seen.exclude(ShutOutOfFile("pupil", asking.reader)).exclude(
        ShutOutOfConcern("concern", asking.reader)
    )
    seen = seen.filter(kind=Kind.PLAN, plan__isnull=False, facts__has_key="next_review")
    reviews = PlanReview.objects.filter(
        plan=OuterRef("plan"), held_on__gt=OuterRef("happened_on"), held_on__lte=OuterRef("day")
    )
    found = seen.without_hidden_plans(asking.reader).annotate(
        day=Cast(KT("facts__next_review"), DateField()), held=Exists(reviews)
    )
    found = found.filter(Q(plan__ended_on=None) | Q(plan__ended_on__gt=F("day")))
    found = found.filter(day__gte=asking.since, day__lte=asking.until)
    return (found.filter(Q(held=True) | Q(day__lt=asking.today)),)


def referrals(asking: Asking) -> tuple:
    """Referrals that were sent, by their day, with whether the answer came or is late, as the stopwatch has it."""
    found = Referral.objects.visible_to(asking.reader).filter(
        school__in=asking.schools, **_in_span(asking, "sent_at")
    )
    number = asking.working_days.of
    today = number(Value(asking.today, DateField()))
    found = found.annotate(
        day=TruncDate("sent_at"),
        sent=number(F("day")),
        before=number(ExpressionWrapper(F("day") - Value(1), DateField())),
        answered=number(Coalesce(TruncDate("decided_at"), Value(asking.today, DateField()))),
    )
    # What is sent after the day's end, or on a day off, counts from the next working day.
    at_once = Q(sent__gt=F("before"), hour__lt=DAY_ENDS.hour)
    within = Case(
        *(When(basis=basis, then=Value(days)) for basis, days in DECIDED_WITHIN.items()),
        default=Value(NO_LAW_SAYS),
        output_field=IntegerField(),
    )
    found = found.annotate(hour=ExtractHour("sent_at")).annotate(
        begun=Case(When(at_once, then=F("sent")), default=F("sent") + 1, output_field=IntegerField())
    )
    decision_late = Q(answered__gt=F("begun") + within)
    no_word = Q(decided_at=None, acknowledged_at=None, begun__lt=today - ACKNOWLEDGED_WITHIN)
    chased = Entry.objects.filter(referral=OuterRef("pk"), kind=Kind.REFERRAL, facts__step="chased")
    challenged = Challenge.objects.filter(referral=OuterRef("pk"))
    return (
        found.annotate(
            is_late=_true(decision_late | no_word),
            was_pressed=_true(Q(Exists(chased)) | Q(Exists(challenged))),
        ),
    )


def challenges(asking: Asking) -> tuple:
    """Challenges by the day on which they were raised."""
    found = Challenge.objects.visible_to(asking.reader).filter(
        school__in=asking.schools, **_in_span(asking, "raised_at")
    )
    return (found.annotate(day=TruncDate("raised_at")),)
