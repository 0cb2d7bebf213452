"""Working days and school days: bank holidays, leap day, half term, and the turn of the year."""

from datetime import date

import pytest

from safeguarding.working_days import (
    TermDates,
    add_school_days,
    add_working_days,
    is_school_day,
    is_working_day,
    months_later,
    school_days_between,
    term_before,
    term_of,
    working_days_between,
)

AUTUMN = TermDates(
    "Autumn term", date(2026, 9, 3), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)
)
SPRING = TermDates("Spring term", date(2027, 1, 5), date(2027, 3, 25), date(2027, 2, 15), date(2027, 2, 19))
TERMS = (AUTUMN, SPRING)


@pytest.mark.parametrize(
    ("day", "number", "then"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day is on a Saturday: Monday stands for it
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 1)),  # the summer bank holiday of England, not of Scotland
    ],
)
def test_the_next_working_day(day, number, then):
    assert add_working_days(day, number) == then
    assert working_days_between(day, then) == number


def test_a_bank_holiday_is_no_working_day():
    assert not is_working_day(date(2026, 5, 4))
    assert is_working_day(date(2026, 5, 5))


def test_school_days_leave_out_half_term_and_holidays():
    assert not is_school_day(date(2026, 10, 28), TERMS)
    assert is_school_day(date(2026, 10, 23), TERMS)
    assert add_school_days(date(2026, 10, 23), 1, TERMS) == date(2026, 11, 2)
    assert add_school_days(date(2026, 12, 17), 2, TERMS) == date(2027, 1, 5)


def test_school_days_between_leave_out_half_term_bank_holidays_and_the_first_day():
    assert school_days_between(date(2026, 10, 23), date(2026, 11, 2), TERMS) == 1
    assert school_days_between(date(2026, 10, 24), date(2026, 11, 1), TERMS) == 0
    assert school_days_between(date(2026, 12, 18), date(2027, 1, 6), TERMS) == 2
    assert school_days_between(date(2026, 5, 1), date(2026, 5, 5)) == 1  # over a bank holiday
    assert school_days_between(date(2026, 11, 5), date(2026, 11, 3), TERMS) == 0


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 9, 21), 3, date(2026, 12, 21)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_end_where_the_calendar_ends(day, months, then):
    assert months_later(day, months) == then


def test_without_term_dates_every_working_day_is_a_school_day():
    assert is_school_day(date(2026, 10, 28), ())
    assert not is_school_day(date(2026, 12, 25), ())


def test_a_day_of_the_holidays_belongs_to_the_term_before():
    assert term_of(date(2026, 12, 27), TERMS) == AUTUMN
    assert term_of(date(2027, 1, 5), TERMS) == SPRING


def test_the_term_before_is_never_the_first_days_of_the_same_one():
    assert term_before(SPRING, TERMS) == AUTUMN
    assert term_before(AUTUMN, TERMS).starts_on == date(2026, 4, 16)
    assert term_before(term_of(date(2028, 2, 29), ()), ()).starts_on == date(2027, 9, 1)


def test_without_dates_the_year_has_three_usual_terms():
    assert term_of(date(2024, 2, 29), ()).name == "Spring term"
    assert term_of(date(2026, 8, 31), TERMS).ends_on == date(2026, 8, 31)
    assert term_of(date(2026, 9, 1), ()).starts_on == date(2026, 9, 1)
