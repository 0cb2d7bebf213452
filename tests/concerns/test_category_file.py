"""The file of the trust's categories: the one we ship, and what is told of a wrong one."""

import re
from pathlib import Path

import pytest

from concerns.category_file import read_category_file
from safeguarding.data_file import Faulty

SHIPPED = Path(__file__).resolve().parents[2] / "fixtures/categories/trust.yaml"
SMALL = """
format: 1
list: {key: trust, title: List, dated: 2025-09-01, note: Ours.}
categories:
- key: neglect
  title: Neglect
  definition: Needs are not met.
  subcategories:
  - {key: neglect-food, title: Food, definition: Hungry., guidance: Feed., marks: H}
"""


@pytest.fixture(scope="module")
def shipped():
    return read_category_file(SHIPPED.read_bytes())


def below(file):
    return {each.key: each.fields for category in file.categories for each in category.subcategories}


def test_shipped_list_has_all_categories_and_the_register_apart(shipped):
    assert len(shipped.categories) == 22
    assert [each.key for each in shipped.categories if each.fields["register"]] == [
        "adults-harm-threshold", "adults-low-level", "adults-practice",
    ]  # fmt: skip
    marks = {each["marks"] for category in shipped.categories if category.fields["register"]
             for each in (below.fields for below in category.subcategories)}  # fmt: skip
    assert marks == {"S"}


def test_shipped_list_guides_where_the_law_does(shipped):
    found = below(shipped)
    assert "Do not view, copy" in found["child-on-child-nudes"]["guidance"]
    assert "personal duty" in found["honour-fgm-known"]["guidance"]
    assert "Tell the local authority" in found["family-private-fostering"]["guidance"]
    assert "one working day (check" in found["adults-harmed"]["guidance"]
    assert all(
        found[key]["statutory"] for key in found if key.startswith(("radicalisation", "honour", "adults-ris"))
    )
    assert {key for key in found if found[key]["needs_reason"]} == {
        "physical-other", "emotional-other", "honour-other", "discrimination-other", "other-reason",
        "adults-low-level-other",
    }  # fmt: skip
    assert {"C"} == {
        marks[0] for key, fields in found.items() if key.startswith("child-on") and (marks := fields["marks"])
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("key: neglect-food", "key: Neglect Food", "9: categories.neglect.subcategories.1.key"),
        ("marks: H", "marks: X", "letters of C, E, O, H and S"),
        ("guidance: Feed., ", "", "is missing"),
        ("marks: H", "statutory: maybe", "one of yes, no"),
        ("marks: H", "until: 2024-01-01", "before 2025-09-01"),
        ("format: 1", "format: 2", "expected 1"),
        ("dated: 2025-09-01", "dated: soon", "a date such as"),
    ],
)
def test_a_fault_is_told_with_its_line(old, new, told):
    with pytest.raises(Faulty, match=re.escape(told)):
        read_category_file(SMALL.replace(old, new).encode())


def test_a_key_twice_is_told():
    twice = SMALL + "  - {key: neglect-food, title: Food, definition: Hungry., guidance: Feed.}\n"
    with pytest.raises(Faulty, match="again; expected each subcategory once"):
        read_category_file(twice.encode())
