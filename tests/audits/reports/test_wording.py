"""The report's figures in words."""

import pytest

from audits.rating import Counts
from audits.reports.wording import (
    check_in_words,
    counts_in_words,
    first_sentence,
    late_in_words,
    opening_sentence,
)


def counts(red=0, amber=0, green=0, not_applicable=0, unanswered=0):
    return Counts(red, amber, green, not_applicable, unanswered)


@pytest.mark.parametrize(
    ("now", "before", "late", "sentence"),
    [
        (
            counts(3, 9, 42, 2),
            counts(5, 14, 36, 1),
            2,
            "The school rates itself green on 42 of 54 items that apply. Reds fell from 5 to 3 since last year. "
            "Two actions are late.",
        ),
        (
            counts(4, 0, 1),
            counts(1, 0, 4),
            1,
            "The school rates itself green on 1 of 5 items that apply. Reds rose from 1 to 4 since last year. "
            "One action is late.",
        ),
        (
            counts(1, 0, 4),
            None,
            0,
            "The school rates itself green on 4 of 5 items that apply. One item is red. No action is late.",
        ),
        (
            counts(2, 0, 3),
            counts(2, 3, 0),
            12,
            "The school rates itself green on 3 of 5 items that apply. There are as many reds as last year: 2. "
            "12 actions are late.",
        ),
        (
            counts(0, 0, 5),
            counts(0, 1, 4),
            0,
            "The school rates itself green on 5 of 5 items that apply. Nothing is red, as last year. "
            "No action is late.",
        ),
        (
            counts(1, 0, 1, 0, 3),
            counts(4, 1, 0),
            0,
            "3 of 5 items are not answered yet. The school rates itself green on 1 of 5 items that apply. "
            "One item is red. No action is late.",
        ),
        (counts(unanswered=5), None, 0, "5 of 5 items are not answered yet. No action is late."),
        (
            counts(not_applicable=2),
            None,
            0,
            "The school says that no item applies to it. Nothing is red. No action is late.",
        ),
        (
            counts(green=1),
            None,
            0,
            "The school rates itself green on 1 of 1 item that applies. Nothing is red. No action is late.",
        ),
    ],
)
def test_opening_sentence(now, before, late, sentence):
    assert opening_sentence(now, before, "last year", late) == sentence


def test_the_best_comes_first_on_the_cover():
    assert counts_in_words(counts(3, 9, 42, 2)) == "42 green, 9 amber, 3 red, 2 not applicable"


@pytest.mark.parametrize(("days", "words"), [(0, ""), (1, "1 day late"), (15, "15 days late")])
def test_lateness_is_a_length_of_time(days, words):
    assert late_in_words(days) == words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("All staff sign.", "All staff sign."),
        ("All staff sign. Then more.", "All staff sign."),
        ("Do they? Yes.", "Do they?"),
        ("A line without an end\nand another", "A line without an end"),
        ("x" * 201, ""),
        ("x" * 100_000, ""),
    ],
)
def test_a_sentence_is_whole_or_left_out(text, sentence):
    assert first_sentence(text) == sentence


def test_a_check_is_in_groups_of_four():
    assert check_in_words("2e710b4d" + "0" * 56) == "2e71 0b4d"
    assert check_in_words("") == ""
