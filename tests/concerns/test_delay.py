"""How long the steps of a concern took: school days, limits, what still runs, and what cannot be measured."""

from datetime import date

import pytest

from concerns.delay import LIMITS, Course, delays_of
from safeguarding.working_days import TermDates

AUTUMN = TermDates(
    "Autumn term", date(2026, 9, 3), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)
)
SPRING = TermDates("Spring term", date(2027, 1, 5), date(2027, 3, 25))
TERMS = (AUTUMN, SPRING)
MONDAY = date(2026, 11, 2)


def course(**fields):
    start = {
        "happened_on": MONDAY,
        "when_sure": "day",
        "recorded_on": MONDAY,
        "triaged_on": MONDAY,
        "acted_on": MONDAY,
    }
    return Course(**start | fields)


def steps(today=date(2026, 11, 20), **fields):
    return {each.step: each for each in delays_of(course(**fields), terms=TERMS, today=today)}


@pytest.mark.parametrize(
    ("happened", "recorded", "days", "over"),
    [
        (date(2026, 11, 2), date(2026, 11, 2), 0, False),
        (date(2026, 11, 2), date(2026, 11, 3), 1, False),
        (date(2026, 11, 2), date(2026, 11, 4), 2, True),
        (date(2026, 11, 6), date(2026, 11, 9), 1, False),  # over a weekend
        (date(2026, 10, 23), date(2026, 11, 2), 1, False),  # over half term and the end of summer time
        (date(2026, 10, 23), date(2026, 11, 3), 2, True),
        (date(2026, 12, 18), date(2027, 1, 5), 1, False),  # over Christmas
        (date(2027, 3, 26), date(2027, 3, 29), 0, False),  # in the holidays
    ],
)
def test_from_the_event_to_the_record_in_school_days(happened, recorded, days, over):
    step = steps(happened_on=happened, recorded_on=recorded, triaged_on=None, acted_on=None)["recorded"]
    assert (step.days, step.is_over) == (days, over)


def test_leap_days_and_bank_holidays_without_terms():
    leap = course(happened_on=date(2028, 2, 28), recorded_on=date(2028, 3, 1), triaged_on=date(2028, 3, 1))
    assert delays_of(leap, terms=(), today=date(2028, 3, 1))[0].days == 2
    may = course(happened_on=date(2026, 5, 1), recorded_on=date(2026, 5, 5), triaged_on=date(2026, 5, 5))
    assert delays_of(may, terms=(), today=date(2026, 5, 5))[0].days == 1


def test_an_urgent_report_is_read_the_same_day():
    tuesday = date(2026, 11, 3)
    assert not steps(triaged_on=tuesday)["triaged"].is_over
    assert steps(triaged_on=tuesday, urgent=True)["triaged"].is_over


def test_what_has_not_been_done_runs_until_today_while_the_concern_is_live():
    waiting = steps(triaged_on=None, acted_on=None, today=date(2026, 11, 5))
    assert (waiting["triaged"].days, waiting["triaged"].runs) == (3, True)
    assert waiting["triaged"].words == "3 school days so far"
    assert "acted" not in waiting
    closed = steps(acted_on=None, is_live=False)
    assert set(closed) == {"recorded", "triaged"}


def test_what_was_done_before_triage_is_no_delay_after_it():
    assert steps(triaged_on=date(2026, 11, 3), acted_on=MONDAY)["acted"].days == 0


@pytest.mark.parametrize(
    "fields", [{"happened_on": None}, {"when_sure": "over_time"}, {"when_sure": "unknown"}]
)
def test_an_event_without_a_day_has_no_first_step(fields):
    assert set(steps(**fields)) == {"triaged", "acted"}


def test_over_the_limit_it_asks_why_until_a_reason_is_there():
    late = {"triaged_on": date(2026, 11, 5)}
    assert steps(**late)["triaged"].wants_reason
    said = steps(**late, explained=frozenset({"triaged"}))["triaged"]
    assert (said.is_over, said.wants_reason) == (True, False)
    assert not steps()["triaged"].wants_reason


def test_every_limit_says_why():
    assert all(limit.why for limit in LIMITS.values())
