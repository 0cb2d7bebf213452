"""Places of the body map: each has a point of its own, and a point finds the place that lies there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concerns.body_map import PLACES, RATIO, in_words, nearest
from concerns.models import BodyMark


@pytest.mark.parametrize("place", PLACES.values(), ids=lambda place: place.key)
def test_each_place_is_nearest_to_its_own_point(place):
    assert nearest(place.view, place.x, place.y) == place


def test_right_and_left_are_the_childs_own():
    assert nearest("front", 200, 310).key == "front-right-upper-arm"
    assert nearest("back", 200, 310).key == "back-left-upper-arm"
    assert nearest("head", 165, 450).label == "Right ear"
    assert nearest("hands", 130, 600).label == "Right palm"


def test_places_fit_their_columns_and_views():
    for place in PLACES.values():
        assert place.view in BodyMark.View.values
        assert len(place.key) <= BodyMark._meta.get_field("place").max_length
    assert len({place.label for place in PLACES.values()}) == len(PLACES)


@given(st.sampled_from(sorted(RATIO)), st.integers(0, 1000), st.integers(0, 1000))
def test_any_point_has_a_place_in_its_picture(view, x, y):
    assert nearest(view, x, y).view == view


def test_marks_are_said_in_words():
    assert in_words([]) == "No marks yet"
    both = in_words(["back-left-upper-arm", "front-right-forearm", ""])
    assert both == "2 marks: left upper arm, back; right forearm, front"
