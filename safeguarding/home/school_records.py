"""What the school's records say beside its audit: the one voice that ``RECORDS_BESIDE_AUDITS`` in settings names.

Audits and records do not know each other; they meet here. The counts are the same for whoever reads them: what anybody
is shut out of is in none of them.
"""

from collections.abc import Collection
from datetime import date

from django.urls import reverse

from audits.models import Audit, CaseSample
from audits.reports.figures import Beside, Figure, Line, Proposal
from concerns.delay import school_days
from concerns.freshness import ClockState
from concerns.models import DrawnFile, Pupil, Reassessment, Status
from concerns.models.reading import counter_of
from concerns.reports.asking import asking
from concerns.reports.clocks import clocks_of
from concerns.reports.lessons import LESSONS
from concerns.reports.measures import CONCERNS, EVERY, MEASURES, Measure
from concerns.reports.tallies import Tally, tallies
from concerns.reports.views_asked import views_asked
from safeguarding.access.wall import open_to_count
from safeguarding.home.case_check.facts import facts_of
from safeguarding.home.case_check.proposals import proposals_of
from safeguarding.models import User

EARLY_HELP, IN_NEED, PROTECTION = (
    f"fresh_{kind}"
    for kind in (Status.Kind.EARLY_HELP, Status.Kind.CHILD_IN_NEED, Status.Kind.CHILD_PROTECTION)
)
FRESH = (PROTECTION, IN_NEED, EARLY_HELP)
VIEWS = "views"
# Which figures stand beside which item; editions share the keys of items. The last of them are the seven lessons.
BESIDE = {
    "lead-available": ("triaged", "urgent", "decided"),
    "early-help-assessment": ("followed", "reviewed", EARLY_HELP),
    "chasing-referrals": ("answered", "on_time", "challenged"),
    "if-nothing-improves": (VIEWS, "reviewed", "challenged", "settled"),
    "decisions-and-reasons": ("decided", "triaged", *FRESH, "heard"),
    "case-record-check": (*FRESH, "heard", "written", "decided"),
    "lessons-from-reviews": tuple(lesson.measure.key for lesson in LESSONS),
}


class SchoolRecords:
    """The records of a school, as ``audits.reports.figures.Records`` asks for them."""

    def figures(self, audit: Audit, *, items: Collection[str], today: date) -> Beside | None:
        """The figures over the audit's year beside those of ``items`` that have any."""
        wanted = {item: BESIDE[item] for item in items if item in BESIDE}
        if not wanted:
            return None
        keys = tuple(dict.fromkeys(key for keys in wanted.values() for key in keys))
        with open_to_count([audit.school]):
            made = _figures(audit, keys, today)
        figures = {key: made[key] for key in keys}
        return Beside(today, audit.period_from, min(audit.period_to, today), figures, wanted)

    def proposals(self, case: CaseSample, *, reader: User, today: date) -> dict[str, Proposal] | None:
        """What the file behind the sample answers for this reader, over the audit's year."""
        files = DrawnFile.objects.visible_to(reader).filter(school=case.school_id, case_id=case.public_id)
        found = files.select_related("pupil__school").first()
        if found is None:
            return None
        facts = facts_of(found.pupil, reader=reader, since=case.audit.period_from, today=today)
        return proposals_of(facts)


def _figures(audit: Audit, keys: tuple[str, ...], today: date) -> dict[str, Figure]:
    counting = {"reader": counter_of([audit.school]), "today": today}
    span = {"since": audit.period_from, "until": audit.period_to}
    measures = [MEASURES[key] for key in keys if key in MEASURES]
    found = tallies(asking([audit.school], **counting, **span), measures) if measures else {}
    made = {each.key: _measured(each, found[each.key], audit) for each in measures}
    pupils = Pupil.objects.visible_to(counting["reader"]).filter(school=audit.school).on_roll()
    if {*FRESH} & {*keys}:
        made |= _freshness(audit, pupils, counting)
    if VIEWS in keys:
        made[VIEWS] = _views(audit, pupils, counting)
    return made


def _measured(measure: Measure, found: Tally, audit: Audit) -> Figure:
    behind = reverse("audit_figure", args=[audit.school.slug, audit.public_id, measure.key])
    return Figure(
        measure.key,
        measure.means,
        (Line(measure.label, found.met, behind if found.lacking else ""),),
        found.of,
        more=f"Middle length {measure.length}: {_length(found.middle)}." if found.middle is not None else "",
        whole="concerns" if measure.source is CONCERNS and measure.whole is EVERY else "",
        rest="challenged" if measure.key == "on_time" else "",
    )


def _length(middle: float) -> str:
    """ "1 school day", "1.5 school days"."""
    if not middle:
        return "the same school day"
    return school_days(int(middle)) if middle == int(middle) else f"{middle} school days"


def _freshness(audit: Audit, pupils, counting: dict) -> dict[str, Figure]:
    clocks = [each.freshness for each in clocks_of(pupils, school=audit.school, **counting).values()]
    return {key: _fresh(audit, key, [clock for clock in clocks if clock]) for key in FRESH}


def _fresh(audit: Audit, key: str, clocks: list) -> Figure:
    kind = Status.Kind(key.removeprefix("fresh_"))
    states = [clock.state for clock in clocks if clock.status.kind == kind]
    lines = []
    for state in ClockState:
        behind = reverse("concerns:figure_list", args=[audit.school.slug, "freshness", f"{kind}-{state}"])
        lines.append(Line(state.label, states.count(state), behind if state in states else ""))
    means = (
        "Children on the roll whose strictest status with a limit is this one, and how long ago the last meeting, "
        "review of a plan or update from a professional was, on the day of the count. The limits are the authority’s."
    )
    return Figure(key, means, tuple(lines), len(states), title=f"{kind.label}: how fresh the files are")


def _views(audit: Audit, pupils, counting: dict) -> Figure:
    given = Reassessment.objects.visible_to(counting["reader"]).filter(
        school=audit.school, answered_at__date__gte=audit.period_from, answered_at__date__lte=audit.period_to
    )
    answers = list(given.values_list("changes_view", flat=True))
    asked = views_asked(pupils, school=audit.school, **counting)
    open_ = sum(len(each.questions) for each in asked.values())
    behind = reverse("concerns:figure_list", args=[audit.school.slug, "answers", "open"])
    lines = (
        Line("Answered: it changes our view", answers.count(True)),
        Line("Answered: it does not", answers.count(False)),
        Line("Not answered yet", open_, behind if open_ else ""),
    )
    means = (
        "How often the record asked “Does this change our view?”: at the third concern of a term in the same or a "
        "linked category, and when two reviews of a plan both said the same. Answers of the period, and what was "
        "open on the day of the count."
    )
    return Figure(VIEWS, means, lines, len(answers) + open_, title="When nothing improves")


RECORDS = SchoolRecords()
