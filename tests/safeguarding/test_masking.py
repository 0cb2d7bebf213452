"""Small counts are masked so that nobody can work them out: tried by solving small tables in every way there is."""

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeguarding.masking import (
    FEW,
    HIDDEN,
    difference,
    masked,
    masked_row,
    masked_sums,
    masked_table,
    plain,
    total_of,
)

HIGHEST = 16  # more than any single count of the tables here; totals go higher


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (1, "1 to 5"), (5, "1 to 5"), (6, "6"), (24, "24")])
def test_one_count_is_masked_when_it_is_small(count, text):
    assert masked(count).text == str(masked(count)) == text


def test_a_masked_count_holds_no_number():
    assert FEW.number is HIDDEN.number is None
    assert (plain(6).cell, FEW.cell, HIDDEN.cell) == (6, "1 to 5", "Hidden")
    assert (FEW.is_few, HIDDEN.is_hidden, plain(0).is_number) == (True, True, True)


def test_a_difference_and_a_sum_are_known_only_with_their_parts():
    assert difference(plain(24), plain(6)) == plain(18)
    assert difference(plain(24), FEW) == difference(HIDDEN, plain(3)) == HIDDEN
    assert total_of([plain(6), plain(0)]) == plain(6)
    assert total_of([plain(6), FEW]) == HIDDEN


def texts(row):
    return [each.text for each in row]


def test_the_only_small_count_of_a_row_takes_the_next_smallest_with_it():
    cells, total = masked_row([3, 40, 20, 0])
    assert texts(cells) == ["1 to 5", "40", "Hidden", "0"]
    assert total.text == "63"


def test_two_small_counts_cover_each_other():
    cells, total = masked_row([3, 4, 20])
    assert texts([*cells, total]) == ["1 to 5", "1 to 5", "20", "27"]


def test_two_small_counts_do_not_when_they_can_only_be_five_and_five():
    cells, total = masked_row([5, 5, 20])
    assert texts([*cells, total]) == ["1 to 5", "1 to 5", "Hidden", "30"]


def test_nothing_is_hidden_without_need():
    table = masked_table([[6, 0, 12], [7, 8, 9]])
    assert [texts(row) for row in table.cells] == [["6", "0", "12"], ["7", "8", "9"]]
    assert texts([*table.rows, *table.columns, table.total]) == ["18", "24", "13", "8", "21", "42"]


def test_a_table_hides_a_square_around_a_small_count():
    table = masked_table([[2, 20, 30], [10, 40, 50], [60, 70, 80]])
    assert [texts(row) for row in table.cells] == [
        ["1 to 5", "Hidden", "30"],
        ["Hidden", "Hidden", "50"],
        ["60", "70", "80"],
    ]
    assert texts([*table.rows, *table.columns]) == ["52", "100", "210", "72", "130", "160"]


def test_what_stands_in_three_sums_is_refused():
    with pytest.raises(ValueError, match="two sums"):
        masked_sums({"a": 1, "b": 1}, [("b", ["a"])] * 3)


def test_counts_named_are_kept_back_whatever_they_are():
    counts = {"total": 30, "a": 10, "b": 20, "c": 0}
    assert masked_sums(counts, [("total", "abc")], hidden={"a"}) == {
        "total": plain(30), "a": HIDDEN, "b": HIDDEN, "c": plain(0)
    }  # fmt: skip


def could_be(look, count, highest=HIGHEST):
    """What a count may be, for one who knows the rules; hidden is neither small, unless it had to be."""
    if look.is_number:
        return (look.number,)
    if look.is_few:
        return range(1, 6)
    return range(highest) if 1 <= count <= 5 or count == 0 else (0, *range(6, highest))


def rows_that_fit(looks, counts, total, whole):
    for row in product(*map(could_be, looks, counts)):
        if sum(row) in could_be(total, whole, 4 * HIGHEST):
            yield row


def all_solutions(counts, table):
    """Every table that would be shown just so."""
    wholes = [sum(row) for row in counts]
    rows = [list(rows_that_fit(*each)) for each in zip(table.cells, counts, table.rows, wholes, strict=True)]
    for found in product(*rows):
        columns = [sum(column) for column in zip(*found, strict=True)]
        true = [sum(column) for column in zip(*counts, strict=True)]
        fits = all(
            column in could_be(look, whole, 4 * HIGHEST)
            for column, look, whole in zip(columns, table.columns, true, strict=True)
        )
        if fits and sum(columns) in could_be(table.total, sum(true), 4 * HIGHEST):
            yield found


def cells_known(counts, table):
    """Masked cells and totals of which an attacker finds the one value they can have."""
    seen = [set() for _ in range(len(counts) * len(counts[0]))]
    margins = [set() for _ in (*table.rows, *table.columns, table.total)]
    for found in all_solutions(counts, table):
        for values, value in zip(seen, (cell for row in found for cell in row), strict=True):
            values.add(value)
        sums = [sum(row) for row in found] + [sum(column) for column in zip(*found, strict=True)]
        for values, value in zip(margins, [*sums, sum(map(sum, found))], strict=True):
            values.add(value)
        every = [*(cell for row in table.cells for cell in row), *table.rows, *table.columns, table.total]
        if all(look.is_number or len(values) > 1 for look, values in zip(every, seen + margins, strict=True)):
            return []
    return [
        (look, values)
        for look, values in zip(every, seen + margins, strict=True)
        if not look.is_number and len(values) < 2
    ]


COUNT = st.one_of(st.integers(0, 7), st.integers(0, 12))
TABLES = st.one_of(
    st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=2),
    st.lists(st.tuples(COUNT), min_size=1, max_size=3),
    st.lists(st.tuples(COUNT, COUNT, COUNT), min_size=1, max_size=1),
)


@settings(max_examples=150, deadline=None)
@given(TABLES)
@example([(6, 1)])
@example([(1, 1), (1, 1)])
@example([(5, 5), (5, 5)])
@example([(5, 0), (0, 6)])
@example([(1, 6), (6, 1)])
@example([(3, 0), (0, 0)])
def test_nobody_can_work_out_a_masked_cell_of_a_table(counts):
    table = masked_table(counts)
    assert not cells_known(counts, table)
    for row, looks in zip(counts, table.cells, strict=True):
        for count, look in zip(row, looks, strict=True):
            assert look.is_number == (look.number == count) and not (look.is_number and 1 <= count <= 5)


@settings(max_examples=100, deadline=None)
@given(st.lists(COUNT, min_size=1, max_size=4))
@example([1, 6])
@example([5, 5, 9])
def test_nobody_can_work_out_a_masked_part_of_a_sum(counts):
    cells, total = masked_row(counts)
    seen = [set() for _ in (*counts, 0)]
    for row in rows_that_fit(cells, counts, total, sum(counts)):
        for values, value in zip(seen, (*row, sum(row)), strict=True):
            values.add(value)
    assert all(look.is_number or len(values) > 1 for look, values in zip((*cells, total), seen, strict=True))
