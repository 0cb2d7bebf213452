"""What differs between two revisions: only that, in words, and sampled files only for those who may see them."""

import pytest

from audits.outline import outline_of
from audits.reports.differences import differences
from tests import factories

pytestmark = pytest.mark.django_db


def said(rating="green", evidence="All signed.", **more):
    return {
        "rating": rating,
        "na_reason": "",
        "evidence": evidence,
        "marks": {},
        "actions": [],
        "pieces": [],
    } | more


def snapshot(items, cases=None, **more):
    dates = ["2026-11-04", "2025-09-01", "2026-10-31"]
    return {"dates": dates, "participants": "Staff", "items": items, "cases": cases or {}} | more


def compare(before, after, *, cases=True):
    return differences(before, after, outline_of(factories.edition()), cases=cases, fill=lambda text: text)


def test_the_same_twice_differs_in_nothing():
    found = compare(snapshot({"item-1": said()}), snapshot({"item-1": said()}))
    assert not found
    assert found.sentence == "Nothing differs."


def test_a_changed_answer_is_told_before_and_after():
    action = ["Add a sheet.", "Tom", "2026-12-04"]
    before = said(marks={"b": "yes"}, actions=[action], pieces=[["Quiz", ""], ["Code", "a" * 64]])
    after = said(
        "red",
        "Two were not.",
        marks={"b": "no"},
        actions=[action, ["Ask again.", "", ""]],
        pieces=[["Quiz", ""]],
    )
    found = compare(
        snapshot({"item-1": before, "item-2": said()}), snapshot({"item-1": after, "item-2": said()})
    )
    (item,) = found.items
    assert (item.rating.before, item.rating.after) == ("green", "red")
    assert [(change.label, change.before, change.after) for change in item.rest] == [
        ("What shows this", "All signed.", "Two were not."),
        ("Prompt b of item 1", "Yes", "No"),
        ("Evidence", "Code (aaaa aaaa)", "Nothing"),
        ("Action", "Nothing", "Ask again. Nobody yet, no date yet."),
    ]
    assert found.sentence == "1 item differs, 1 rating among them."


def test_dates_and_people_are_told_in_words():
    after = snapshot({}, dates=["2026-11-05", "2025-09-01", "2026-10-31"], participants="Staff and pupils")
    found = compare(snapshot({}), after)
    assert [(change.label, change.before, change.after) for change in found.about] == [
        ("Date of the audit", "4 November 2026", "5 November 2026"),
        ("Who takes part", "Staff", "Staff and pupils"),
    ]


def test_sampled_files_are_for_those_who_may_see_them():
    before = snapshot({}, {"Case 1": {"case-1": said()}})
    after = snapshot({}, {"Case 1": {"case-1": said("red")}})
    assert [(item.case, item.rating.after) for item in compare(before, after).cases] == [("Case 1", "red")]
