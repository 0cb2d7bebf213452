"""The list behind a measure: the rows that do not meet it, for a reader who may open them."""

from concerns.freshness import in_full
from concerns.models import Entry
from concerns.reports.asking import Asking
from concerns.reports.coverage import coverage_by_child
from concerns.reports.figure_lines import Behind, children_behind
from concerns.reports.measures import EVENTS, Measure

BESIDE = {
    "decisions": ("concern",),
    "plans": ("pupil", "plan"),
    "referrals": ("pupil",),
    "challenges": ("pupil",),
}


def lacking(asking: Asking, measure: Measure) -> tuple[Behind, ...]:
    """The rows of one school that do not meet the measure, the newest first; of events, the files that hold them."""
    if measure.source is EVENTS:
        span = {"since": asking.since, "until": asking.until}
        return children_behind(coverage_by_child(asking.schools[0], reader=asking.reader, **span), "words")
    key = measure.source.key
    found = []
    for rows in measure.source.rows(asking):
        met = rows.filter(measure.met).order_by().values("pk")
        found += rows.filter(measure.whole).exclude(pk__in=met).select_related(*BESIDE.get(key, ()))
    made = MADE[key]
    return tuple(made(row) for row in sorted(found, key=lambda row: (row.day, row.pk), reverse=True))


def _concern(row) -> Behind:
    return Behind("concern", row.public_id, f"Concern {row.reference}", f"Recorded on {in_full(row.day)}.")


def _decision(row) -> Behind:
    words = f"Decided on {in_full(row.day)}: {Entry.Route(row.route).label.lower()}."
    return Behind("concern", row.concern.public_id, f"Concern {row.concern.reference}", words)


def _review(row) -> Behind:
    words = f"{row.plan.get_kind_display()}: to be looked at again by {in_full(row.day)}."
    return Behind("child", row.pupil.public_id, _named(row.pupil), words)


def _referral(row) -> Behind:
    words = f"{row.agency}. Sent on {in_full(row.day)}."
    return Behind("referral", row.public_id, _named(row.pupil), words)


def _challenge(row) -> Behind:
    words = f"{row.agency}. Raised on {in_full(row.day)}, now at: {row.stage_title}."
    return Behind("child", row.pupil.public_id, _named(row.pupil), words)


MADE = {
    "concerns": _concern,
    "decisions": _decision,
    "plans": _review,
    "referrals": _referral,
    "challenges": _challenge,
}


def _named(pupil) -> str:
    return f"{pupil.name}, {pupil.year}"
