"""Agreement and kappa on sets that were counted by hand."""

import pytest

from concerns.agreement import Agreement, agreement_of


def pairs(**counts):
    """``ab=3``: three records that the first put under a and the second under b."""
    return [tuple(key) for key, count in counts.items() for _ in range(count)]


def test_a_table_counted_by_hand():
    """50 records, both yes 20, both no 15, apart 5 and 10. Share 0.7; by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5."""
    found = agreement_of(pairs(yy=20, yn=5, ny=10, nn=15))
    assert (found.pairs, found.agreed) == (50, 35)
    assert found.share == pytest.approx(0.7)
    assert found.expected == pytest.approx(0.5)
    assert found.kappa == pytest.approx(0.4)
    # 1.96 * sqrt(0.7 * 0.3 / 50) / 0.5 = 0.2540
    assert found.interval == pytest.approx((0.1460, 0.6540), abs=1e-4)
    assert "Kappa 0.40" in found.words
    assert "between 0.15 and 0.65" in found.words


def test_three_categories_counted_by_hand():
    """10 records. First: a 5, b 3, c 2. Second: a 4, b 4, c 2. By chance (20 + 12 + 4) / 100."""
    found = agreement_of(pairs(aa=4, ab=1, bb=3, cc=2))
    assert found.agreed == 9
    assert found.kappa == pytest.approx((0.9 - 0.36) / 0.64)
    assert found.interval is None
    assert "Fewer than" not in found.words
    assert "look at the counts" in found.words


def test_full_agreement_is_one_and_none_can_be_below_nothing():
    assert agreement_of(pairs(aa=10, bb=10)).kappa == pytest.approx(1)
    assert agreement_of(pairs(ab=10, ba=10)).kappa == pytest.approx(-1)


@pytest.mark.parametrize(("found", "words"), [
    (Agreement(), "No record was sorted by both."),
    (agreement_of(pairs(aa=9)), "Both used one category alone, so kappa says nothing here."),
])  # fmt: skip
def test_where_there_is_nothing_to_compare_it_says_so(found, words):
    assert found.kappa is None
    assert found.words == words
