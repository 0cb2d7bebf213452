"""What is measured of the records: each measure with its meaning, the rows that it looks at, and which of them meet it.

A measure says of how many of a whole something is so, and never more: it is no score. What a reader is shut out of is
in no count. The list behind a measure holds the rows that do not meet it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from concerns.delay import LIMITS, TRIAGED
from concerns.reports import measured_rows as rows
from concerns.reports.asking import Asking

EVERY = Q()


@dataclass(frozen=True)
class Source:
    """Rows that several measures look at. ``kind`` says where a row of the list leads: concern, referral, child.

    ``rows`` gives querysets whose rows have a ``day``.
    """

    key: str
    kind: str
    rows: Callable[[Asking], Iterable]


@dataclass(frozen=True)
class Measure:
    """One thing that is counted. ``whole`` and ``met`` are asked of the source's rows; ``days`` names a length in
    school days, of the rows that have one (``has_length``).

    ``label`` says what is counted as met, ``lacks`` what the rest is, both in the words of a list's head.
    """

    key: str
    label: str
    lacks: str
    means: str
    source: Source
    met: Q
    whole: Q = EVERY
    days: str = ""
    length: str = ""
    has_length: Q = EVERY


CONCERNS = Source("concerns", "concern", rows.concerns)
DECISIONS = Source("decisions", "concern", rows.decisions_to_refer)
EVENTS = Source("events", "significant", rows.events)
PLANS = Source("plans", "child", rows.promised_reviews)
REFERRALS = Source("referrals", "referral", rows.referrals)
CHALLENGES = Source("challenges", "child", rows.challenges)

RECORDED_THEN = "Concerns that were recorded in the period and not entered in error."
IN_TIME = Q(over_to_triage=False)

WRITTEN = Measure(
    "written",
    "Written down by the next school day",
    "Concerns that were written down later",
    f"{RECORDED_THEN} An event over some time, or of a day that nobody knows, is not measured.",
    CONCERNS,
    met=Q(over_to_write=False),
    whole=Q(has_day=True),
    days="to_write",
    length="from the event to the record",
)
READ = Measure(
    "triaged",
    "Triaged in time",
    "Concerns that were triaged late, or wait too long",
    f"{RECORDED_THEN} {LIMITS[TRIAGED].why}. What still waits runs until the day of the count.",
    CONCERNS,
    met=IN_TIME,
    whole=Q(is_triaged_or_live=True),
    days="to_triage",
    length="from the record to triage",
)
URGENT = Measure(
    "urgent",
    "Urgent reports triaged the same school day",
    "Urgent reports that were triaged later, or wait",
    f"{RECORDED_THEN} Only reports that were marked as urgent.",
    CONCERNS,
    met=IN_TIME,
    whole=Q(is_triaged_or_live=True, urgent=True),
    days="to_triage",
    length="from the record to triage",
)
DECIDED = Measure(
    "decided",
    "With a decision and its reason",
    "Concerns without a decision so far",
    f"{RECORDED_THEN} No decision is saved without a reason.",
    CONCERNS,
    met=Q(decided_on__isnull=False),
    days="to_decide",
    length="from the record to the first decision",
    has_length=Q(decided_on__isnull=False),
)
TOLD = Measure(
    "told",
    "After which somebody who should know was told",
    "Concerns after which nobody was told so far",
    f"{RECORDED_THEN} Somebody was told when the record has feedback to the reporter, a call, e-mail, meeting or talk, "
    "or a referral that was sent.",
    CONCERNS,
    met=Q(was_told=True),
)
PROMPT = Measure(
    "prompt",
    "Written down and triaged in time",
    "Concerns that were written down or triaged late",
    f"{RECORDED_THEN} In time is written down by the next school day, and triaged by the school day after that; an "
    "urgent one the same day.",
    CONCERNS,
    met=(Q(has_day=False) | Q(over_to_write=False)) & (Q(is_triaged_or_live=False) | IN_TIME),
)
FOLLOWED = Measure(
    "followed",
    "Decisions to refer that were followed by a referral",
    "Decided to refer, and no referral is on record",
    "The last decision of each concern, where it was in the period and was to refer: to statutory services or for "
    "early help. A referral, an early help plan, or a note that it is kept elsewhere counts. What was decided on the "
    "last working day has time until the next.",
    DECISIONS,
    met=Q(followed=True),
)
HEARD = Measure(
    "heard",
    "With the child’s own words or view",
    "Significant events without the child’s words",
    "Significant events of the period: concerns, entries marked as significant and statuses that began, each in every "
    "file that holds it. What was entered in error is left out.",
    EVENTS,
    met=Q(with_words=True),
)
REVIEWED = Measure(
    "reviewed",
    "Reviews of plans held by the day that was set",
    "Reviews of plans that were late, or not held",
    "Reviews of plans and risk assessments by the day that was set for each, where that day is in the period. A plan "
    "that ended before needs none.",
    PLANS,
    met=Q(held=True),
)
ANSWERED = Measure(
    "answered",
    "With an answer",
    "Referrals without an answer so far",
    "Referrals that were sent in the period. An answer is what the other service decided.",
    REFERRALS,
    met=Q(decided_at__isnull=False),
)
ON_TIME = Measure(
    "on_time",
    "Answered in time",
    "Referrals that were answered late, or wait too long",
    "Referrals that were sent in the period, but for those whose answer still has time. An answer is due within one "
    "working day under section 17 and section 47; of others we ask for it after ten.",
    REFERRALS,
    met=Q(is_late=False),
    whole=Q(decided_at__isnull=False) | Q(is_late=True),
)
CHALLENGED = Measure(
    "challenged",
    "Late answers that were chased or challenged",
    "Late answers that nobody chased or challenged",
    "Referrals that were sent in the period and answered late, or still without an answer that is late. A chase or a "
    "challenge on record counts.",
    REFERRALS,
    met=Q(was_pressed=True),
    whole=Q(is_late=True),
)
SETTLED = Measure(
    "settled",
    "Challenges that came to an end",
    "Challenges that are open",
    "Disagreements with another service that were raised in the period. Each is open until its outcome is on record.",
    CHALLENGES,
    met=~Q(state="raised"),
)

MEASURES = {
    each.key: each
    for each in (
        WRITTEN, READ, URGENT, DECIDED, TOLD, PROMPT, FOLLOWED, HEARD, REVIEWED, ANSWERED, ON_TIME, CHALLENGED, SETTLED,
    )
}  # fmt: skip
