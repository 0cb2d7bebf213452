"""Forms of a report: what each answer becomes, and what is asked for."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from concerns.forms.reporting import AccountForm, MarkForm, WhoForm
from safeguarding.reports.who_to_call import Lead

LEADS = (Lead("abc", "Ruth Adeyemi", "lead"),)
FULL = {"urgent": "no", "when": "today", "where": "home", "told": "abc"}


def who(**more):
    return WhoForm(FULL | more, leads=LEADS, children=("somebody",))


def facts(**more):
    form = who(**more)
    assert form.is_valid(), form.errors
    return form.facts


def test_who_was_told_is_a_name():
    assert facts()["told_whom"] == "Ruth Adeyemi"
    assert facts(told="no", told_whom="left over") | {} == facts(told="no")
    assert facts(told="no")["told_in_person"] is False
    assert facts(told="other", told_whom="The head")["told_whom"] == "The head"


@pytest.mark.parametrize(
    ("said", "sure", "day", "at"),
    [
        ({"when": "today"}, "day", 0, None),
        ({"when": "yesterday", "time": "8.15"}, "about", 1, time(8, 15)),
        ({"when": "today", "time": "3pm", "time_exact": "on"}, "exact", 0, time(15)),
        ({"when": "over_time", "when_words": "Since May", "time": "3pm"}, "over_time", None, None),
        ({"when": "unknown", "day": "4 May 2026"}, "unknown", None, None),
    ],
)
def test_when_is_a_day_with_how_sure(said, sure, day, at):
    made = facts(**said)
    expected = None if day is None else timezone.localdate() - timedelta(days=day)
    assert (made["when_sure"], made.get("happened_on"), made.get("happened_at")) == (sure, expected, at)


def test_another_day_is_the_one_that_was_typed():
    assert facts(when="another", day="4/12/2025")["happened_on"] == date(2025, 12, 4)


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"when": "another"}, "day", "Enter the day, such as 4 December 2026"),
        ({"when": "another", "day": "1 January 2199"}, "day", "Enter a day that is today or earlier"),
        ({"when": "over_time", "when_words": " "}, "when_words", "Say since when, and how often"),
        ({"where": "elsewhere"}, "where_words", "Say where it happened"),
        ({"where": "in_school"}, "where_words", "Say where it happened"),
        ({"told": "other"}, "told_whom", "Enter who you told"),
        ({"time": "25:00"}, "time", "Enter a time, such as 8:15am"),
        ({"urgent": ""}, "urgent", "Choose whether someone needs to act today"),
    ],
)
def test_what_a_choice_needs_is_asked_for(said, field, sentence):
    assert who(**said).errors[field] == [sentence]


def test_a_report_about_nobody_is_asked_who():
    form = WhoForm(FULL, leads=LEADS)
    assert form.errors == {"find": ["Tell us who it is about, or describe them"]}


@pytest.mark.parametrize(
    ("said", "where", "words"),
    [
        ({"where": "toilets"}, "school", "Toilets or changing"),
        ({"where": "classroom", "where_words": "6 Hazel"}, "school", "Classroom: 6 Hazel"),
        ({"where": "in_school", "where_words": "Corridor"}, "school", "Corridor"),
        ({"where": "online"}, "online", ""),
    ],
)
def test_where_is_counted_and_kept_in_words(said, where, words):
    assert (facts(**said)["where"], facts(**said)["where_words"]) == (where, words)


def test_the_account_keeps_each_space():
    form = AccountForm({"source": "seen", "seen_heard": "  a\r\n b "})
    assert form.is_valid()
    assert form.facts["seen_heard"] == "  a\n b "
    assert AccountForm({"source": "seen", "seen_heard": " "}).errors == {
        "seen_heard": ["Say what you saw or heard"]
    }


def test_a_mark_takes_its_picture_from_its_place():
    form = MarkForm({"place": "hands-left-back", "kind": "Bite", "skin_broken": "yes"})
    assert form.is_valid()
    assert (form.facts["view"], form.facts["skin_broken"]) == ("hands", True)
    assert set(MarkForm({"place": "nowhere"}).errors) == {"place", "kind"}
