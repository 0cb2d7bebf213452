"""When the minutes of a meeting are late. Pure: no database, ``today`` is given."""

from datetime import date, timedelta

from safeguarding.working_days import add_working_days, working_days_between

WITHIN = 10  # working days after the meeting


def minutes_due_on(held_on: date) -> date:
    """The last day on which minutes are in time: the tenth working day after the meeting."""
    return add_working_days(held_on, WITHIN)


def minutes_late(held_on: date, minutes_on: date | None, today: date) -> int:
    """By how many working days minutes that have not come are late; 0 while there is time, and once they came."""
    return working_days_between(minutes_due_on(held_on), today) if minutes_on is None else 0


def late_if_held_until(today: date) -> date:
    """The latest day of a meeting whose minutes would be late today: the rule turned round, for the database."""
    day = today
    while not minutes_late(day, None, today):
        day -= timedelta(days=1)
    return day
