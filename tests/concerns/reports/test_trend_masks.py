"""Masks that agree from one view to the next: a table turned, its totals by themselves, and one look after another."""

from hypothesis import given, settings
from hypothesis import strategies as st

from concerns.reports.trend_masks import TOTAL, Side, mask_columns, mask_rows
from safeguarding.masking import MaskedTable, masked
from tests.safeguarding.test_masking import COUNT, cells_known

TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=2, max_size=4
    )
)


def both_ways(table):
    rows, columns = Side("category", range(len(table))), Side("school", range(len(table[0])))
    counts = {(0, r, c): count for r, line in enumerate(table) for c, count in enumerate(line)}
    turned = {(0, c, r): count for (_, r, c), count in counts.items()}
    return mask_columns(counts, rows, columns, 1), mask_columns(turned, columns, rows, 1)


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_a_category_by_school_and_a_school_by_category_are_masked_alike(table):
    by_school, by_category = both_ways(table)
    for row in range(len(table)):
        for column in range(len(table[0])):
            assert by_school[column][0, row] == by_category[row][0, column]


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_a_total_that_is_shown_by_itself_is_not_hidden_to_protect_what_it_is_made_of(table):

    by_school, _ = both_ways(table)
    alone = mask_rows(
        {(0, c): sum(line[c] for line in table) for c in range(len(table[0]))}, range(len(table[0])), 1
    )
    for column in range(len(table[0])):
        shown = by_school[column][0, TOTAL]
        assert shown == alone[0, column]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=8))
def test_what_there_is_in_all_looks_the_same_in_every_view(counts):
    looks = mask_rows({(0, key): count for key, count in enumerate(counts)}, range(len(counts)), 1)
    assert looks[0, TOTAL] == masked(sum(counts))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(COUNT, COUNT), min_size=2, max_size=2))
def test_nobody_works_out_a_cell_from_the_pages_of_all_schools_and_of_all_categories(table):
    """The pages by category and by school show the totals, and the page of each school a column."""
    by_school, by_category = both_ways(table)
    shown = MaskedTable(
        cells=tuple(tuple(by_school[column][0, row] for column in range(2)) for row in range(2)),
        rows=tuple(by_category[row][0, TOTAL] for row in range(2)),
        columns=tuple(by_school[column][0, TOTAL] for column in range(2)),
        total=masked(sum(map(sum, table))),
    )
    nothing_known = [(0, 0), (0, 0)]  # what is hidden may be anything
    assert not cells_known(nothing_known, shown)
