"""When the record asks whether our view of a child changes: counting by term, links, answers and plans."""

from datetime import UTC, date, datetime, timedelta

import pytest

from concerns.our_view import Answered, Counted, Reviewed, plan_unchanged, third_concern
from safeguarding.working_days import TermDates

AUTUMN = TermDates(
    "Autumn term", date(2026, 9, 3), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)
)
SPRING = TermDates("Spring term", date(2027, 1, 5), date(2027, 3, 25))
TERMS = (AUTUMN, SPRING)
TODAY = date(2026, 11, 20)
FOOD = ("neglect", "Neglect", "H")
HOME = ("domestic-abuse", "Domestic abuse", "H")
NET = ("online", "Online safety", "O")
ABUSE = ("sexual", "Sexual abuse", "HE")


def came(day, about=FOOD, *, sorted_on=None):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    then = datetime(sorted_on.year, sorted_on.month, sorted_on.day, 12, tzinfo=UTC) if sorted_on else at
    return Counted(f"{day}-{about[0]}", at, then, *about)


def days(*numbers):
    return [date(2026, 11, number) for number in numbers]


def answer(day):
    """An answer given on that day about a concern of that day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Answered(at, at + timedelta(hours=1))


def ask(*concerns, answered=None, today=TODAY, terms=TERMS):
    return third_concern(concerns, answered=answered, terms=terms, today=today)


def test_the_third_of_one_category_asks_and_says_so_in_words():
    assert ask(*map(came, days(2, 3))) is None
    asked = ask(*map(came, days(2, 3, 4)))
    assert asked.words == "Three concerns about neglect since 3 September"
    assert asked.raised_by == "2026-11-04-neglect"
    assert len(asked.concerns) == 3


def test_a_shared_mark_links_categories():
    first, second, third = days(2, 3, 4)
    asked = ask(came(first), came(second, HOME), came(third, ABUSE))
    assert asked.words == "Three concerns about home and family since 3 September"
    assert ask(came(first), came(second, HOME), came(third, NET)) is None


def test_two_groups_are_one_question():
    food, net = map(came, days(2, 3, 4, 5)), (came(day, NET) for day in days(6, 7, 8))
    asked = ask(*food, *net)
    assert asked.words == "Four concerns about neglect and three about online safety since 3 September"
    assert asked.raised_by == "2026-11-08-online"


def test_an_answer_settles_up_to_its_concern_and_the_next_asks_anew():
    three = [came(day) for day in days(2, 3, 4)]
    settled = answer(date(2026, 11, 4))
    assert ask(*three, answered=settled) is None
    assert ask(*three, came(date(2026, 11, 9), NET), answered=settled) is None
    asked = ask(*three, came(date(2026, 11, 9)), answered=settled)
    assert asked.words == "Four concerns about neglect since 3 September"


def test_a_concern_that_is_sorted_after_the_answer_asks_anew():
    late = came(date(2026, 11, 3), sorted_on=date(2026, 11, 12))
    three = [came(day) for day in days(2, 4, 5)]
    assert ask(*three, answered=answer(date(2026, 11, 5))) is None
    assert ask(*three, late, answered=answer(date(2026, 11, 5))).words.startswith("Four concerns")


@pytest.mark.parametrize(
    ("dates", "today", "words"),
    [
        # The first day of term counts, the day before belongs to the term before.
        ((date(2026, 9, 3), date(2026, 9, 4), date(2026, 9, 7)), TODAY, "since 3 September"),
        ((date(2026, 9, 2), date(2026, 9, 4), date(2026, 9, 7)), TODAY, None),
        # Half term and holidays belong to their term.
        ((date(2026, 10, 27), date(2026, 10, 28), date(2026, 11, 2)), TODAY, "since 3 September"),
        ((date(2026, 12, 17), date(2026, 12, 22), date(2026, 12, 29)), date(2026, 12, 30), "since 3 September"),
        # A new term counts anew, and what was not answered in the last one is still asked.
        ((date(2026, 12, 16), date(2026, 12, 17), date(2027, 1, 6)), date(2027, 1, 7), None),
        ((date(2026, 12, 8), date(2026, 12, 9), date(2026, 12, 16)), date(2027, 1, 7),
         "between 3 September and 4 January"),
        # Over the end of summer time.
        ((date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)), TODAY, "since 3 September"),
    ],
)  # fmt: skip
def test_it_counts_by_term(dates, today, words):
    asked = ask(*map(came, dates), today=today)
    assert (asked and asked.words) == (words and f"Three concerns about neglect {words}")


def test_without_dates_usual_terms_are_counted():
    leap = [came(date(2028, 2, day)) for day in (27, 28, 29)]
    asked = ask(*leap, terms=(), today=date(2028, 2, 29))
    assert asked.words == "Three concerns about neglect since 1 January"


def review(day, risk="same", pk=1):
    return Reviewed(f"review-{day}", day, pk, risk)


def test_a_plan_asks_when_its_last_two_reviews_said_the_same():
    first, second, third = days(2, 9, 16)
    asked = plan_unchanged("Safety plan", [review(second), review(first)], answered=())
    assert (
        asked.words == "Safety plan: the last two reviews, of 2 November and 9 November, both said “the same”"
    )
    assert asked.raised_by == f"review-{second}"
    assert plan_unchanged("Safety plan", [review(first)], answered=()) is None
    assert plan_unchanged("Safety plan", [review(first), review(second, "up")], answered=()) is None
    mixed = [review(first), review(second, "down"), review(third)]
    assert plan_unchanged("Safety plan", mixed, answered=()) is None


def test_an_answered_plan_asks_again_after_the_next_review():
    first, second, third = days(2, 9, 16)
    reviews = [review(first), review(second)]
    assert plan_unchanged("Safety plan", reviews, answered=[f"review-{second}"]) is None
    again = plan_unchanged("Safety plan", [*reviews, review(third)], answered=[f"review-{second}"])
    assert again.raised_by == f"review-{third}"
    same_day = [review(second, "up", 1), review(second, "same", 2), review(second, "same", 3)]
    assert plan_unchanged("Safety plan", same_day, answered=()) is not None
