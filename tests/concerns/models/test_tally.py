"""The tallies: equal to what is counted from the records after any moves, and written by the database alone."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concerns.actions.moving import claim_error, confirm_error, match_child
from concerns.actions.recording import NamedChild
from concerns.models import ConcernLink, ConcernTally, Pupil, RollTally
from concerns.models.tally import recount
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.tallies import as_counted, as_kept, counted, roll_as_kept

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 5)
FACETS = st.fixed_dictionaries(
    {},
    optional={
        "where": st.sampled_from(["home", "online", ""]),
        "source": st.sampled_from(["seen", ""]),
        "responsible": st.sampled_from(["family", "stranger", ""]),
        "online": st.booleans(),
        "prejudice": st.sampled_from([[], ["race"], ["race", "sex"]]),
    },
)


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def kinds():
    return [None, factories.subcategory(), factories.subcategory()]


def in_error(concern):
    lead, head = (factories.member(concern.school, role) for role in (Role.LEAD, Role.HEAD))
    claim_error(concern, reason="Of another child.", by=lead)
    confirm_error(concern, reason="So it is.", by=head)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), FACETS), max_size=8),
    wrong=st.integers(0, 7),
)
def test_what_is_kept_is_what_is_counted(school, kinds, moves, wrong):
    made = counted(school, DAY, many=4) + counted(school, date(2026, 6, 30), kinds[1], online=True, many=2)
    for place, kind, facets in moves:
        ConcernLink.objects.filter(concern=made[place]).update(subcategory=kinds[kind], facets=facets)
        assert as_kept() == as_counted()
    if wrong < 6:
        in_error(made[wrong])
    assert as_kept() == as_counted()
    assert ConcernTally.objects.exists()


def test_a_described_child_counts_from_the_first_and_once(school):
    concern = factories.concern(
        school=school, children=[NamedChild(part="other", described="A boy with red hair")]
    )
    assert [key[4] for key in as_kept()] == [None]
    child = factories.pupil(school=school, date_of_birth=date(2016, 8, 31))
    match_child(concern.links.get(), child, by=factories.member(school, Role.LEAD))
    assert as_kept() == as_counted()
    assert [(key[4], many) for key, many in as_kept().items()] == [(2015, 1)]


def test_an_evening_in_summer_belongs_to_its_own_day(school):
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight of 1 July, where the school is
    counted(school, DAY, at=late)
    assert [key[1] for key in as_kept()] == [date(2026, 7, 1)]


def test_counting_anew_leaves_one_row_of_a_kind_and_the_same_sums(school, kinds):
    made = counted(school, DAY, many=3)
    ConcernLink.objects.filter(concern__in=made).update(subcategory=kinds[1])
    before, rows = as_kept(), ConcernTally.objects.count()
    recount(school)
    assert as_kept() == before == as_counted()
    assert ConcernTally.objects.count() == 1 < rows


def test_the_night_takes_up_a_date_of_birth_that_was_put_right(school, kinds):
    counted(school, DAY, kinds[1])
    Pupil.objects.update(date_of_birth=date(2011, 9, 1))
    assert as_kept() != as_counted()
    call_command("tidy", stdout=StringIO())
    reopen_wall()
    assert as_kept() == as_counted()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from([None, date(2020, 9, 1), date(2026, 9, 1)]),
            st.sampled_from([None, date(2026, 9, 1), date(2026, 10, 1)]),
        ),
        max_size=6,
    )
)
def test_the_roll_is_that_of_the_pupils(school, moves):
    children = [factories.pupil(school=school) for _ in range(4)]
    for place, joined, left in moves:
        Pupil.objects.filter(pk=children[place].pk).update(joined_on=joined, left_on=left, form="9Z")
    for day in (date(2020, 8, 31), date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1)):
        here = [
            child
            for child in Pupil.objects.filter(school=school)
            if (child.joined_on or date.min) <= day < (child.left_on or date.max)
        ]
        assert roll_as_kept(day).get(school.pk, 0) == len(here)
    recount(school)
    assert RollTally.objects.filter(school=school).count() <= 6


def test_a_change_that_is_not_of_the_roll_writes_nothing(school):
    factories.pupil(school=school)
    before = RollTally.objects.count()
    Pupil.objects.update(form="7C", year_group=7)
    assert RollTally.objects.count() == before


def test_the_tallies_hold_no_child():
    columns = {field.column for model in (ConcernTally, RollTally) for field in model._meta.concrete_fields}
    assert columns == {
        "id", "school_id", "day", "category_id", "subcategory_id", "cohort", "place", "source", "responsible",
        "online", "prejudice", "many",
    }  # fmt: skip


def test_the_wall_stands_as_before_after_asking_what_one_is_shut_out_of(school):
    counted(school, DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('safeguarding.child_schools', '', true)")
        cursor.execute("SELECT * FROM concerns_shut_out_of()")
        cursor.execute("SELECT current_setting('safeguarding.child_schools'), count(*) FROM concerns_concern")
        assert cursor.fetchall() == [("", 0)]
