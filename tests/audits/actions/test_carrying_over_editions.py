"""Bringing answers from one edition into the next, by a crosswalk of each relation."""

from datetime import date

import pytest

from audits.actions.carrying import carry_answers
from audits.actions.submitting import submit_audit
from audits.models import Audit
from audits.outline import outline_of
from audits.reports.section_page import section_page
from safeguarding.models import Event
from tests import factories
from tests.factories.crosswalks import crosswalked

pytestmark = pytest.mark.django_db
RATINGS = {1: "green", 2: "amber", 3: "green", 4: "red", 5: "green", 6: "amber", 7: "green"}


@pytest.fixture
def audits():
    """Last year's audit in the earlier edition, sent; this year's in the later one, still empty."""
    before, now = crosswalked()
    last = factories.audit(edition_=before, audit_date=date(2025, 11, 4))
    for n, rating in RATINGS.items():
        factories.respond(last, f"item-{n}", rating, evidence=f"Seen {n}.", marks={"b": "yes"})
    sent = {"state": "submitted", "submitted_at": "2025-11-20T09:00Z", "submitted_by": last.lead_author}
    Audit.objects.filter(pk=last.pk).update(**sent)
    return last, factories.audit(school=last.school, lead=last.lead_author, edition_=now)


def carried(audits) -> dict:
    _last, audit = audits
    carry_answers(audit, by=audit.lead_author)
    return {row.item.key: row for row in audit.responses.filter(case=None).select_related("item")}


def test_each_relation_brings_what_it_should(audits):
    rows = carried(audits)
    said = {key: (row.rating, row.evidence, row.marks) for key, row in rows.items()}
    assert said["item-1"] == ("green", "Seen 1.", {"b": "yes"})
    assert said["item-2"] == ("amber", "Seen 2.", {"b": "yes"})
    assert said["item-3"] == ("green", "Seen 3.", {}), "marks were given to other parts"
    assert said["item-4"] == ("red", "Seen 4.", {})
    assert said["item-5"] == ("red", "Seen 4.", {}), "a split item brings its answer to both"
    assert said["item-6"] == (
        "unanswered",
        "From I5 Title of item 5:\nSeen 5.\n\nFrom I6 Title of item 6:\nSeen 6.",
        {},
    ), "two ratings are no rating"
    assert said["item-7"] == ("unanswered", "", {}) and rows["item-7"].version == 0


def test_whatever_comes_is_to_be_read_again_and_what_stays_behind_is_counted(audits):
    rows = carried(audits)
    assert [key for key, row in rows.items() if not row.waits_to_be_read] == ["item-7"]
    assert Event.objects.get(verb="answers carried").detail == {
        "answers": 6, "retired": 1, "earlier": audits[0].public_id,
    }  # fmt: skip


def card(audits, key):
    _last, audit = audits
    outline = outline_of(audit.edition)
    page = section_page(audit, outline.section("main"), item=outline.by_key[key], here=[])
    return page.open


def test_a_card_tells_the_old_and_the_new_number_and_why(audits):
    carried(audits)
    assert card(audits, "item-1").carried_words == ""
    assert card(audits, "item-2").carried_words == (
        "It was I2 and is M2 now. Moved. A paragraph was put before it."
    )
    assert card(audits, "item-3").carried_words == (
        "It was I3 and is I3 (number not checked) now. Asks something else. It asks for more. "
        "This was not checked against the official text. Read both before you rely on it."
    )
    assert [item.ref for item, _ in card(audits, "item-6").last_year] == ["I5", "I6"]
    assert card(audits, "item-7").last_year == ()


def test_without_a_crosswalk_the_words_say_that_nobody_wrote_it_down():
    before, now = factories.edition("one", items=1, cases=0), factories.edition("two", items=1, cases=0)
    last = factories.audit(edition_=before, audit_date=date(2025, 11, 4))
    factories.respond(last, "item-1", "green", evidence="Seen.")
    submit_audit(last, by=last.lead_author)
    audit = factories.audit(school=last.school, lead=last.lead_author, edition_=now, carry=True)
    assert card((last, audit), "item-1").carried_words.startswith("Nobody wrote down what changed")
