"""The list of concerns: what a search finds and for whom, its order, and downloads that leave nothing out."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concerns.actions.entering import add_entry
from concerns.actions.recording import NamedChild
from concerns.models import Exclusion, Standing
from concerns.models.work import StandingQuerySet
from concerns.reports import concern_list
from concerns.reports.concern_list import LAST, OLDEST, Asked, concern_page, concern_sheet
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school(reference="TB")


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


def listed(school, person, **asked) -> list[str]:
    """References on the first page, as that person's request would read them."""
    open_wall(person)
    asked = Asked(**{"state": ""} | asked)
    references = [line.reference for line in concern_page(school, asked, user=person, page=1).lines]
    reopen_wall()
    return references


def about(school, *children, **words):
    return factories.concern(school=school, children=children or None, **words)


def noted(concern, by, text):
    add_entry("note", by=by, concern=concern, text=text)
    return concern


# Search


def test_a_search_finds_reports_entries_and_children_in_the_order_of_the_list(school, lead):
    rowan = factories.pupil(school=school, first_name="Rowan", last_name="Ashby")
    first = about(school, NamedChild("harmed", pupil=rowan))
    second = noted(about(school), lead, "Seen by the rowan tree.")
    third = about(school, NamedChild("other", described="A boy by the rowan"))
    about(school)
    newest = [third.reference, second.reference, first.reference]
    assert listed(school, lead, words="rowan") == newest
    assert listed(school, lead, words="rowan", order=OLDEST) == newest[::-1]
    noted(first, lead, "Rowan again.")
    assert listed(school, lead, words="rowan", order=LAST)[0] == first.reference
    assert listed(school, lead, words="rowan tree") == [second.reference]


@pytest.mark.parametrize("shut_out_of", ["pupil", "concern"])
def test_who_is_shut_out_finds_nothing_of_it(school, lead, shut_out_of):
    child, deputy = factories.pupil(school=school), factories.member(school, Role.DEPUTY)
    concern = noted(about(school, NamedChild("harmed", pupil=child)), lead, "A marmalade cat.")
    for words in ("marmalade", child.name, concern.reference):
        assert listed(school, deputy, words=words) == [concern.reference], words
    record = {"pupil": child} if shut_out_of == "pupil" else {"concern": concern}
    Exclusion.objects.create(school=school, person=deputy, reason="Aunt.", by=lead, **record)
    for words in ("marmalade", child.name, concern.reference):
        assert listed(school, deputy, words=words) == [], words
        assert listed(school, lead, words=words) == [concern.reference], words


def test_without_our_own_filter_the_database_still_hides_other_schools(school, lead, monkeypatch):
    foreign = factories.school(reference="XX")
    theirs = noted(about(foreign), factories.member(foreign, Role.LEAD), "A marmalade cat.")
    ours = noted(about(school), lead, "A marmalade cat.")
    monkeypatch.setattr(StandingQuerySet, "visible_to", lambda self, user: self.all())
    monkeypatch.setattr(
        concern_list, "_narrowed", lambda school, asked, user: Standing.objects.order_by("pk")
    )
    assert listed(school, lead, words="marmalade") == [ours.reference]
    both = factories.member(foreign, Role.LEAD, user=lead)
    assert set(listed(school, both, words="marmalade")) == {ours.reference, theirs.reference}


def test_the_words_of_a_shield_are_not_searched(school, lead):
    child = factories.pupil(school=school)
    about(school, NamedChild("harmed", pupil=child))
    child.shields.create(
        school=school, kind="address", hidden_from="The father", text="14 Marl Row", recorded_by=lead
    )
    assert listed(school, lead, words="Marl") == []
    assert listed(school, lead, words="father") == []


def test_a_day_ends_at_midnight_of_the_school(school, lead):
    concern = about(school)
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # half past eleven in summer
    Standing.objects.filter(concern=concern).update(recorded_at=late)
    day, next_day = date(2026, 6, 30), date(2026, 7, 1)
    assert listed(school, lead, since=day, until=day) == [concern.reference]
    assert listed(school, lead, since=next_day) == []
    Standing.objects.filter(concern=concern).update(recorded_at=late.replace(hour=23, minute=0))
    assert listed(school, lead, until=day) == []
    assert listed(school, lead, since=next_day, until=next_day) == [concern.reference]


def test_what_waits_on_others_is_listed_until_they_answered(school, lead):
    concern = about(school)
    add_entry("decision", by=lead, concern=concern, reason="It fits.", route="statutory")
    assert listed(school, lead, waiting="statutory") == [concern.reference]
    assert listed(school, lead, waiting="early_help") == []
    add_entry("outcome", by=lead, concern=concern, text="Assessed.")
    assert listed(school, lead, waiting="statutory") == []


def test_a_long_list_stops_counting_and_says_so(school, lead, monkeypatch):
    monkeypatch.setattr(concern_list, "MOST_COUNTED", 2)
    for _ in range(3):
        about(school, seen_heard="At the window.")
    open_wall(lead)
    for words in ("", "window"):
        found = concern_page(school, Asked(words=words), user=lead, page=1)
        assert (len(found.lines), found.count, found.more_than_counted) == (2, 2, True)
        assert found.in_words == "More than 2 concerns"


# Downloads


def test_a_download_holds_every_row_however_many(school, lead, monkeypatch):
    monkeypatch.setattr(concern_list, "AT_ONCE", 2)
    made = [about(school, seen_heard="At the window.") for _ in range(5)]
    open_wall(lead)
    for words in ("", "window"):
        sheet = concern_sheet(school, Asked(words=words), user=lead)
        assert [row[0] for row in sheet.rows] == [concern.reference for concern in reversed(made)]


def test_a_download_costs_no_query_for_each_row(school, lead):
    counts = []
    for _ in range(2):
        factories.triaged(about(school), by=lead)
        open_wall(lead)
        with CaptureQueriesContext(connection) as captured:
            concern_sheet(school, Asked(), user=lead)
        reopen_wall()
        counts.append(len(captured))
    assert counts[0] == counts[1]
