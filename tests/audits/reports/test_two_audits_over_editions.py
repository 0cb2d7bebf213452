"""Two audits of different editions, compared by a crosswalk of each relation."""

from datetime import date

import pytest
from django.urls import reverse

from audits.models import Audit
from audits.rating import Counts
from audits.reports.two_audits import two_audits
from tests import factories
from tests.factories.crosswalks import crosswalked

pytestmark = pytest.mark.django_db
THEN = {1: "green", 2: "amber", 3: "green", 4: "red", 5: "green", 6: "amber", 7: "green"}
NOW = {1: "green", 2: "green", 3: "red", 4: "red", 5: "green", 6: "green"}


@pytest.fixture
def pair():
    before, now = crosswalked()
    earlier = factories.audit(edition_=before, audit_date=date(2025, 11, 4))
    later = factories.audit(school=earlier.school, lead=earlier.lead_author, edition_=now)
    for audit, ratings in ((earlier, THEN), (later, NOW)):
        for n, rating in ratings.items():
            factories.respond(audit, f"item-{n}", rating, evidence="Seen.")
    return earlier, later


def test_items_are_joined_by_the_crosswalk(pair):
    made = two_audits(*pair)
    assert [(item.key, [old.rating for old in item.befores], item.now, item.direction) for item in made.items] == [
        ("item-1", ["green"], "green", "same"),
        ("item-2", ["amber"], "green", "better"),
        ("item-3", ["green"], "red", "worse"),
        ("item-4", ["red"], "red", "same"),
        ("item-5", ["red"], "green", "better"),
        ("item-6", ["green", "amber"], "green", "other"),
        ("item-7", [], "unanswered", "new"),
        ("item-7", ["green"], "", "gone"),
    ]  # fmt: skip
    main, gone = made.sections
    assert main.before == Counts(red=1, amber=2, green=3), "the item that was split counts once"
    assert gone.before == Counts(green=1)


def test_the_later_first_reads_the_crosswalk_the_other_way_round(pair):
    turned = two_audits(pair[1], pair[0])
    relations = {item.key: item.line and item.line.relation for item in turned.sections[0].items}
    assert relations["item-4"] == "merged" and relations["item-5"] == relations["item-6"] == "split"
    assert relations["item-7"] is None, "what is new to the one is retired to the other"


def test_the_page_tells_why_and_what_was_not_checked(pair, client):
    earlier, later = pair
    client.force_login(later.lead_author)
    url = reverse("audits:compare_with", args=[later.school.slug, later.public_id, earlier.public_id])
    page = client.get(url).content.decode()
    assert "Was I2" in page and "Moved. A paragraph was put before it." in page
    assert "It asks for more. This was not checked against the official text." in page
    assert "No longer asked. The annex is gone." in page
    assert reverse("audits:edition_changes", args=[later.school.slug, "now"]) in page
    assert Audit.objects.count() == 2
