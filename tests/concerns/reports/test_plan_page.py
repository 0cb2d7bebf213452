"""What differs between two versions of a plan, and what its page holds for whom."""

import time

import pytest

from concerns.reports.plan_page import pieces


def told(before: str, after: str) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[piece.how].format(piece.text) for piece in pieces(before, after))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Met at 15:20.\nThe club.", "Met at 15:10.\nThe club.", "Met at [-15:20.-][+15:10.+]\nThe club."),
        ("June Pask collects.", "her grandmother collects.", "[-June Pask-][+her grandmother+] collects."),
        ("", "Carl is seen.", "[+Carl is seen.+]"),
        ("Gone.", "", "[-Gone.-]"),
        ("The same.", "The same.", "The same."),
        ("One two three", "One three", "One [-two -]three"),
        ("A  b\n\nc", "A  b\n\nd", "A  b\n\n[-c-][+d+]"),
    ],
)
def test_what_went_and_what_came(before, after, said):
    assert told(before, after) == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 1_000, "b a " * 500),
        ("word " * 100_000, "word other " * 50_000),
        ("x\n" * 100_000, "y\n" * 100_000),
        ("x" * 200_000, "y" * 200_000),
    ],
)
def test_nothing_is_lost_and_no_text_takes_long(before, after):
    began = time.process_time()
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.how != "new") == before
    assert "".join(piece.text for piece in found if piece.how != "gone") == after
    assert time.process_time() - began < 2
