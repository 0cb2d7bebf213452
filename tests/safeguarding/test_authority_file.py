"""A local authority's file, and everything for which it is refused."""

import pytest

from concerns.models import Meeting, Status
from safeguarding.authority_file import MEETINGS, STATUSES, read_authority_file
from safeguarding.data_file import Faulty
from safeguarding.models.authority import TERMS
from tests.factories.edition_files import FIXTURES

DEMONSTRATION = FIXTURES / "authorities" / "demonstration.yaml"
SMALL = """\
format: 1
authority: {key: here, name: Here Council}
terms:
  - key: early_help
    text: Compass
    url: https://here.example/
    phone: "01632 960141"
    checked_on: 2026-09-01
  - {key: lado, text: the LADO, url: null, phone: null, checked_on: 2026-09-01}
"""


def test_the_demonstration_has_every_term():
    file = read_authority_file(DEMONSTRATION.read_bytes())
    assert (file.key, file.name) == ("ardenmere", "Ardenmere Council")
    assert set(file.terms) == set(TERMS)
    assert file.without_term == ()


def test_placeholders_without_a_term_are_known():
    file = read_authority_file(SMALL.encode())
    assert set(file.without_term) == set(TERMS) - {"early_help", "lado"}
    assert file.terms["lado"]["url"] == ""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("format: 1", "format: 2", "1: format: is “2”; expected 1"),
        (", name: Here Council", "", "2: authority.name: is missing; expected text"),
        ("key: here", "key: Here", "2: authority.key: is “Here”; expected words in lower case joined by hyphens"),
        ("key: early_help", "key: early_halp", "4: terms.early_halp.key: is “early_halp”; expected one of authority"),
        ("key: lado", "key: early_help", "9: terms.early_help.key: is “early_help” again; expected each term once"),
        ("    text: Compass\n", "", "4: terms.early_help.text: is missing; expected text"),
        ("    checked_on: 2026-09-01\n  -", "  -", "4: terms.early_help.checked_on: is missing"),
        ("    phone: \"01632 960141\"\n", "", "4: terms.early_help.phone: is missing; expected it, or null"),
        ("text: Compass", "text: \"{lado}\"", "5: terms.early_help.text: has a brace; expected"),
        ("https://here.example/", "\"javascript:x\"", "6: terms.early_help.url: is not an address; expected https"),
        ("https://here.example/", "www.here.example", "6: terms.early_help.url: is not an address"),
        ('"01632 960141"', "01632", "7: terms.early_help.phone: is a number; put it in quotation marks"),
        ('"01632 960141"', "ring us", "7: terms.early_help.phone: is not a telephone number"),
        ("2026-09-01\n  -", "2026-13-01\n  -", "8: terms.early_help.checked_on: is “2026-13-01”, which no calendar"),
        ("text: Compass", "text: Compass\n    fax: x", "6: terms.early_help.fax: is not a field here"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused(old, new, fault):
    assert old in SMALL
    with pytest.raises(Faulty) as caught:
        read_authority_file(SMALL.replace(old, new, 1).encode())
    faults = [str(found) for found in caught.value.faults]
    assert len(faults) == 1
    assert faults[0].startswith(fault)


RULES = (
    SMALL
    + """\
freshness:
  - {status: child_in_need, amber_weeks: 4, red_weeks: 6, source: Here}
meetings:
  - status: child_protection
    kind: core_group
    first: {within: 10, unit: working_days}
    then: null
    source: To be checked
escalation:
  - {title: Talk, with_whom: the worker, answer_within: 1}
  - {title: Managers talk, with_whom: the manager, answer_within: 2}
school_terms:
  - {name: Autumn term, starts_on: 2026-09-03, ends_on: 2026-12-18, break: null}
  - {name: Spring term, starts_on: 2027-01-05, ends_on: 2027-03-25, break: {starts_on: 2027-02-15, ends_on: 2027-02-19}}
"""
)


def test_rules_name_the_statuses_and_meetings_that_there_are():
    assert set(STATUSES) == set(Status.Kind.values)
    assert set(MEETINGS) == set(Meeting.Kind.values)


def test_the_demonstration_has_rules_for_every_status_that_has_a_clock_and_terms_of_four_years():
    rules = read_authority_file(DEMONSTRATION.read_bytes()).rules
    assert {row["status"]: (row["amber_weeks"], row["red_weeks"]) for row in rules["freshness"]} == {
        "early_help": (6, 12),
        "child_in_need": (4, 6),
        "child_protection": (4, 4),
    }
    assert [row["order"] for row in rules["escalation"]] == [1, 2, 3, 4]
    assert len(rules["school_terms"]) == 12
    assert all(row["break_starts"] for row in rules["school_terms"])


def test_rules_become_rows_and_parts_may_be_missing():
    rules = read_authority_file(RULES.encode()).rules
    assert rules["meetings"][0]["then_within"] is None
    assert rules["meetings"][0]["then_unit"] == ""
    assert rules["school_terms"][0]["break_starts"] is None
    assert rules["school_terms"][1]["break_ends"] == "2027-02-19"
    assert read_authority_file(SMALL.encode()).rules == {}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("status: child_in_need,", "status: in_need,", "11: freshness.in_need.status: is “in_need”; expected one of"),
        ("red_weeks: 6", "red_weeks: 3", "11: freshness.child_in_need.red_weeks: is 3; expected 4 or more"),
        ("amber_weeks: 4", "amber_weeks: 0", "11: freshness.child_in_need.amber_weeks: is “0”; expected a whole"),
        (", source: Here", "", "11: freshness.child_in_need.source: is missing"),
        ("meetings:\n", "  - {status: child_in_need, amber_weeks: 1, red_weeks: 1, source: X}\nmeetings:\n",
         "12: freshness.child_in_need.status: is “child_in_need” again; expected each status once"),
        ("kind: core_group", "kind: core", "14: meetings.core.kind: is “core”; expected one of"),
        ("unit: working_days", "unit: days", "15: meetings.core_group.first.unit: is “days”; expected one of working"),
        ("    then: null\n", "", "13: meetings.core_group.then: is missing; expected it, or null"),
        ("answer_within: 2", "answer_within: soon", "20: escalation.2.answer_within: is “soon”"),
        ("ends_on: 2026-12-18", "ends_on: 2026-08-18", "22: school_terms.1.ends_on: is 2026-08-18; expected"),
        ("starts_on: 2027-01-05", "starts_on: 2026-12-18", "23: school_terms.2.starts_on: is 2026-12-18; expected a"),
        ("starts_on: 2027-02-15", "starts_on: 2026-02-15", "23: school_terms.2.break.starts_on: is 2026-02-15"),
        ("ends_on: 2027-02-19", "ends_on: 2027-02-14", "23: school_terms.2.break.ends_on: is 2027-02-14; expected a"),
        ("school_terms:", "holidays:", "21: holidays: is not a field here; expected one of format, authority, terms"),
    ],
)  # fmt: skip
def test_wrong_rules_are_refused(old, new, fault):
    assert old in RULES
    with pytest.raises(Faulty) as caught:
        read_authority_file(RULES.replace(old, new, 1).encode())
    faults = [str(found) for found in caught.value.faults]
    assert len(faults) == 1
    assert faults[0].startswith(fault)
