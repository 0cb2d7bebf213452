"""What waits for one person, on the home page."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.actions.planning import note_progress, plan_action
from audits.actions.signing import ask_to_reopen
from audits.models import Audit
from concerns.actions.categories import ask_category
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from safeguarding.home.waiting import waiting_for
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.reviews import asked, replied, reviewed, signed, submitted

pytestmark = pytest.mark.django_db


def planned(audit, owner, days: int, what="Train"):
    return plan_action(
        audit, what=what, owner_id=owner.pk, due_on=timezone.localdate() + timedelta(days=days),
        by=audit.lead_author, request_key=uuid.uuid4(),
    )  # fmt: skip


def release(audit):
    Audit.objects.filter(pk=audit.pk).update(
        state="submitted", submitted_at="2026-11-05T09:00Z", submitted_by=audit.lead_author
    )


def waiting(person):
    open_wall(person)
    found = waiting_for(person, today=timezone.localdate())
    reopen_wall()
    return found


def test_late_actions_come_first_then_those_of_the_week():
    audit = factories.audit()
    lead = audit.lead_author
    for days, what in ((-3, "Late"), (7, "Soon"), (8, "Later"), (-9, "Very late"), (0, "Today")):
        planned(audit, lead, days, what)
    note_progress(planned(audit, lead, -5, "Over"), note="All done.", state="done", by=lead)
    found = waiting(lead)
    assert [(line.action.what, line.lateness) for line in found.late] == [
        ("Very late", "9 days late"),
        ("Late", "3 days late"),
    ]
    assert [line.action.what for line in found.due] == ["Today", "Soon"]
    assert found.sentence == "Two of your actions for the audit are late."


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ([-1], "One of your actions for the audit is late."),
        ([2], "One of your actions for the audit is due in the next week."),
        ([1, 2, 3], "Three of your actions for the audit are due in the next week."),
        ([20], "Nothing is waiting for you."),
    ],
)
def test_sentence_says_what_matters_first(days, sentence):
    audit = factories.audit()
    for each in days:
        planned(audit, audit.lead_author, each)
    assert waiting(audit.lead_author).sentence == sentence


def test_an_urgent_report_comes_before_the_audit():
    audit = factories.audit()
    planned(audit, audit.lead_author, -3)
    factories.concern(school=audit.school, urgent=True)
    said = "One urgent report is waiting for you. One of your actions for the audit is late."
    assert waiting(audit.lead_author).sentence == said


def test_an_officer_hears_of_requests_for_categories_and_nobody_else_does(client):
    trust = factories.trust()
    schools = [factories.school(trust=trust) for _ in range(2)]
    lead = factories.member(schools[1], Role.LEAD)
    asked = {"title": "E-scooters", "reason": "Three this term.", "examples": "A race."}
    ask_category(schools[1], by=lead, request_key=uuid.uuid4(), **asked)
    officer = factories.member(trust, Role.OFFICER)
    assert waiting(officer).sentence == "One request for a category waits for you."
    assert waiting(lead).requests == 0
    client.force_login(officer)
    assert reverse("concerns:category_requests", args=[schools[0].slug]) in client.get("/").content.decode()


def test_actions_of_others_do_not_wait_for_me():
    audit = factories.audit()
    planned(audit, audit.lead_author, -3)
    assert waiting(factories.member(audit.school, Role.DEPUTY)).late == ()


def test_governor_hears_of_a_draft_and_reads_it_once_sent():
    audit = factories.audit()
    factories.respond(audit, "item-1", "red")
    governor = factories.member(audit.school, Role.GOVERNOR)
    (line,) = waiting(governor).schools
    assert line.newest.counts is None
    assert not line.waits_for_reading
    release(audit)
    (line,) = waiting(governor).schools
    assert line.newest.counts.red == 1
    assert line.waits_for_reading


def test_adviser_sees_the_one_audit_that_invites_them():
    audit = factories.audit()
    adviser = factories.member(audit.school, Role.ADVISER)
    assert waiting(adviser).invited == ()
    Audit.objects.filter(pk=audit.pk).update(adviser=adviser)
    assert waiting(adviser).invited == ()
    release(audit)
    assert waiting(adviser).invited == (audit,)


def lines(audit, **who):
    """What the review wants from each of these people."""
    found = {name: waiting(person) for name, person in who.items()}
    return {name: [line.what for line in each.reviews] for name, each in found.items()}


def test_review_goes_from_hand_to_hand():
    audit = submitted()
    school = audit.school
    governor, deputy = factories.member(school, Role.GOVERNOR), factories.member(school, Role.DEPUTY)
    people = {"governor": governor, "head": factories.member(school, Role.HEAD), "deputy": deputy}
    assert lines(audit, **people) == {"governor": ["Ready to read and sign."], "head": [], "deputy": []}
    questions = [asked(audit, by=governor), asked(audit, by=governor)]
    assert lines(audit, **people) == {
        "governor": ["Ready to read. 2 questions have no reply yet."],
        "head": ["2 questions to answer."],
        "deputy": ["2 questions to answer."],
    }
    assert waiting(deputy).sentence == "Two questions about the audit wait for a reply."
    for question in questions:
        replied(question)
    audit = reviewed(audit, by=governor)
    head = ["Signed by the governor: the school signs next."]
    assert lines(audit, **people) == {"governor": [], "head": head, "deputy": []}
    audit = signed(audit)
    assert lines(audit, **people) == {"governor": [], "head": [], "deputy": []}
    ask_to_reopen(audit, side="school", reason="A red.", by=people["head"], request_key=uuid.uuid4())
    assert lines(audit, **people) == {
        "governor": ["The school asks to open it again."],
        "head": [],
        "deputy": [],
    }


def test_the_author_is_not_asked_to_review_and_an_adviser_is_asked_to_comment():
    audit = submitted()
    factories.member(audit.school, Role.GOVERNOR, user=audit.lead_author)
    assert waiting(audit.lead_author).reviews == []
    adviser = factories.member(audit.school, Role.ADVISER)
    Audit.objects.filter(pk=audit.pk).update(adviser=adviser)
    assert waiting(adviser).sentence == "One audit waits for your comments."


def test_an_older_audit_under_review_is_not_hidden_by_this_years_draft(client):
    audit = submitted(audit_date=date(2025, 11, 4))
    factories.audit(school=audit.school, lead=audit.lead_author, edition_=audit.edition)
    governor = factories.member(audit.school, Role.GOVERNOR)
    client.force_login(governor)
    counts = []
    for asks in (1, 2):
        asked(audit, by=governor)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/").content.decode()
        counts.append(len(queries))
        assert f"Ready to read. {asks} question{'s have' if asks > 1 else ' has'} no reply yet." in page
        reopen_wall()
    assert counts[0] == counts[1]


def test_page_takes_the_same_queries_for_one_school_and_three(client):
    trust, counts = factories.trust(), []
    schools = [factories.school(trust=trust)]
    client.force_login(factories.member(trust, Role.OFFICER))
    for _ in range(3):
        audit = factories.audit(school=schools.pop() if schools else factories.school(trust=trust))
        planned(audit, audit.lead_author, -3)
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        counts.append(len(asked))
        reopen_wall()
    assert counts[0] == counts[2]


def test_page_takes_the_same_queries_for_one_action_and_three(client):
    audit, counts = factories.audit(), []
    client.force_login(audit.lead_author)
    for days in (-3, -1, 2):
        reopen_wall()
        planned(audit, audit.lead_author, days, what="<script>alert(1)</script>")
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[2]
    assert "<script>alert(1)" not in page


def test_person_without_a_school_is_told_so(client):
    client.force_login(factories.person())
    assert "You do not belong to a school here at the moment." in client.get("/").content.decode()
