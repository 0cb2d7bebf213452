"""When minutes are late, with weekends, bank holidays, a leap day and the changes of the clocks."""

from datetime import date, timedelta

import pytest

from concerns.minutes import late_if_held_until, minutes_due_on, minutes_late


@pytest.mark.parametrize(
    ("held_on", "due_on"),
    [
        (date(2026, 11, 2), date(2026, 11, 16)),
        (date(2026, 11, 7), date(2026, 11, 20)),  # held on a Saturday
        (date(2026, 12, 18), date(2027, 1, 6)),  # Christmas, its substitute day, and New Year
        (date(2026, 3, 27), date(2026, 4, 14)),  # Good Friday, Easter Monday, and the clocks go forward
        (date(2028, 2, 21), date(2028, 3, 6)),  # over a leap day
        (date(2026, 10, 23), date(2026, 11, 6)),  # half term is no holiday of the offices that write minutes
    ],
)
def test_minutes_are_due_ten_working_days_after_the_meeting(held_on, due_on):
    assert minutes_due_on(held_on) == due_on


@pytest.mark.parametrize(
    ("today", "late"),
    [
        (date(2026, 11, 16), 0),
        (date(2026, 11, 17), 1),
        (date(2026, 11, 21), 4),  # Saturday counts for none
        (date(2026, 11, 23), 5),
    ],
)
def test_late_is_counted_in_working_days(today, late):
    assert minutes_late(date(2026, 11, 2), None, today) == late


def test_minutes_that_came_are_not_late():
    assert minutes_late(date(2026, 11, 2), date(2026, 12, 2), date(2027, 1, 1)) == 0


@pytest.mark.parametrize(
    "first", [date(2026, 3, 20), date(2026, 10, 20), date(2027, 12, 20), date(2028, 2, 20)]
)
def test_the_rule_turned_round_says_the_same_on_every_day(first):
    for today in (first + timedelta(days=n) for n in range(25)):
        last = late_if_held_until(today)
        assert minutes_late(last, None, today) > 0
        assert minutes_late(last + timedelta(days=1), None, today) == 0
