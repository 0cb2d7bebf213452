"""How fresh a file is: by weeks, by the strictest status, and from the day on which that status began."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from concerns.freshness import FreshnessLimit, HeldStatus, Touch, freshness, weeks_and_days

EARLY = FreshnessLimit("early_help", 6, 12)
NEED = FreshnessLimit("child_in_need", 4, 6)
PROTECTION = FreshnessLimit("child_protection", 4, 4)
LIMITS = (EARLY, NEED, PROTECTION)
LONG_AGO = date(2025, 1, 6)
MET = Touch(date(2026, 10, 21), "Core group")


def held(kind, since=LONG_AGO):
    return HeldStatus(kind, kind.replace("_", " ").capitalize(), since)


def on(today, *statuses, touches=(MET,)):
    return freshness(statuses, LIMITS, touches, today)


@pytest.mark.parametrize(
    ("kind", "today", "state"),
    [
        ("child_in_need", date(2026, 11, 17), "fresh"),
        ("child_in_need", date(2026, 11, 18), "soon"),
        ("child_in_need", date(2026, 12, 1), "soon"),
        ("child_in_need", date(2026, 12, 2), "overdue"),
        ("early_help", date(2026, 12, 1), "fresh"),
        ("early_help", date(2026, 12, 2), "soon"),
        ("early_help", date(2027, 1, 13), "overdue"),
        ("child_protection", date(2026, 11, 17), "fresh"),  # the day before red: there is no amber
        ("child_protection", date(2026, 11, 18), "overdue"),
    ],
)
def test_amber_from_the_lower_week_and_red_from_the_upper(kind, today, state):
    assert on(today, held(kind)).state == state


@pytest.mark.parametrize(
    ("met", "red"),
    [
        (date(2027, 3, 8), date(2027, 4, 5)),  # summer time begins on 28 March, and 5 April is Easter Monday
        (date(2026, 10, 12), date(2026, 11, 9)),  # it ends on 25 October; half term is in between
        (date(2028, 2, 15), date(2028, 3, 14)),  # over a leap day
        (date(2026, 12, 7), date(2027, 1, 4)),
    ],
)
def test_weeks_are_weeks_over_changes_of_the_clock_leap_days_and_holidays(met, red):
    touches = (Touch(met, "Core group"),)
    assert on(red - timedelta(1), held("child_protection"), touches=touches).state == "fresh"
    assert on(red, held("child_protection"), touches=touches).state == "overdue"


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        # 28 March 2027 begins in winter time: midnight is midnight.
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), "fresh"),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "overdue"),
        # In summer time the English day begins an hour before that of UTC.
        (datetime(2026, 7, 28, 22, 30, tzinfo=UTC), "fresh"),
        (datetime(2026, 7, 28, 23, 30, tzinfo=UTC), "overdue"),
        # 25 October 2026: the day still begins in summer time.
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), "fresh"),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "overdue"),
    ],
)
def test_the_day_turns_at_midnight_in_england(moment, state):
    with time_machine.travel(moment, tick=False):
        today = timezone.localdate()
        last = date(2027, 3, 28) if moment.year == 2027 else date(2026, moment.month, moment.day + 1)
        touches = (Touch(last - timedelta(weeks=4), "Core group"),)
        assert on(today, held("child_protection"), touches=touches).state == state


def test_the_strictest_status_rules():
    clock = on(date(2026, 11, 20), held("early_help"), held("child_protection"), held("child_in_need"))
    assert clock.status.kind == "child_protection"
    assert on(date(2026, 11, 20), held("early_help"), held("child_in_need")).status.kind == "child_in_need"


def test_the_clock_switches_with_the_status_and_begins_with_its_first_day():
    today = date(2026, 11, 20)
    before = on(today, held("early_help"))
    assert (before.state, before.since) == ("fresh", MET.on)
    after = on(today, held("early_help"), held("child_protection", date(2026, 11, 2)))
    assert (after.since, after.touch, after.red_on) == (date(2026, 11, 2), None, date(2026, 11, 30))
    assert after.why == "No meeting or update since it began on 2 November 2026"


def test_what_lies_ahead_does_not_count():
    today = date(2026, 11, 20)
    assert on(today, held("child_in_need", date(2026, 11, 21))) is None
    assert on(today, held("child_in_need"), touches=(MET, Touch(date(2026, 11, 21), "x"))).since == MET.on


def test_a_status_without_a_limit_has_no_clock():
    assert on(date(2026, 11, 20), held("young_carer")) is None
    assert on(date(2026, 11, 20)) is None


def test_it_says_the_day_the_weeks_and_why():
    soon = on(date(2026, 11, 20), held("child_in_need"))
    assert (soon.why, soon.age) == ("Core group on 21 October 2026", "4 weeks and 2 days ago")
    assert (soon.tag, soon.next) == ("Due soon", "Late from 2 December 2026")
    fresh = on(date(2026, 11, 9), held("child_in_need"))
    assert (fresh.tag, fresh.next) == ("Fresh", "Due soon from 18 November 2026")
    assert on(date(2026, 11, 9), held("child_protection")).next == "Late from 18 November 2026"
    late = on(date(2026, 12, 4), held("child_in_need"))
    assert (late.tag, late.next) == (
        "2 days late",
        "6 weeks and 2 days old. The limits are 4 and 6 weeks",
    )
    assert on(date(2026, 12, 2), held("child_in_need")).tag == "Late"
    assert on(MET.on, held("child_in_need")).age == "Today"


def test_a_week_before_red_it_wants_work():
    assert not on(date(2026, 11, 10), held("child_protection")).wants_work
    assert on(date(2026, 11, 11), held("child_protection")).wants_work
    assert on(date(2026, 11, 18), held("child_in_need")).wants_work


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 days"), (1, "1 day"), (7, "1 week"), (8, "1 week and 1 day"), (30, "4 weeks and 2 days")],
)
def test_lengths_in_words(days, words):
    assert weeks_and_days(days) == words
