"""The case-record check: sampled files under a label, and their questions."""

import html
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.actions.casework import add_case
from audits.actions.submitting import submit_audit
from audits.models import CaseSample, ResponseRevision
from tests import factories
from tests.factories.places import reopen_wall


@pytest.fixture
def audit(db, client):
    audit = factories.audit()
    client.force_login(audit.lead_author)
    return audit


def address(name, audit, *parts):
    return reverse(f"audits:{name}", args=[audit.school.slug, audit.public_id, *parts])


def sampled(audit, label="Case 1"):
    return add_case(audit, label=label, kind="early_help", by=audit.lead_author, request_key=uuid.uuid4())


def fields(**given):
    return {"version": "0", "request_key": str(uuid.uuid4())} | given


def close(audit):
    for number in (1, 2, 3):
        factories.respond(audit, f"item-{number}", "green", evidence="Seen.")
    submit_audit(audit, by=audit.lead_author)


def test_case_is_added_once_however_often_it_is_sent(audit, client):
    given = {"label": "Case 1", "kind": "child_in_need", "how_chosen": "By lot"} | fields()
    for _ in range(2):
        answer = client.post(address("case_add", audit), given)
        reopen_wall()
        case = CaseSample.objects.get()
        assert answer.url == address("case", audit, case.public_id)
    assert (case.label, case.kind, case.how_chosen) == ("Case 1", "child_in_need", "By lot")
    assert case.responses.count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"label": ""}, "Enter a label, such as Case 1"),
        ({"label": "x" * 41}, "Use 40 characters or fewer for the label"),
        ({"label": "Jane Smith"}, "Enter a label that is not a name, such as Case 1"),
        ({"kind": ""}, "Choose the kind of file"),
        ({"how_chosen": "x" * 201}, "Use 200 characters or fewer to say how it was chosen"),
        ({"label": "Case 9"}, "This audit has a case named Case 9 already. Choose another label."),
    ],
)
def test_case_refused_says_why_keeps_the_words_and_writes_nothing(audit, client, given, sentence):
    sampled(audit, "Case 9")
    typed = {"label": "Case 1", "kind": "other", "how_chosen": "<i>By lot</i>"} | given
    page = client.post(address("case_add", audit), fields(**typed)).content.decode()
    assert "<title>Error: " in page
    assert sentence in page
    assert html.escape(typed["how_chosen"]) in page
    reopen_wall()
    assert CaseSample.objects.count() == 1


def test_questions_are_answered_one_after_the_other(audit, client):
    case = sampled(audit)
    url = address("case", audit, case.public_id)
    given = fields(evidence="Kept apart.", rating="green", save_on="1")
    assert client.post(f"{url}?item=case-1", given).url == f"{url}?item=case-2#item-case-2"
    assert client.post(f"{url}?item=case-2", given).url == url
    reopen_wall()
    assert set(case.responses.values_list("rating", flat=True)) == {"green"}


def test_refused_answer_says_why_and_writes_nothing(audit, client):
    url = address("case", audit, sampled(audit).public_id)
    page = client.post(f"{url}?item=case-1", fields(rating="green", save_on="1")).content.decode()
    assert page.count("Say what shows this before you choose Green") == 2
    reopen_wall()
    assert not ResponseRevision.objects.exists()


def test_answer_to_a_submitted_audit_says_why_and_keeps_the_words(audit, client):
    url = address("case", audit, sampled(audit).public_id)
    close(audit)
    page = client.post(f"{url}?item=case-1", fields(evidence="Too late.")).content.decode()
    assert "Its answers can no longer be changed." in page
    assert "Too late.</textarea>" in page


def test_case_taken_out_is_gone_and_stays_in_the_database(audit, client):
    case = sampled(audit)
    answer = client.post(address("case_remove", audit, case.public_id), follow=True)
    assert "Case 1 taken out of the check." in answer.content.decode()
    assert client.get(address("case", audit, case.public_id)).status_code == 404
    reopen_wall()
    assert CaseSample.objects.filter(removed_at__isnull=False).count() == 1


def test_case_of_a_submitted_audit_stays(audit, client):
    case = sampled(audit)
    close(audit)
    answer = client.post(address("case_remove", audit, case.public_id), follow=True)
    assert "Its cases can no longer be changed." in answer.content.decode()
    reopen_wall()
    assert CaseSample.objects.get().removed_at is None


def test_list_takes_the_same_queries_for_one_case_and_three(audit, client):
    url = address("cases", audit)
    sampled(audit)
    client.get(url)
    counts = []
    for label in ("Case 2", "Case 3"):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
        reopen_wall()
        sampled(audit, label)
    assert counts[0] == counts[1]
