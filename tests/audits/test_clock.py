"""Clocks: months are calendar months, red starts with the rating."""

from datetime import date

import pytest

from audits.clock import Clock


@pytest.mark.parametrize(
    ("audit_date", "due"),
    [
        (date(2026, 11, 4), date(2026, 12, 4)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_one_month_after_the_audit_date(audit_date, due):
    assert Clock(months=1).due(audit_date=audit_date, rated_on=date(2030, 1, 1)) == due


def test_red_is_due_on_the_day_of_the_rating():
    clock = Clock(starts="rating")
    assert clock.due(audit_date=date(2026, 11, 4), rated_on=date(2026, 11, 20)) == date(2026, 11, 20)


def test_twelve_months_from_a_leap_day():
    assert Clock(months=12).due(audit_date=date(2028, 2, 29), rated_on=date(2028, 2, 29)) == date(2029, 2, 28)
