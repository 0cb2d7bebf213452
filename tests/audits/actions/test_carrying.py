"""Bringing last year's answers along: what comes, what stays, and that each is read again before it counts."""

import uuid
from datetime import date

import pytest

from audits.actions.answering import save_answer
from audits.actions.carrying import carry_answers, confirm_carried
from audits.actions.submitting import submit_audit, what_is_missing
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.factories.reviews import submitted

pytestmark = pytest.mark.django_db
LAST = {"audit_date": date(2025, 11, 4)}


@pytest.fixture
def last():
    return submitted(**LAST)


def started(last, edition_=None, **fields):
    lead = last.lead_author
    return factories.audit(school=last.school, lead=lead, edition_=edition_ or last.edition, **fields)


def test_ratings_and_words_come_along_with_a_first_version(last):
    audit = started(last, carry=True)
    for response in audit.responses.select_related("item", "carried_from"):
        assert (response.rating, response.evidence) == ("green", f"The log shows {response.item.key}.")
        assert response.carried_from.audit == last
        assert response.waits_to_be_read
        assert response.revisions.get().version == response.version == 1
    assert Event.objects.get(verb="answers carried").detail["answers"] == 2


def test_a_carried_answer_does_not_count_before_it_is_read_again(last):
    audit = started(last, carry=True)
    assert {each.key: each.count for each in what_is_missing(audit)} == {"carried": 2}
    with pytest.raises(Refused, match="2 answers of the last audit to read again"):
        submit_audit(audit, by=audit.lead_author)
    for response in audit.responses.all():
        assert confirm_carried(response, by=audit.lead_author)
        assert not confirm_carried(response, by=audit.lead_author)
    assert submit_audit(audit, by=audit.lead_author).state == "submitted"


def test_changing_a_carried_answer_is_reading_it(last):
    response = started(last, carry=True).responses.first()
    save_answer(response, {"evidence": "New words."}, seen_version=1, by=last.lead_author)
    response.refresh_from_db()
    assert response.is_settled


def test_items_are_joined_by_their_keys_over_editions(last):
    newer = factories.edition("newer", items=3, cases=0)
    audit = started(last, newer)
    carried = carry_answers(audit, by=audit.lead_author)
    assert (carried.answers, carried.without) == (2, 1)
    assert set(audit.responses.exclude(rating="unanswered").values_list("item__key", flat=True)) == {
        "item-1", "item-2",
    }  # fmt: skip


def test_what_somebody_answered_already_stays(last):
    audit = started(last)
    factories.respond(audit, "item-1", "red", evidence="Not this year.")
    assert carry_answers(audit, by=audit.lead_author).answers == 1
    assert audit.responses.get(item__key="item-1").evidence == "Not this year."


def test_parts_that_the_edition_no_longer_has_are_left_behind():
    small = factories.edition("parts", items=1, cases=0)
    last = factories.audit(edition_=small, **LAST)
    factories.respond(last, "item-1", "green", evidence="Yes.", marks={"b": "yes", "c": "no"})
    submit_audit(last, by=last.lead_author)
    newer = factories.edition("fewer-parts", items=1, cases=0, published=False)
    newer.items.get().prompts.filter(key="c").delete()
    type(newer).objects.filter(pk=newer.pk).update(
        state="published", published_at="2026-09-01T00:00Z", content_hash=uuid.uuid4().hex * 2
    )
    newer.refresh_from_db()
    assert started(last, newer, carry=True).responses.get().marks == {"b": "yes"}


def test_without_an_audit_that_was_sent_there_is_nothing_to_bring():
    audit = factories.audit()
    with pytest.raises(Refused, match="nothing to bring"):
        carry_answers(audit, by=audit.lead_author)
    assert not audit.responses.exclude(version=0).exists()
    assert not Event.objects.filter(verb="answers carried").exists()
