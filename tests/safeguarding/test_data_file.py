"""Files that cannot be read, or would do harm, are refused with the line."""

# ruff: noqa: E501 - a case is one line

import pytest

from safeguarding.data_file import Day, Faulty, Group, Listed, OrNull, Reading, Text, Whole, read_data

SHAPE = Group(
    {"name": Text(10), "size": Whole(0, 5), "day": OrNull(Day()), "more": Listed(Text())},
    optional=frozenset({"size", "day", "more"}),
)


def told(source) -> list[str]:
    source = source.encode() if isinstance(source, str) else source
    try:
        _, reading = read_data(source, SHAPE)
    except Faulty as faulty:
        return [str(fault) for fault in faulty.faults]
    return [str(fault) for fault in reading.faults]


def test_a_good_file_is_read_as_plain_data():
    value, reading = read_data(
        b"\xef\xbb\xbfname: ' Ann '\nsize: 3\nday: 2024-02-29\nmore: [x, 'no']\n", SHAPE
    )
    assert value == {"name": "Ann", "size": 3, "day": "2024-02-29", "more": ["x", "no"]}
    assert reading.line(("day",)) == 3
    assert reading.line(("more", 0, "missing")) == 4


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", "1: file: is empty; expected name, size, day, more"),
        ("# only a remark\n", "1: file: is empty; expected name, size, day, more"),
        ("- name", "1: file: is a list; expected a group with name, size, day, more"),
        ("name: a\n b: c: d", "2: file: is not YAML: mapping values are not allowed in this context; expected YAML"),
        ("name: a\n---\nname: b", "2: file: is not YAML: but found another document; expected YAML"),
        ("name: &x a", "1: file: has a reference (& or *); expected the text itself"),
        (f"name: a\nmore: {'[' * 50_000}", "2: file: is nested too deeply; expected 20 levels at most"),
        (b"name: a\nmore: [\xff]", "2: file: has a byte that is not UTF-8; expected UTF-8 text"),
        ("size: 1", "1: name: is missing; expected text"),
        ("name: a\nnam: b", "2: nam: is not a field here; expected one of name, size, day, more"),
        ("name: a\n? [x]\n: b", "2: (not a name): is not a field here; expected one of name, size, day, more"),
        ("name: a\nname: b", "2: name: is written twice; expected it once"),
        ("name: ''", "1: name: is empty; expected text"),
        ("name:", "1: name: is empty; expected text"),
        ("name: 12", "1: name: is a number; put it in quotation marks if it is meant as text; expected text"),
        ("name: no", "1: name: is a yes or no; put it in quotation marks if it is meant as text; expected text"),
        ("name: [a]", "1: name: is a list; expected text"),
        ('name: "a\\0"', "1: name: has the control character U+0000; expected text without it"),
        ("name: abcdefghijk", "1: name: has 11 characters; expected 10 at most"),
        ("name: a\nsize: 6", "2: size: is “6”; expected a whole number from 0 to 5"),
        ("name: a\nsize: -1", "2: size: is “-1”; expected a whole number from 0 to 5"),
        ("name: a\nsize: 1.5", "2: size: is “1.5”; expected a whole number from 0 to 5"),
        ("name: a\nsize: '1'", "2: size: is “1”; expected a whole number from 0 to 5"),
        ("name: a\nday: 2023-02-29", "2: day: is “2023-02-29”, which no calendar has; expected a date such as 2023-09-01"),
        ("name: a\nday: soon", "2: day: is “soon”; expected a date such as 2023-09-01"),
        ("name: a\nmore: b", "2: more: is “b”; expected a list"),
        ("name: a\nmore: [b, [c]]", "2: more.2: is a list; expected text"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_line_key_and_what_was_expected(source, fault):
    assert told(source) == [fault]


def test_no_object_is_made_from_a_tag():
    faults = told("name: !!python/object/apply:os.system [echo]\nsize: !!python/name:os.system 1")
    assert len(faults) == 2
    assert "name: is a list" in faults[0]


def test_all_faults_are_told_at_once_in_order_of_lines():
    assert [fault.split(":")[0] for fault in told("size: 9\nday: x\nother: 1\nname: ''")] == [
        "1",
        "2",
        "3",
        "4",
    ]


def test_a_place_is_named_by_keys_of_entries():
    reading = Reading(names={("sections", 1): "signs"})
    assert reading.name(("sections", 1, "items", 0, "title")) == "sections.signs.items.1.title"
