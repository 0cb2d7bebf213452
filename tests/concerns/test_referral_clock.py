"""The stopwatch, at the turns of the clock and of the year: nothing here asks what day it is today."""

from datetime import UTC, date, datetime

import pytest

from concerns.referral_clock import ENGLAND, counts_from, stopwatch


def at(text: str) -> datetime:
    """A moment by the clock on the wall in England."""
    return datetime.fromisoformat(text).replace(tzinfo=ENGLAND)


def watch(sent="2026-11-05 10:15", basis="section_17", today="2026-11-10", **steps):
    steps = {f"{name}_at": at(moment) for name, moment in steps.items()}
    return stopwatch(basis, sent_at=at(sent), today=date.fromisoformat(today), **steps)


@pytest.mark.parametrize(
    ("sent", "counts", "due"),
    [
        ("2026-11-05 10:15", "2026-11-05", "2026-11-06"),
        ("2026-11-05 16:59", "2026-11-05", "2026-11-06"),
        ("2026-11-05 17:00", "2026-11-06", "2026-11-09"),  # the day was over, and a weekend follows
        ("2026-11-07 09:00", "2026-11-09", "2026-11-10"),  # a Saturday
        ("2026-10-23 16:30", "2026-10-23", "2026-10-26"),  # summer time ends in between
        ("2026-03-27 16:30", "2026-03-27", "2026-03-30"),  # summer time begins in between
        ("2026-04-02 12:00", "2026-04-02", "2026-04-07"),  # Good Friday and Easter Monday
        ("2026-05-04 12:00", "2026-05-05", "2026-05-06"),  # on the early May bank holiday
        ("2026-12-24 12:00", "2026-12-24", "2026-12-29"),  # Boxing Day is a Saturday: Monday stands for it
        ("2026-12-24 18:00", "2026-12-29", "2026-12-30"),
        ("2026-12-31 12:00", "2026-12-31", "2027-01-04"),
        ("2028-02-28 12:00", "2028-02-28", "2028-02-29"),  # a leap day, and a Tuesday
        ("2028-02-29 12:00", "2028-02-29", "2028-03-01"),
    ],
)
def test_a_decision_is_due_one_working_day_after_sending(sent, counts, due):
    assert counts_from(at(sent)) == date.fromisoformat(counts)
    for basis in ("section_17", "section_47"):
        assert watch(sent, basis, today=sent[:10]).due_on == date.fromisoformat(due)


def test_the_end_of_the_day_is_read_from_the_wall_and_not_from_greenwich():
    """16:30 by Greenwich is 17:30 in the summer, when the day is over, and 16:30 in the winter."""
    assert counts_from(datetime(2026, 10, 22, 16, 30, tzinfo=UTC)) == date(2026, 10, 23)
    assert counts_from(datetime(2026, 10, 26, 16, 30, tzinfo=UTC)) == date(2026, 10, 26)
    # Half past eleven at night by Greenwich is the next day already.
    assert counts_from(datetime(2026, 6, 10, 23, 30, tzinfo=UTC)) == date(2026, 6, 11)


@pytest.mark.parametrize(
    ("today", "late"),
    [
        ("2026-11-05", 0),
        ("2026-11-06", 0),
        ("2026-11-07", 0),
        ("2026-11-09", 1),
        ("2026-11-10", 2),
        ("2026-12-29", 35),
    ],
)
def test_lateness_is_told_in_working_days(today, late):
    found = watch(today=today)
    assert (found.days_late, found.is_late, found.runs) == (late, late > 0, True)
    assert found.waits_for == "an acknowledgement and a decision"


def test_cells_say_what_came_what_is_due_and_what_is_late():
    found = watch(acknowledged="2026-11-05 14:02")
    assert [(cell.title, cell.words) for cell in found.cells] == [
        ("Sent", "5 November, 10:15"),
        ("Acknowledged", "5 November, 14:02"),
        ("No decision yet", "Due 6 November. 2 working days late"),
    ]
    assert (found.waits_for, found.lateness, found.words) == (
        "a decision", "2 working days late", "No answer for 3 working days, 2 late",
    )  # fmt: skip
    assert watch(today="2026-11-06").decided.words == "Due today"
    assert watch(today="2026-11-05").decided.words == "Due Friday 6 November"
    assert watch(today="2026-11-08").decided.words == "Was due Friday 6 November"
    assert "Counts from Monday 9 November" in watch("2026-11-07 09:00").sent.words
    assert watch(today="2027-02-01").sent.words == "5 November 2026, 10:15"


@pytest.mark.parametrize(
    ("decided", "ran", "late", "words"),
    [
        ("2026-11-05 16:00", 0, 0, "Answered on the same working day"),
        ("2026-11-06 18:30", 1, 0, "Answered after 1 working day"),  # the whole of the day it was due
        ("2026-11-09 09:00", 2, 1, "Answered after 2 working days, 1 late"),
    ],
)
def test_the_stopwatch_stops_at_the_answer(decided, ran, late, words):
    for today in ("2026-11-10", "2027-06-01"):
        found = watch(decided=decided, today=today)
        assert (found.runs, found.ran, found.days_late, found.words) == (False, ran, late, words)
        assert found.acknowledged.words == "The answer came first"
        assert found.waits_for == ""


def test_where_no_law_sets_a_time_ten_working_days_are_given_and_one_to_acknowledge():
    for basis in ("early_help", "other"):
        found = watch("2026-12-17 10:00", basis, today="2026-12-22")
        assert found.decided.words == "Due Tuesday 5 January"  # over Christmas and New Year
        assert (found.due_on, found.days_late) == (date(2026, 12, 18), 2)
        acknowledged = watch("2026-12-17 10:00", basis, today="2026-12-22", acknowledged="2026-12-18 09:00")
        assert (acknowledged.due_on, acknowledged.days_late) == (date(2027, 1, 5), 0)


def test_nothing_runs_before_it_was_sent():
    found = stopwatch("section_47", sent_at=None, today=date(2026, 11, 10))
    assert (found.runs, found.due_on, found.is_late, found.words) == (False, None, False, "Not sent yet")
