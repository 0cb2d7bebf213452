"""Counting: not applicable leaves the denominator, not answered is always shown."""

import pytest

from audits.rating import Counts, Rating, count


def test_count_puts_each_rating_in_its_place():
    assert count(["red", "green", "green", "unanswered", "not_applicable"]) == Counts(1, 0, 2, 1, 1)


def test_count_refuses_what_is_no_rating():
    with pytest.raises(ValueError):
        count(["blue"])


def test_not_applicable_leaves_the_denominator_and_unanswered_stays():
    counts = Counts(red=1, amber=2, green=3, not_applicable=4, unanswered=5)
    assert (counts.total, counts.applicable, counts.answered) == (15, 11, 10)


def test_segments_fill_the_bar_in_the_fixed_order():
    segments = Counts(red=1, green=2, unanswered=1).segments
    assert [segment.rating for segment in segments] == [Rating.RED, Rating.GREEN, Rating.UNANSWERED]
    assert [(segment.x, segment.width) for segment in segments] == [
        ("0.000%", "25.000%"),
        ("25.000%", "50.000%"),
        ("75.000%", "25.000%"),
    ]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Counts(unanswered=3), "None yet"),
        (Counts(green=3), "All green"),
        (Counts(red=1, amber=2, green=7), "1 red, 2 amber, 7 green"),
        (Counts(amber=1, unanswered=2), "1 amber"),
    ],
)
def test_counts_in_words(counts, words):
    assert counts.in_words == words
