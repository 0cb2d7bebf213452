"""Eight people save one answer at the same moment; no words are lost."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from audits.actions.answering import save_answer
from audits.models import ResponseRevision
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.places import widen_wall


def save(response, by, **answer):
    """Save as somebody who opened the card before anybody had written."""
    widen_wall(response.school)
    try:
        return save_answer(response, answer, seen_version=0, by=by)
    finally:
        connection.close()


def test_eight_writers_at_once_lose_nothing(committed_db):
    response = factories.audit().responses.get(item__key="item-1")
    people = [factories.member(response.school, Role.DEPUTY) for _ in range(8)]
    texts = [f"What person {n} wrote." for n in range(8)]

    def write(person, text):
        return save(response, person, evidence=text)

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(write, people, texts))
    response.refresh_from_db()
    kept = set(ResponseRevision.objects.values_list("evidence", flat=True))
    assert kept == set(texts)
    assert response.evidence in texts and response.version == 1
    assert sum(not result.is_clash for result in results) == 1


def test_eight_writers_of_different_parts_are_all_joined(committed_db):
    response = factories.audit().responses.get(item__key="item-1")
    lead = response.audit.lead_author

    def write(n):
        return save(response, lead, marks={f"p{n}": "yes"})

    with ThreadPoolExecutor(8) as pool:
        assert not any(result.is_clash for result in pool.map(write, range(8)))
    response.refresh_from_db()
    assert response.marks == {f"p{n}": "yes" for n in range(8)}
    assert response.version == 8
