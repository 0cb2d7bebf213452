"""Whether the papers bear out the dates: meetings without minutes, referrals without a result, statuses without a
letter, and decisions to refer without a referral.

Each is missed only once it should have come (``WITHIN``), and no longer once somebody has noted that the paper is
kept elsewhere. What a person may not open is neither missed nor counted.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from concerns.freshness import in_full
from concerns.minutes import minutes_due_on
from concerns.models import ConcernLink, Entry, Meeting, Plan, Pupil, Referral, Standing, Status
from concerns.models.exclusion import ShutOutOfConcern
from concerns.models.reading import files_where
from concerns.referral_clock import counts_from, decided_within, local_day
from concerns.reports.agency_words import UNDER
from concerns.reports.together import read_together, rows_of
from safeguarding.access.permissions import P
from safeguarding.models import School
from safeguarding.working_days import add_working_days, working_days_between

MINUTES, RESULT, LETTER, REFERRAL = "minutes", "result", "letter", "referral"
NAMES = {
    MINUTES: "Meetings without minutes",
    RESULT: "Referrals without a result",
    LETTER: "Statuses without a letter",
    REFERRAL: "Decisions to refer without a referral",
}
# From when on each is missed, and why then.
WITHIN = {
    MINUTES: "10 working days after the meeting, the time in which minutes usually come",
    RESULT: "when the stopwatch of the referral has run out: a decision is due within one working day under section 17 "
    "and section 47, and asked for after ten elsewhere",
    LETTER: "10 working days after the status began, the time in which the authority usually confirms it in writing",
    REFERRAL: "1 working day after the decision, since what is decided is sent the same day or the next",
}
LETTER_WITHIN, REFERRAL_WITHIN = 10, 1  # working days
CONFIRMED = (Status.Kind.CHILD_IN_NEED, Status.Kind.CHILD_PROTECTION, Status.Kind.LOOKED_AFTER)
TO_REFER = (Entry.Route.EARLY_HELP, Entry.Route.STATUTORY)
PUPIL = ("public_id", "first_name", "last_name", "known_as", "year_group")
Kind = Entry.Kind


@dataclass(frozen=True)
class Gap:
    """One paper that is missed. ``about`` is the public id of the meeting, referral, status or decision."""

    kind: str
    about: str
    words: str
    on: date
    due_on: date
    days_late: int  # working days
    pupil: Pupil | None = None
    concern: str = ""
    reference: str = ""

    @property
    def name(self) -> str:
        return NAMES[self.kind]


def gaps_of(pupils, *, school: School, reader, today: date) -> tuple[Gap, ...]:
    """What is missed about those of ``pupils`` (a queryset that the reader may see), the longest first; one query."""
    rows = read_together(gap_parts(pupils, school=school, reader=reader, today=today))
    return made_gaps(rows, today)


def gap_parts(pupils, *, school: School, reader, today: date) -> dict:
    """What ``made_gaps`` asks, as parts of one question."""
    keys = pupils.order_by().values("pk")
    meetings = Meeting.objects.visible_to(reader).filter(
        ~Exists(_kept(MINUTES, meeting=OuterRef("pk"))), pupil__in=keys, state=Meeting.State.HELD, minutes_on=None,
        held_on__lte=today,
    )  # fmt: skip
    referrals = Referral.objects.visible_to(reader).filter(pupil__in=keys, state__in=Referral.UNANSWERED)
    return {
        "no_minutes": rows_of(
            meetings, about="public_id", kind="kind", on="held_on", **_child("pupil__")
        ),
        "no_result": rows_of(
            referrals, about="public_id", agency="agency", basis="basis", on="sent_at", **_child("pupil__")
        ),
        "no_letter": rows_of(
            _without_letter(keys, today), about="public_id", kind="kind", on="starts_on", **_child("pupil__")
        ),
        "no_referral": rows_of(
            decisions_to_refer(keys, [school], reader, today).filter(~was_followed()), about="public_id", route="route",
            on="happened_on", concern="concern__public_id", reference="concern__reference",
        ),
    }  # fmt: skip


def _child(before: str) -> dict[str, str]:
    return {f"child_{name}": f"{before}{name}" for name in PUPIL}


def _kept(paper: str, **about):
    """Notes that such a paper is here, or is kept elsewhere."""
    return Entry.objects.filter(kind=Kind.PAPER, facts__paper=paper, **about)


def in_force(keys, today: date):
    """Statuses that the authority confirms, in force today."""
    rows = Status.objects.current().filter(pupil__in=keys, kind__in=CONFIRMED, starts_on__lte=today)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=today))


def _without_letter(keys, today: date):
    """A letter stays that of the status when a newer row says the status anew, as long as the first day stands."""
    letters = _kept(LETTER, pupil=OuterRef("pupil")).annotate(
        status=KT("facts__status"), of=KT("facts__kind"), since=KT("facts__since")
    )
    first = Cast(OuterRef("starts_on"), CharField())
    known = Q(status=OuterRef("public_id")) | Q(of=OuterRef("kind"), since=first)
    return in_force(keys, today).filter(~Exists(letters.filter(known)))


def decisions_to_refer(keys, schools, reader, today: date):
    """The last decision of a concern, where it was to refer; about those children."""
    struck = Entry.objects.filter(corrects=OuterRef("pk"), kind=Kind.ERROR_CONFIRMED)
    decided = Entry.objects.filter(~Exists(struck), kind=Kind.DECISION)
    later = decided.filter(concern=OuterRef("concern"), recorded_at__gt=OuterRef("recorded_at"))
    in_error = Standing.objects.filter(concern=OuterRef("concern"), state=Standing.State.IN_ERROR)
    # Of the concerns of those children, and not of all that may be read: there are fewer.
    theirs = ConcernLink.objects.filter(pupil__in=keys).order_by().values("concern")
    return decided.filter(
        files_where(reader, P.CONCERN_VIEW), ~Exists(in_error), ~Exists(later),
        Q(pupil__in=keys) | Q(pupil=None), school__in=schools, concern__in=theirs, route__in=TO_REFER,
        happened_on__lte=today,
    ).exclude(ShutOutOfConcern("concern", reader))  # fmt: skip


def was_followed() -> Q:
    """Whether a referral came of the decision, or an early help plan, or a note that it is kept elsewhere."""
    sent = Referral.objects.exclude(state=Referral.State.WITHDRAWN)
    of_child = Q(
        concern=None,
        pupil__concern_links__concern=OuterRef("concern"),
        made_at__date__gte=OuterRef("happened_on"),
    )
    plans = Plan.objects.filter(
        kind=Plan.Kind.EARLY_HELP, pupil__concern_links__concern=OuterRef("concern"), starts_on__isnull=False
    ).exclude(ended_on__lt=OuterRef("happened_on"))
    noted = _kept(REFERRAL, concern=OuterRef("concern")).annotate(decision=KT("facts__decision"))
    return (
        Q(Exists(sent.filter(Q(concern=OuterRef("concern")) | of_child)))
        | Q(Exists(plans), route=Entry.Route.EARLY_HELP)
        | Q(Exists(noted.filter(decision=OuterRef("public_id"))))
    )


def made_gaps(rows: dict[str, list[dict]], today: date) -> tuple[Gap, ...]:
    """What is missed by now, from the rows of ``gap_parts``, the longest first."""
    found = [
        *map(_minutes, rows["no_minutes"]),
        *map(_result, rows["no_result"]),
        *map(_letter, rows["no_letter"]),
        *map(_referral, rows["no_referral"]),
    ]
    made = (Gap(**said, days_late=working_days_between(said["due_on"], today)) for said in found)
    return tuple(
        sorted((gap for gap in made if gap.days_late), key=lambda gap: (gap.due_on, gap.kind, gap.about))
    )


def _minutes(row: dict) -> dict:
    on = date.fromisoformat(row["on"])
    words = f"{Meeting.Kind(row['kind']).label} of {in_full(on)}: no minutes"
    return _said(MINUTES, row, words, on, minutes_due_on(on))


def _result(row: dict) -> dict:
    sent = datetime.fromisoformat(row["on"])
    on = local_day(sent)
    words = f"Referral to {row['agency']}{UNDER.get(row['basis'], '')}, sent on {in_full(on)}: no result"
    return _said(RESULT, row, words, on, add_working_days(counts_from(sent), decided_within(row["basis"])))


def _letter(row: dict) -> dict:
    on = date.fromisoformat(row["on"])
    words = f"{Status.Kind(row['kind']).label} since {in_full(on)}: no letter"
    return _said(LETTER, row, words, on, add_working_days(on, LETTER_WITHIN))


def _referral(row: dict) -> dict:
    on = date.fromisoformat(row["on"])
    words = f"Decided on {in_full(on)}: {Entry.Route(row['route']).label.lower()}. No referral is on record"
    return _said(REFERRAL, row, words, on, add_working_days(on, REFERRAL_WITHIN))


def _said(kind: str, row: dict, words: str, on: date, due_on: date) -> dict:
    pupil = Pupil(**{name: row[f"child_{name}"] for name in PUPIL}) if "child_public_id" in row else None
    return {
        "kind": kind, "about": row["about"], "words": words, "on": on, "due_on": due_on, "pupil": pupil,
        "concern": row.get("concern", ""), "reference": row.get("reference", ""),
    }  # fmt: skip
