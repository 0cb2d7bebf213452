"""Which new concerns ask whether a plan still holds, told from rows alone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from concerns.prompts import Came, asks_about, looked_at_from

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 11, 2, 9, 0, tzinfo=LONDON)


def came(days: float, name: str = "a") -> Came:
    return Came(f"{name}-id", name, START + timedelta(days=days))


def asked(*concerns, answered=()) -> list[str]:
    found = asks_about(since=START, answered=answered, concerns=concerns)
    return [each.reference for each in found]


def test_a_concern_before_the_plan_asks_nothing():
    assert asked(came(-1), came(0)) == []


def test_a_new_concern_asks_until_a_review_names_it():
    first = came(1)
    assert asked(first) == ["a"]
    assert asked(first, answered=[first.recorded_at]) == []


def test_a_review_answers_for_what_came_before_its_concern_and_not_for_what_came_after():
    one, two, three = came(1, "one"), came(2, "two"), came(3, "three")
    assert asked(three, one, two, answered=[two.recorded_at]) == ["three"]
    assert asked(three, one, two, answered=[one.recorded_at]) == ["two", "three"]


def test_no_review_that_names_no_concern_answers():
    assert asked(came(1), answered=[]) == ["a"]


@pytest.mark.parametrize(
    ("starts_on", "in_force_at", "since"),
    [
        (date(2026, 11, 2), START, START),  # what came earlier on the day is known to the plan
        (date(2026, 10, 20), START, datetime(2026, 10, 21, tzinfo=LONDON)),  # written down late
        (date(2026, 11, 2), None, datetime(2026, 11, 3, tzinfo=LONDON)),
        (date(2028, 2, 28), None, datetime(2028, 2, 29, tzinfo=LONDON)),
        (date(2027, 3, 28), None, datetime(2027, 3, 29, tzinfo=LONDON)),  # clocks go forward that night
    ],
)
def test_from_when_a_concern_is_news(starts_on, in_force_at, since):
    assert looked_at_from(starts_on, in_force_at) == since


def test_the_moment_counts_in_the_time_of_the_school():
    """A plan of 26 October, put in force at half past midnight: in universal time it is still the day before."""
    moment = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    assert looked_at_from(date(2026, 10, 25), moment) == moment
