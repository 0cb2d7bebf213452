"""Starting from last year's answers, on the pages: the offer, the mark, and the button that says it still holds."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from safeguarding.forms.dates import write_date
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.reviews import submitted

TODAY = timezone.localdate


@pytest.fixture
def last(db, client):
    day = TODAY()
    audit = submitted(audit_date=date(day.year - 2, day.month, 1))
    client.force_login(audit.lead_author)
    return audit


def start_url(audit):
    return reverse("audits:start", args=[audit.school.slug])


def start(client, last, **fields):
    given = {
        "request_key": str(uuid.uuid4()),
        "edition": last.edition.pk,
        "audit_date": write_date(TODAY()),
        "period_from": write_date(TODAY() - timedelta(days=400)),
        "period_to": write_date(TODAY() - timedelta(days=30)),
        "due_on": write_date(TODAY() + timedelta(days=20)),
    }
    answer = client.post(start_url(last), given | fields)
    assert answer.status_code == 302, answer.content.decode()
    reopen_wall()
    return last.next_ones.get()


def test_it_is_offered_only_where_there_is_an_earlier_audit(last, client):
    assert "Start from the answers of the last audit" in client.get(start_url(last)).content.decode()
    other = factories.audit()
    client.force_login(other.lead_author)
    assert "Start from the answers" not in client.get(start_url(other)).content.decode()


def test_one_may_start_empty(last, client):
    audit = start(client, last)
    assert not audit.responses.exclude(rating="unanswered").exists()


def test_a_button_says_that_it_holds_and_saving_by_itself_does_not(last, client):
    audit = start(client, last, carry="on")
    url = reverse("audits:section", args=[audit.school.slug, audit.public_id, "main"])
    assert client.get(url).content.decode().count("From the last audit") == 2
    card = f"{url}?item=item-1"
    assert "comes from the last audit" in client.get(card).content.decode()
    reopen_wall()
    response = audit.responses.get(item__key="item-1")
    same = {
        "version": "1",
        "request_key": str(uuid.uuid4()),
        "evidence": response.evidence,
        "rating": response.rating,
    }
    client.post(card, same, HTTP_HX_REQUEST="true")
    reopen_wall()
    assert audit.responses.waiting_to_be_read().count() == 2
    assert client.post(card, same | {"save_on": "1"}).url.endswith("item=item-2#item-item-2")
    reopen_wall()
    assert audit.responses.waiting_to_be_read().get().item.key == "item-2"
