"""The ladder of a challenge: whose stages count, and when a reply is due."""

from datetime import UTC, date, datetime

import pytest

from concerns.escalation import USUAL, Rung, ladder_of, reply_clock, reply_due
from safeguarding.models import EscalationStage
from tests import factories


@pytest.mark.parametrize(
    ("sent", "within", "due"),
    [
        (datetime(2026, 11, 5, 10, tzinfo=UTC), 2, date(2026, 11, 9)),
        (datetime(2026, 11, 6, 17, 5, tzinfo=UTC), 1, date(2026, 11, 10)),  # Friday, after the day ended
        (datetime(2026, 12, 23, 10, tzinfo=UTC), 5, date(2027, 1, 4)),
        (datetime(2028, 2, 25, 10, tzinfo=UTC), 2, date(2028, 2, 29)),
        (datetime(2026, 10, 23, 10, tzinfo=UTC), 1, date(2026, 10, 26)),
    ],
)
def test_a_reply_is_due_in_working_days(sent, within, due):
    assert reply_due(Rung("A", "b", within), sent) == due


@pytest.mark.parametrize(
    ("today", "late", "words"),
    [
        (date(2026, 11, 9), 0, "Reply due Tuesday 10 November"),
        (date(2026, 11, 10), 0, "Reply due today"),
        (date(2026, 11, 12), 2, "Reply was due on 10 November. 2 working days late"),
    ],
)
def test_a_missing_reply_says_how_late_it_is(today, late, words):
    clock = reply_clock(date(2026, 11, 10), None, today=today)
    assert (clock.days_late, clock.is_late, clock.words) == (late, late > 0, words)


def test_a_reply_that_came_is_not_waited_for():
    clock = reply_clock(date(2026, 11, 10), datetime(2026, 11, 11, 9, tzinfo=UTC), today=date(2026, 11, 12))
    assert (clock.replied, clock.is_late) == (True, False)
    assert clock.words == "Reply came on 11 November, 09:00, 1 working day late"


@pytest.mark.django_db
def test_the_ladder_is_of_the_authority_where_the_child_lives_or_else_the_usual_one():
    school, other = factories.school(), factories.authority(name="Hollinshire")
    stages = [
        (school.authority, 2, "Heads talk", 5),
        (school.authority, 1, "Workers talk", 1),
        (other, 1, "Ring", 3),
    ]
    for authority, order, title, days in stages:
        EscalationStage.objects.create(
            authority=authority, order=order, title=title, with_whom="them", answer_within=days
        )
    own = ladder_of(factories.pupil(school=school))
    assert ([rung.title for rung in own.rungs], own.is_own) == (["Workers talk", "Heads talk"], True)
    assert (own.at(2).answer_within, own.at(0), own.at(3)) == (5, None, None)
    theirs = ladder_of(factories.pupil(school=school, authority=other))
    assert ([rung.title for rung in theirs.rungs], theirs.authority) == (["Ring"], "Hollinshire")
    for pupil in (factories.pupil(), factories.pupil(school=school, authority=factories.authority())):
        usual = ladder_of(pupil)
        assert (usual.rungs, usual.is_own) == (USUAL, False)
