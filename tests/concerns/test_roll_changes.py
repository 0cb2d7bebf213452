"""Comparing a roll with the pupils of a school."""

from datetime import date
from types import SimpleNamespace

import pytest

from concerns.pupil_file import CellFault, Roll, RollRow
from concerns.roll_changes import roll_changes
from tests.factories.rolls import upn

TODAY = date(2026, 11, 12)
FIELDS = {
    "first_name": "Ada", "last_name": "Example", "date_of_birth": date(2016, 3, 4), "year_group": 4, "form": "4B",
}  # fmt: skip


def pupil(number, **fields):
    start = {"known_as": "", "former_upn": "", "joined_on": None, "left_on": None, "version": 1}
    made = SimpleNamespace(**start | FIELDS | {"upn": upn(number), "public_id": f"p{number}"} | fields)
    made.name = f"{made.first_name} {made.last_name}"
    return made


def row(number, **values):
    return RollRow(number + 1, {"upn": upn(number)} | FIELDS | values)


def compare(rows, pupils, *, whole_roll=False, faults=()):
    return roll_changes(Roll(tuple(rows), tuple(faults)), pupils, whole_roll=whole_roll, today=TODAY)


def test_new_changed_unchanged():
    found = compare([row(1), row(2, year_group=5), row(3)], [pupil(1), pupil(2)])
    assert [each.values["upn"] for each in found.new] == [upn(3)]
    assert found.changed[0].told == "Year: Year 4 to Year 5"
    assert found.unchanged == 1
    assert not found.missing


def test_an_empty_cell_empties_a_form_and_no_other_field():
    kept = pupil(1, joined_on=date(2020, 9, 1), former_upn=upn(9), known_as="Addie")
    found = compare([row(1, form="", known_as="", joined_on=None, former_upn="")], [kept])
    assert found.changed[0].values == {"form": "", "known_as": ""}


def test_missing_are_marked_only_for_a_whole_roll_without_faults():
    pupils = [pupil(1), pupil(2), pupil(3, left_on=date(2025, 7, 1))]
    assert not compare([row(1)], pupils).missing
    assert [each.pupil.upn for each in compare([row(1)], pupils, whole_roll=True).missing] == [upn(2)]
    wrong = [CellFault(5, "UPN", "Enter it.")]
    assert not compare([row(1)], pupils, whole_roll=True, faults=wrong).missing


def test_back_and_left():
    pupils = [pupil(1, left_on=date(2025, 7, 1)), pupil(2)]
    found = compare([row(1), row(2, left_on=date(2026, 10, 23))], pupils)
    assert found.back[0].values == {"left_on": None}
    assert found.left[0].values == {"left_on": date(2026, 10, 23)}


def test_a_leaver_who_is_marked_already_stays_as_they_are():
    found = compare([row(1, left_on=date(2025, 7, 22))], [pupil(1, left_on=date(2025, 7, 1))])
    assert found.total == 0


def test_a_new_number_of_a_known_child():
    found = compare([row(2, former_upn=upn(1))], [pupil(1)])
    assert not found.new
    assert found.changed[0].values == {"upn": upn(2), "former_upn": upn(1)}


@pytest.mark.parametrize("turned", [False, True])
def test_a_former_number_that_another_row_has_is_not_taken(turned):
    rows = [row(2, former_upn=upn(1)), row(1)]
    found = compare(rows[::-1] if turned else rows, [pupil(1)])
    assert [each.values["upn"] for each in found.new] == [upn(2)]
    assert found.unchanged == 1


def test_the_digest_names_these_changes_and_no_others():
    rows, pupils = [row(1, year_group=5), row(2)], [pupil(1)]
    first = compare(rows, pupils).digest
    assert first == compare(rows, [pupil(1)]).digest
    assert first != compare(rows, [pupil(1, version=2)]).digest
    assert first != compare(rows[:1], pupils).digest
