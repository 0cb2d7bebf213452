"""Measures of the records: each counted by hand on a school whose rows stand in ``tests/factories/practice.py``."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concerns.models import Concern, ConcernLink, Exclusion
from concerns.models.reading import counter_of
from concerns.reports.asking import asking
from concerns.reports.figures import school_figures
from concerns.reports.lacking import lacking
from concerns.reports.measures import MEASURES
from concerns.reports.tallies import tallies, tallies_by_month
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.practice import day, make_referrals, school_with_records, statuses

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
YEAR = {"since": date(2026, 9, 1), "until": TODAY, "today": TODAY}

#             met, of
BY_HAND = {
    "written": (6, 7),  # the event of 30 October was written down two school days later; one day is not known
    "triaged": (
        5,
        8,
    ),  # 4 November in three days; 6 November, urgent, over the weekend; 9 November still waits
    "urgent": (1, 2),
    "decided": (5, 8),
    "told": (2, 8),
    "prompt": (4, 8),  # 3, 4, 6 and 9 November were not
    "followed": (1, 3),  # of 5 November; nothing came of 9 November and 5 October
    "heard": (3, 8),
    "reviewed": (1, 3),  # 12 November for the 16th; the 18th was late, and one was not held
    "answered": (3, 7),
    "on_time": (2, 5),  # one has time until 24 November, one was sent today
    "challenged": (2, 3),
    "settled": (0, 1),
}
MIDDLE = {"written": 0, "triaged": 0.5, "urgent": 0.5, "decided": 0}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000")


@pytest.fixture
def records():
    return school_with_records()


def counted(school, reader, **span):
    found = tallies(asking([school], reader=reader, **YEAR | span), MEASURES.values())
    return {key: (found[key].met, found[key].of) for key in MEASURES}


def test_every_measure_is_what_was_counted_by_hand(records):
    school, lead = records
    assert counted(school, lead) == BY_HAND
    found = tallies(asking([school], reader=lead, **YEAR), MEASURES.values())
    assert {key: found[key].middle for key in MIDDLE} == MIDDLE


def test_each_list_holds_what_does_not_meet_the_measure(records):
    school, lead = records
    for key, (met, of) in BY_HAND.items():
        rows = lacking(asking([school], reader=lead, **YEAR), MEASURES[key])
        assert len(rows) == of - met, key


def test_months_add_up_to_the_whole_and_last_year_is_apart(records):
    school, lead = records
    found = tallies_by_month(asking([school], reader=lead, **YEAR), MEASURES.values())
    for key, (met, of) in BY_HAND.items():
        mine = [each for (measure, _, _), each in found.items() if measure == key]
        assert (sum(each.met for each in mine), sum(each.of for each in mine)) == (met, of), key
    assert found["decided", school.pk, date(2026, 10, 1)].of == 1
    last = {"since": date(2025, 9, 1), "until": date(2025, 11, 20)}
    assert counted(school, lead, **last)["decided"] == (1, 1)
    assert counted(school, lead, **last)["answered"] == (1, 1)


def test_lateness_is_what_the_figures_of_the_school_say(records):
    """Two ways to count the same, in Python and in the database, give the same counts."""
    school, lead = records
    figures = school_figures(school, reader=lead, today=TODAY, period="year")
    steps = {step.step: step for step in figures.delays.steps}
    mine = counted(school, lead)
    assert mine["triaged"] == (steps["triaged"].measured - steps["triaged"].over, steps["triaged"].measured)
    assert mine["written"] == (
        steps["recorded"].measured - steps["recorded"].over,
        steps["recorded"].measured,
    )
    in_time, late = len(figures.referrals_that("in_time")), len(figures.referrals_that("late", "overdue"))
    assert mine["on_time"] == (in_time, in_time + late)
    assert mine["heard"] == (figures.coverage.with_words, figures.coverage.significant)


def test_what_a_person_is_shut_out_of_is_in_no_count_of_theirs_and_in_none_for_all(records):
    school, lead = records
    governor = factories.member(school, Role.GOVERNOR)
    deputy = factories.member(school, Role.DEPUTY)
    link = ConcernLink.objects.get(concern__recorded_at__date=day(5), pupil__isnull=False)
    for person in (governor, deputy):
        Exclusion.objects.create(
            school=school,
            person=person,
            pupil=link.pupil,
            reason="A neighbour.",
            by=lead,
            request_key=uuid.uuid4(),
        )
    less = BY_HAND | {
        "written": (5, 6), "triaged": (4, 7), "urgent": (0, 1), "decided": (4, 7), "told": (1, 7), "prompt": (3, 7),
        "followed": (0, 2), "heard": (2, 7), "answered": (2, 6), "on_time": (1, 4),
    }  # fmt: skip
    assert counted(school, deputy) == less
    assert counted(school, counter_of([school], governor)) == less
    assert counted(school, counter_of([school])) == less
    assert counted(school, counter_of([school], factories.member(school, Role.GOVERNOR))) == BY_HAND
    assert counted(school, lead) == BY_HAND
    assert all(link.concern.public_id != row.public_id
               for row in lacking(asking([school], reader=deputy, **YEAR), MEASURES["told"]))  # fmt: skip


def test_schools_of_two_authorities_count_by_their_own_terms(records):
    school, _ = records
    other = factories.school(trust=school.trust)
    by = factories.member(other, Role.LEAD)
    make_referrals(other, by)
    both = counter_of([school, other])
    found = tallies_by_month(asking([school, other], reader=both, **YEAR), MEASURES.values())
    of = {
        key: sum(t.of for (m, s, _), t in found.items() if m == "answered" and s == key.pk)
        for key in (school, other)
    }
    assert of == {school: 7, other: 6}


def test_the_number_of_queries_does_not_grow(records):
    school, lead = records

    def asked():
        with CaptureQueriesContext(connection) as queries:
            counted(school, lead)
        return len(queries)

    asked()  # who the reader is, is asked once
    before = asked()
    statuses(school, lead)
    make_referrals(school, lead)
    assert asked() == before == 2
    assert Concern.objects.filter(school=school).count() == 10
