"""Stretches of time that are compared: where they begin and end, and that no day is lost between them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concerns.trend_periods import HALF_TERM, KINDS, MONTH, SHOWN, TERM, WEEKS, YEAR, spans
from safeguarding.working_days import TermDates

DAY = timedelta(days=1)
TERMS = (
    TermDates("Autumn term", date(2025, 9, 3), date(2025, 12, 19), date(2025, 10, 27), date(2025, 10, 31)),
    TermDates("Spring term", date(2026, 1, 5), date(2026, 3, 27), date(2026, 2, 16), date(2026, 2, 20)),
    TermDates("Summer term", date(2026, 4, 13), date(2026, 7, 21), date(2026, 5, 25), date(2026, 5, 29)),
    TermDates("Autumn term", date(2026, 9, 3), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)),
    TermDates("Spring term", date(2027, 1, 5), date(2027, 3, 25)),
)
TODAY = date(2026, 11, 16)


def labels(kind, count, today=TODAY):
    return [(span.label, span.since, span.until) for span in spans(kind, TERMS, today, count)]


def test_half_terms_take_their_holidays_with_them():
    assert labels(HALF_TERM, 3) == [
        ("Summer 2, 2026", date(2026, 5, 30), date(2026, 9, 2)),
        ("Autumn 1, 2026", date(2026, 9, 3), date(2026, 10, 30)),
        ("Autumn 2, 2026", date(2026, 10, 31), date(2027, 1, 4)),
    ]


def test_a_half_term_in_its_first_half_ends_with_the_break():
    assert labels(HALF_TERM, 1, date(2026, 9, 20)) == [
        ("Autumn 1, 2026", date(2026, 9, 3), date(2026, 10, 30))
    ]


@pytest.mark.parametrize(
    ("kind", "label", "since", "until"),
    [
        (TERM, "Summer term 2026", date(2026, 4, 13), date(2026, 9, 2)),
        (YEAR, "2025 to 2026", date(2025, 9, 1), date(2026, 8, 31)),
        (MONTH, "October 2026", date(2026, 10, 1), date(2026, 10, 31)),
        (WEEKS, "Week of 9 November 2026", date(2026, 11, 9), date(2026, 11, 15)),
    ],
)
def test_the_last_that_is_over(kind, label, since, until):
    assert labels(kind, 2)[0] == (label, since, until)


def test_a_year_ago_is_the_same_half_term():
    found = spans(HALF_TERM, TERMS, TODAY, SHOWN[HALF_TERM])
    assert (found[0].label, found[-2].label) == ("Autumn 1, 2025", "Autumn 1, 2026")


def test_school_days_are_counted_without_break_and_bank_holidays():
    autumn = spans(HALF_TERM, TERMS, TODAY, 2)[0]
    assert autumn.school_days(TERMS) == 37  # eight weeks of five, less three of the first, up to 23 October


@given(
    st.sampled_from(list(KINDS)),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.sampled_from([TERMS, (), TERMS[1:3]]),
)
def test_no_day_is_lost_and_today_is_in_the_last(kind, today, terms):
    found = spans(kind, terms, today, min(SHOWN[kind], 15))
    assert found[-1].since <= today <= found[-1].until
    for before, after in pairwise(found):
        assert before.until + DAY == after.since
        assert before.since <= before.until
