"""Two audits side by side, counted by hand."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.rating import Counts
from audits.reports.two_audits import direction_of, two_audits
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.reviews import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """Two items before, three now; the first went from green to red."""
    earlier = submitted(audit_date=date(2025, 11, 4))
    later = factories.audit(
        school=earlier.school, lead=earlier.lead_author, edition_=factories.edition("newer", items=3, cases=0)
    )
    factories.respond(later, "item-1", "red", evidence="Not now.")
    factories.respond(later, "item-2", "green", evidence="Yes.")
    return earlier, later


def test_items_are_compared_by_key_over_editions(pair):
    made = two_audits(*pair)
    assert [(item.key, item.before, item.now, item.direction) for item in made.items] == [
        ("item-1", "green", "red", "worse"),
        ("item-2", "green", "green", "same"),
        ("item-3", "", "unanswered", "new"),
    ]
    assert made.is_over_editions
    assert (made.before, made.now) == (Counts(green=2), Counts(red=1, green=1, unanswered=1))
    assert (made.sections[0].before, made.sections[0].now) == (made.before, made.now)


def test_what_only_the_earlier_edition_asks_stands_at_the_end(pair):
    earlier, later = pair
    turned = two_audits(later, earlier)
    assert [(item.key, item.direction) for item in turned.sections[-1].items] == [("item-3", "gone")]
    assert turned.of("better") == 1


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        ("red", "amber", "better"),
        ("green", "amber", "worse"),
        ("not_applicable", "green", "other"),
        ("unanswered", "red", "other"),
        ("green", "green", "same"),
    ],
)
def test_directions(before, now, direction):
    assert direction_of(before, now) == direction


def test_the_page_says_both_and_narrows_to_one_direction(pair, client):
    _earlier, later = pair
    client.force_login(later.lead_author)
    url = reverse("audits:compare", args=[later.school.slug, later.public_id])
    page = client.get(url).content.decode()
    assert "1 red, 1 green, of 3" in page
    assert "Worse (1)" in page and "use different editions" in page
    narrowed = client.get(url, {"show": "worse"}).content.decode()
    assert "Title of item 1" in narrowed and "Title of item 2" not in narrowed


def test_a_governor_compares_only_what_was_sent(pair, client):
    earlier, later = pair
    client.force_login(factories.member(later.school, Role.GOVERNOR))
    with_draft = reverse("audits:compare_with", args=[later.school.slug, earlier.public_id, later.public_id])
    assert client.get(with_draft).status_code == 404
    alone = client.get(reverse("audits:compare", args=[later.school.slug, earlier.public_id]))
    assert "no other audit to compare with" in alone.content.decode()


def test_queries_do_not_grow(pair):
    two_audits(*pair)  # outlines are read once
    with CaptureQueriesContext(
        connection,
    ) as asked:
        two_audits(*pair)
    assert len(asked) == 1
