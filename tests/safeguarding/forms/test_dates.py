"""Dates as people type them."""

from datetime import date

import pytest
from django import forms

from safeguarding.forms.dates import DateWordsField, read_date, write_date

DAY = date(2026, 12, 4)


class DueForm(forms.Form):
    due_on = DateWordsField(required=False)


@pytest.mark.parametrize(
    "typed",
    [
        "4 December 2026",
        "04 december 2026",
        "4 Dec 2026",
        "4 Dec. 2026",
        "4th December 2026",
        "4th of December, 2026",
        "Friday 4 December 2026",
        "Fri 4 Dec 26",
        "4/12/2026",
        "4 / 12 / 2026",
        "04/12/26",
        "4.12.26",
        "4-12-2026",
        "4 12 2026",
        "4Dec2026",
        "4-Dec-2026",
        "2026-12-04",
        "  4 December 2026\n",
    ],
)
def test_date_is_read_as_typed(typed):
    assert read_date(typed) == DAY


@pytest.mark.parametrize(
    "typed", ["30 February 2026", "29/2/2027", "31.4.26", "0/1/2026", "4/13/2026", "12/25/26"]
)
def test_date_that_does_not_exist_is_refused(typed):
    form = DueForm({"due_on": typed})
    assert form.errors == {"due_on": ["Enter a date that exists, such as 4 December 2026"]}


@pytest.mark.parametrize(
    "typed",
    ["tomorrow", "4 Dezember 2026", "4", "12 2026", "4/12", "4/12/202", "4/12/20266", "1/1/0001",
     "9999-12-31", "<script>", "٤/١٢/٢٠٢٦", "4 December 2026 or so", "\x00", "1" * 100_000],
)  # fmt: skip
def test_words_that_are_no_date_are_refused(typed):
    assert not DueForm({"due_on": typed}).is_valid()


def test_no_date_is_none_where_it_may_be_left_out():
    form = DueForm({"due_on": "  "})
    assert form.is_valid()
    assert form.cleaned_data["due_on"] is None


def test_missing_date_says_what_to_do():
    assert DateWordsField().error_messages["required"] == "Enter a date, such as 4 December 2026"


def test_leap_day_is_read():
    assert read_date("29 February 2028") == date(2028, 2, 29)


def test_date_is_shown_in_words():
    assert write_date(DAY) == "4 December 2026"
    assert 'value="4 December 2026"' in str(DueForm(initial={"due_on": DAY})["due_on"])


def test_refused_words_are_shown_as_typed():
    assert 'value="30 February 2026"' in str(DueForm({"due_on": "30 February 2026"})["due_on"])


def test_same_date_in_other_words_is_no_change():
    assert not DueForm({"due_on": "4/12/26"}, initial={"due_on": DAY}).has_changed()
    assert DueForm({"due_on": "5/12/26"}, initial={"due_on": DAY}).has_changed()
