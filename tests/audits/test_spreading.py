"""Sections spread over the weeks of school, by hand: within a term, over holidays, and with no day left."""

from datetime import date

from audits.spreading import school_weeks, spread
from safeguarding.working_days import TermDates

AUTUMN = TermDates("Autumn", date(2026, 9, 3), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30))
SPRING = TermDates("Spring", date(2027, 1, 5), date(2027, 3, 25), date(2027, 2, 15), date(2027, 2, 19))
TERMS = [AUTUMN, SPRING]


def test_weeks_end_on_their_last_school_day_and_holidays_have_none():
    assert school_weeks(date(2026, 10, 12), date(2026, 11, 4), TERMS) == [
        date(2026, 10, 16),
        date(2026, 10, 23),
        date(2026, 11, 4),  # half term between, and a Wednesday on which it is due
    ]
    assert school_weeks(date(2026, 12, 14), date(2027, 1, 8), TERMS) == [date(2026, 12, 18), date(2027, 1, 8)]


def test_every_week_gets_about_as_many_items():
    weeks = [date(2026, 11, 6), date(2026, 11, 13), date(2026, 11, 20), date(2026, 11, 27)]
    assert spread([2, 2, 2, 2], date(2026, 11, 2), weeks[-1], TERMS) == weeks
    assert spread([1, 1, 6, 8], date(2026, 11, 2), weeks[-1], TERMS) == [
        weeks[0],
        weeks[0],
        weeks[1],
        weeks[3],
    ]
    assert spread([3], date(2026, 11, 2), weeks[-1], TERMS) == [weeks[-1]]


def test_more_weeks_than_sections_leave_gaps_and_no_week_puts_all_on_the_last_day():
    assert spread([5, 5], date(2026, 11, 2), date(2026, 11, 27), TERMS) == [
        date(2026, 11, 13),
        date(2026, 11, 27),
    ]
    assert spread([5, 5], date(2026, 12, 21), date(2026, 12, 30), TERMS) == [date(2026, 12, 30)] * 2
    assert spread([0, 0], date(2026, 11, 2), date(2026, 11, 6), TERMS) == [date(2026, 11, 6)] * 2
    assert spread([], date(2026, 11, 2), date(2026, 11, 6), TERMS) == []
