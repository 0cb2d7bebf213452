"""Shares as they are shown: nothing small is said, and nothing from which it could be worked out."""

from itertools import product

from safeguarding.shares import Share, masked_shares, plain_share


def texts(**shares):
    return {key: shown.texts for key, shown in masked_shares(shares).items()}


def test_shares_by_hand():
    assert plain_share(Share((3,), 7)).text == "3 of 7"
    assert texts(a=Share((60,), 68)) == {"a": ("60 of 68",)}
    assert texts(a=Share((3,), 68)) == {"a": ("1 to 5 of 68",)}
    assert texts(a=Share((66,), 68)) == {"a": ("Hidden, of 68",)}  # two are lacking
    assert texts(a=Share((68,), 68)) == {"a": ("68 of 68",)}
    assert texts(a=Share((0,), 68)) == {"a": ("0 of 68",)}
    assert texts(a=Share((0,), 0)) == {"a": ("0 of 0",)}
    assert texts(a=Share((2, 1, 9), 12)) == {"a": ("1 to 5 of 12", "1 to 5 of 12", "9 of 12")}


def test_a_whole_that_two_share_is_hidden_in_both_or_in_none():
    """Five and five of ten: with the ten, both would be known."""
    shown = texts(a=Share((5,), 10, "ten"), b=Share((10,), 10, "ten"))
    assert shown["a"] == ("Hidden",)
    assert shown["b"][0] in {"Hidden", "10, of a hidden number"}


def test_a_rest_that_is_the_whole_of_another_is_not_told_there():
    """Three of seventy in time: the 67 that were late would say so."""
    shown = masked_shares({"in_time": Share((3,), 70, rest="pressed"), "pressed": Share((60,), 67)})
    assert shown["in_time"].text == "1 to 5 of 70"
    assert shown["pressed"].of.is_hidden


def fits(count: int, shown) -> bool:
    if shown.is_number:
        return count == shown.number
    return 1 <= count <= 5 if shown.is_few else count > 5


def test_no_small_count_can_be_worked_out():
    """Whatever is shown, some other numbers fit as well."""
    for met, of in [pair for pair in product(range(16), range(16)) if pair[0] <= pair[1]]:
        shown = masked_shares({"a": Share((met,), of)})["a"]
        fitting = [
            (m, whole) for m, whole in product(range(20), range(40)) if m <= whole
            and fits(m, shown.parts[0]) and fits(whole, shown.of)
        ]  # fmt: skip
        if 1 <= met <= 5:
            assert len({m for m, _ in fitting}) > 1, (met, of)
        if 1 <= of - met <= 5:
            assert len({whole - m for m, whole in fitting}) > 1, (met, of)
