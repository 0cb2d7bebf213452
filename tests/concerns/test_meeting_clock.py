"""When a statutory meeting is due: first and then, months that end right, working days, and what is planned."""

from datetime import date

import pytest

from concerns.freshness import HeldStatus
from concerns.meeting_clock import MeetingLimit, Within, meetings_due

CONFERENCE = MeetingLimit(
    "child_protection", "review_conference", "Child protection review conference", Within(3, "months"),
    Within(6, "months"),
)  # fmt: skip
CORE = MeetingLimit(
    "child_protection", "core_group", "Core group", Within(10, "working_days"), Within(4, "weeks")
)
NEED = MeetingLimit(
    "child_in_need", "child_in_need", "Child in need meeting", Within(20, "working_days"), None
)
REVIEW = MeetingLimit(
    "looked_after", "looked_after", "Looked-after review", Within(20, "working_days"), Within(6, "months")
)
LIMITS = (CONFERENCE, CORE, NEED, REVIEW)
START = date(2026, 9, 21)


def held(kind, since=START):
    return HeldStatus(kind, kind.replace("_", " ").capitalize(), since)


def on(today, *statuses, limits=LIMITS, last=None, planned=None):
    return meetings_due(statuses, limits, last=last or {}, planned=planned or {}, today=today)


def one(today, limit, *, since=START, **known):
    (due,) = on(today, held(limit.status, since), limits=(limit,), **known)
    return due


@pytest.mark.parametrize(
    ("limit", "since", "due"),
    [
        (CONFERENCE, date(2026, 9, 21), date(2026, 12, 21)),
        (CONFERENCE, date(2026, 11, 30), date(2027, 2, 28)),
        (CONFERENCE, date(2027, 11, 30), date(2028, 2, 29)),  # a leap year
        (CORE, date(2026, 9, 21), date(2026, 10, 5)),
        (CORE, date(2026, 12, 18), date(2027, 1, 6)),  # Christmas, Boxing Day and New Year left out
        (CORE, date(2026, 4, 27), date(2026, 5, 12)),  # the May bank holiday left out
        (CORE, date(2026, 10, 19), date(2026, 11, 2)),  # half term counts: the law counts working days
        (CORE, date(2027, 3, 22), date(2027, 4, 7)),  # over the change to summer time, and Easter
    ],
)
def test_the_first_is_due_within_its_time_of_the_status(limit, since, due):
    assert one(since, limit, since=since).due_on == due


@pytest.mark.parametrize(
    ("limit", "last", "due"),
    [
        (CONFERENCE, date(2026, 8, 31), date(2027, 2, 28)),
        (CONFERENCE, date(2027, 8, 31), date(2028, 2, 29)),
        (CONFERENCE, date(2026, 12, 14), date(2027, 6, 14)),
        (CORE, date(2026, 10, 12), date(2026, 11, 9)),
    ],
)
def test_each_other_one_within_its_time_of_the_last(limit, last, due):
    clock = one(last, limit, since=date(2026, 1, 5), last={limit.kind: last})
    assert clock.due_on == due


def test_the_last_day_is_in_time_and_the_next_is_not():
    assert one(date(2026, 12, 21), CONFERENCE).state == "soon"
    late = one(date(2026, 12, 22), CONFERENCE)
    assert (late.state, late.tag) == ("overdue", "1 day late")
    assert late.next == "Was due by 21 December 2026. Not planned yet"
    assert one(date(2026, 12, 6), CONFERENCE).state == "fresh"
    assert one(date(2026, 12, 7), CONFERENCE).state == "soon"


def test_a_planned_meeting_counts_while_its_day_is_to_come():
    today = date(2026, 12, 14)
    planned = one(today, CONFERENCE, planned={"review_conference": date(2026, 12, 17)})
    assert (planned.state, planned.wants_work) == ("fresh", False)
    assert planned.next == "Due by 21 December 2026. Planned for 17 December 2026"
    too_late = one(today, CONFERENCE, planned={"review_conference": date(2027, 1, 11)})
    assert (too_late.state, too_late.is_planned_late) == ("soon", True)
    assert too_late.next.endswith("Planned for 11 January 2027, after the last day")
    passed = one(today, CONFERENCE, planned={"review_conference": date(2026, 12, 10)})
    assert (passed.state, passed.planned_on) == ("soon", None)
    still_late = one(date(2026, 12, 28), CONFERENCE, planned={"review_conference": date(2027, 1, 11)})
    assert still_late.state == "overdue"


def test_a_meeting_from_before_the_status_does_not_count_for_it():
    clock = one(date(2026, 10, 1), CORE, last={"core_group": date(2026, 9, 20)})
    assert clock.last_on is None
    assert clock.why == "Within 10 working days of 21 September 2026, when it began"


def test_one_that_is_not_repeated_is_done_once_it_was_held():
    assert on(date(2026, 11, 1), held("child_in_need"), last={"child_in_need": date(2026, 10, 1)}) == ()


def test_a_higher_status_takes_the_place_of_a_lower_and_care_stands_beside_it():
    found = on(date(2026, 9, 22), held("child_in_need"), held("child_protection"), held("looked_after"))
    assert {due.limit.kind for due in found} == {"review_conference", "core_group", "looked_after"}
    assert {due.limit.kind for due in on(date(2026, 9, 22), held("child_in_need"))} == {"child_in_need"}


def test_the_most_pressing_comes_first():
    found = on(date(2026, 12, 22), held("child_protection"), last={"core_group": date(2026, 12, 1)})
    assert [due.limit.kind for due in found] == ["review_conference", "core_group"]


def test_it_says_by_which_rule():
    clock = one(date(2026, 11, 1), CORE, last={"core_group": date(2026, 10, 12)})
    assert clock.why == "Within 4 weeks of the last one on 12 October 2026"
    assert str(Within(1, "working_days")) == "1 working day"
