"""The wall while records are counted for somebody who may open none: within their schools, and closed again."""

import pytest
from django.db import DatabaseError, connection

from concerns.models import Concern, Pupil
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from safeguarding.access.wall import current_circles, open_circles, open_to_count
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A governor's school and a strange one, each with a concern; the wall as the governor's request opens it."""
    school, strange = factories.school(), factories.school()
    for each in (school, strange):
        factories.concern(school=each)
    governor = factories.member(school, Role.GOVERNOR)
    open_circles("")
    open_wall(governor)
    return school, strange


def seen():
    return Concern.objects.count(), Pupil.objects.count()


def test_records_are_let_through_for_counting_and_the_wall_closes_again(place):
    school, _ = place
    before = current_circles()
    assert seen() == (0, 0)
    with open_to_count([school]):
        assert seen() == (1, 1)
    assert seen() == (0, 0)
    assert current_circles() == before


def test_no_school_but_ones_own_is_let_through(place):
    with open_to_count(place):
        assert seen() == (1, 1)
    with open_to_count(place[1:]):
        assert seen() == (0, 0)


@pytest.mark.parametrize(
    "fails", [lambda: {}["nothing"], lambda: connection.cursor().execute("SELECT nothing")]
)
def test_the_wall_closes_after_a_fault_too(place, fails):
    before = current_circles()
    with pytest.raises((KeyError, DatabaseError)), open_to_count(place[:1]):
        fails()
    assert current_circles() == before
    assert seen() == (0, 0)
