"""The exact test of two counts: against fractions, against published values, and by hand."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concerns.exact_test import chance_of, corrected, looks_in_words


def by_fractions(count, other, share: Fraction) -> float:
    """The sum of all terms that are no larger than the one found, without any rounding."""
    trials = count + other
    terms = [comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(trials + 1)]
    return float(sum(term for term in terms if term <= terms[count]))


@pytest.mark.parametrize(
    ("counts", "exposures", "published"),
    [
        ((11, 21), (800, 3011), 0.07967),  # breast cancer in two groups, from the manual of R's poisson.test
        ((682, 243), (3, 1), 0.3825),  # Mendel's peas, from the manual of R's binom.test
        ((24, 6), (1, 1), 0.001431),  # as scipy.stats.binomtest(24, 30) says
        ((2400, 2000), (1, 1), 1.753122e-09),
    ],
)
def test_published_values(counts, exposures, published):
    assert chance_of(*counts, *exposures) == pytest.approx(published, rel=3e-4)


def test_by_hand():
    # Of three all in one: 2 of 8 ways. Of 1 and 2 every way is as likely or less.
    assert chance_of(3, 0) == pytest.approx(2 / 8)
    assert chance_of(1, 2) == 1
    # Twice the pupils: all three from them is 8 of 27; none and one are less likely or as likely: 1 and 6 of 27.
    assert chance_of(3, 0, 2, 1) == pytest.approx((8 + 6 + 1) / 27)


def test_nothing_to_compare_is_no_difference():
    assert chance_of(0, 0) == chance_of(4, 0, 0, 100) == 1


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 9), st.integers(1, 9))
def test_as_exact_as_fractions(count, other, exposure, other_exposure):
    if count + other:
        share = Fraction(exposure, exposure + other_exposure)
        exact = by_fractions(count, other, share)
        assert chance_of(count, other, exposure, other_exposure) == pytest.approx(exact, rel=1e-6)


@given(st.integers(0, 4000), st.integers(0, 4000), st.floats(0.1, 10))
def test_a_chance_is_a_chance_either_way_round(count, other, weight):
    chance = chance_of(count, other, weight, 1)
    assert 0 <= chance <= 1
    assert chance_of(other, count, 1, weight) == pytest.approx(chance, rel=1e-5)


def test_correction_by_hand():
    # Holm: the smallest times three, the next times two, and never less than the one before.
    assert corrected({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})
    assert corrected({"a": 0.01}, looked_at=19) == pytest.approx({"a": 0.19})
    assert corrected({"a": 0.5, "b": 0.9}) == {"a": 1.0, "b": 1.0}


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0272, "about once in 40 looks"),  # 24 after 6, of 19 categories
        (0.05, "about once in 20 looks"),
        (0.2, "about once in 5 looks"),
        (0.7, "in about every second look or more often"),
        (0.0001, "less than once in 1,000 looks"),
    ],
)
def test_a_chance_in_words(chance, words):
    assert looks_in_words(chance) == words
