"""A school whose records were counted by hand: what is expected of them stands in the tests that use it.

Twelve children; every row has its day, and stands here with the reason why it counts or does not.
"""

from datetime import date

from concerns.actions.moving import claim_error, confirm_error
from concerns.models import Status
from safeguarding.access.roles import Role
from tests import factories
from tests.factories import casework
from tests.factories.past import moment, past_concern, past_entry
from tests.factories.rules import rules


def day(number: int, month: int = 11, year: int = 2026) -> date:
    return date(year, month, number)


def school_with_records(**fields):
    """The school and its lead; today is Friday 20 November 2026."""
    school = factories.school(**fields)
    if not school.authority.school_terms.exists():
        rules(school.authority)
    lead = factories.member(school, Role.LEAD)
    make_concerns(school, lead)
    make_referrals(school, lead)
    make_plans(school, lead)
    return school, lead


def make_concerns(school, lead):
    """Eight concerns that count, one of last year and one in error.

    =====  ========  =======  ========  ======  ========  ======  =====  ======
    day    happened  written  triaged   urgent  decided   told    words  refer
    =====  ========  =======  ========  ======  ========  ======  =====  ======
    2 Nov  2 Nov     yes      2 Nov     no      2 Nov     talk    yes    -
    3 Nov  30 Oct    late     3 Nov     no      5 Nov     -       -      -
    4 Nov  unknown   -        9 Nov     no      -         -       -      -
    5 Nov  5 Nov     yes      5 Nov     yes     5 Nov     fed     yes    sent
    6 Nov  6 Nov     yes      9 Nov     yes     9 Nov     -       -      none
    9 Nov  9 Nov     yes      never     no      -         -       -      -
    5 Oct  5 Oct     yes      5 Oct     no      5 Oct     -       yes    none
    19 Nov 19 Nov    yes      never     no      -         -       -      -
    =====  ========  =======  ========  ======  ========  ======  =====  ======

    Half term is 26 to 30 October, so the event of 30 October was written down on the second school day after it.
    """
    kind = factories.subcategory()
    made = {}

    def one(on, *, triaged=None, **words):
        pupil = factories.pupil(school=school)
        stamp = moment(triaged) if triaged else False
        made[on] = past_concern(pupil, at=moment(on, "09:00"), kind=kind, by=lead, triaged_at=stamp, **words)
        return made[on]

    def decide(on, when, route="other"):
        past_entry(
            "decision", moment(when), by=lead, concern=made[on], reason="Because.", route=route, text="So."
        )

    one(day(2), triaged=day(2), own_words="He said no.")
    decide(day(2), day(2))
    past_entry(
        "contact", moment(day(2)), by=lead, concern=made[day(2)], contact_kind="talk", contact_with="Mum"
    )
    one(day(3), triaged=day(3), happened_on=day(30, 10))
    decide(day(3), day(5))
    one(day(4), triaged=day(9), happened_on=None, when_sure="unknown")
    one(day(5), triaged=day(5), urgent=True, own_words="He hit me.")
    decide(day(5), day(5), "statutory")
    past_entry("feedback", moment(day(5)), by=lead, concern=made[day(5)], text="Thank you.")
    pupil = made[day(5)].links.get().pupil
    sent(pupil, lead, day(5), concern=made[day(5)], decided=day(6))
    one(day(6), triaged=day(9), urgent=True)
    decide(day(6), day(9), "early_help")
    one(day(9))
    one(day(5, 10), triaged=day(5, 10), own_words="I am cold.")
    decide(day(5, 10), day(5, 10), "statutory")
    one(day(19))
    one(day(10, 11, 2025), triaged=day(10, 11, 2025))  # last year, without a decision
    past_entry("decision", moment(day(12, 11, 2025)), by=lead, concern=made[day(10, 11, 2025)], reason="x",
               route="other")  # fmt: skip
    wrong = one(day(11), triaged=day(11))
    claim_error(wrong, reason="Twice.", by=lead)
    confirm_error(wrong, reason="Yes.", by=factories.member(school, Role.DEPUTY))
    return made


def sent(pupil, by, on, *, basis="section_47", decided=None, clock="10:00", **fields):
    """A referral that was sent, and answered on the day ``decided``."""
    made = casework.referral(pupil, by=by, basis=basis, **fields)
    made = casework.moved(made, {"state": "sent", "sent_at": moment(on, clock)})
    if decided:
        answer = {"state": "decided", "decided_at": moment(decided), "outcome": "no_action"}
        made = casework.moved(made, answer)
    return made


def make_referrals(school, lead):
    """Six more referrals, all under section 47 but one, and one of last year.

    ======  ========  ======  =================
    sent    answered  late    chased, challenged
    ======  ========  ======  =================
    2 Nov   9 Nov     late    chased
    3 Nov   -         late    challenged
    4 Nov   -         late    -
    6 Nov*  10 Nov    -       -                  * at 18:00 on a Friday: it counts from Monday, due on Tuesday
    10 Nov  -         -       -                  early help, acknowledged: ten working days
    20 Nov  -         -       -                  today
    ======  ========  ======  =================
    """
    pupil = factories.pupil(school=school)
    chased = sent(pupil, lead, day(2), decided=day(9))
    past_entry("referral", moment(day(4)), by=lead, pupil=pupil, referral=chased, facts={"step": "chased"})
    casework.challenge(pupil, by=lead, referral=sent(pupil, lead, day(3)))
    sent(pupil, lead, day(4))
    sent(pupil, lead, day(6), clock="18:00", decided=day(10))
    early = sent(pupil, lead, day(10), basis="early_help")
    casework.moved(early, {"state": "acknowledged", "acknowledged_at": moment(day(11))})
    sent(pupil, lead, day(20))
    sent(pupil, lead, day(10, 11, 2025), decided=day(11, 11, 2025))


def make_plans(school, lead):
    """Three plans: one looked at in time, one late, one not at all; and one whose next day is still to come."""
    for held in (day(12), day(18), None):
        plan = casework.plan(factories.pupil(school=school), by=lead, starts_on=day(2), review_on=day(16))
        set_day(plan, lead, day(2), day(16))
        if held:
            casework.plan_review(plan, by=lead, held_on=held, next_review_on=day(14, 12))
            set_day(plan, lead, held, day(14, 12))


def set_day(plan, by, on, until):
    """The entry that sets the next day for looking at a plan."""
    facts = {"step": "in_force", "next_review": until.isoformat()}
    past_entry("plan", moment(on), by=by, pupil=plan.pupil, plan=plan, facts=facts)


def statuses(school, lead):
    """Three files: child protection late, child in need due soon, early help fresh."""
    days = {"child_protection": day(1, 10), "child_in_need": day(20, 10), "early_help": day(9)}
    return [
        Status.objects.create(
            school=school, pupil=factories.pupil(school=school), kind=kind, starts_on=since, recorded_by=lead
        )
        for kind, since in days.items()
    ]
