"""Joining two people's changes to one answer."""

from hypothesis import given
from hypothesis import strategies as st

from audits.merging import merge

FIELDS = st.fixed_dictionaries({name: st.sampled_from("abc") for name in ("words", "rating")})


def test_a_field_that_only_i_changed_is_mine():
    merged = merge(
        {"words": "a", "rating": "x"}, {"words": "b", "rating": "x"}, {"words": "a", "rating": "y"}
    )
    assert merged.values == {"words": "b", "rating": "y"}
    assert not merged.clashes


def test_a_field_that_both_changed_is_a_clash_and_theirs_stands():
    merged = merge({"words": "a"}, {"words": "b"}, {"words": "c"})
    assert merged.clashes == {"words"}
    assert merged.values == {"words": "c"}


def test_the_same_change_twice_is_no_clash():
    assert not merge({"words": "a"}, {"words": "b"}, {"words": "b"}).clashes


def test_a_field_that_was_never_filled_takes_mine():
    assert merge({}, {"mark a": "yes"}, {}).values == {"mark a": "yes"}


@given(base=FIELDS, mine=FIELDS, theirs=FIELDS)
def test_no_change_of_mine_disappears_without_a_clash(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for field, value in mine.items():
        assert value == base[field] or field in merged.clashes or merged.values[field] == value


@given(base=FIELDS, mine=FIELDS, theirs=FIELDS)
def test_no_change_of_theirs_is_overwritten(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for field, value in theirs.items():
        assert value == base[field] or merged.values[field] == value
