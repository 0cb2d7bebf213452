"""Reviewing and signing: who may, what stands before it, what it writes, and what the database refuses besides."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from audits.actions.answering import save_answer
from audits.actions.reviewing import ask_question, comment_on, reply_to
from audits.actions.signing import (
    ask_to_reopen,
    return_audit,
    sign_for_governors,
    sign_for_school,
    withdraw_audit,
)
from audits.actions.submitting import submit_audit
from audits.models import Audit, Comment, Question, Reply, ReviewStep, SignedReport
from audits.reports.snapshot import signed_content
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.factories.reviews import TODAY, reviewed, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    return submitted()


@pytest.fixture
def governor(audit):
    return factories.member(audit.school, Role.GOVERNOR)


@pytest.fixture
def head(audit):
    return factories.member(audit.school, Role.HEAD)


def key():
    return uuid.uuid4()


def refuses(match, act, *args, **kwargs):
    """The refusal says so and nothing is written."""
    before = [model.objects.count() for model in (ReviewStep, Question, Reply, Comment, Event, SignedReport)]
    with pytest.raises(Refused, match=match), transaction.atomic():
        act(*args, request_key=key(), **kwargs)
    assert before == [
        model.objects.count() for model in (ReviewStep, Question, Reply, Comment, Event, SignedReport)
    ]


def test_two_people_sign_exactly_this(audit, governor, head):
    audit = sign_for_governors(audit, statement="I read every red.", by=governor, request_key=key())
    audit = sign_for_school(audit, statement="We stand by it.", by=head, request_key=key(), today=TODAY)
    assert audit.state == "signed"
    steps = audit.steps.filter(kind="signed")
    assert {step.content_hash for step in steps} == {signed_content(audit)}
    assert [(step.by, step.side, step.role) for step in steps] == [
        (governor, "governors", "Safeguarding governor"),
        (head, "school", "Headteacher"),
    ]
    assert {report.profile for report in audit.signed_reports.all()} == {"governors", "full"}
    assert all(bytes(report.kept.pdf).startswith(b"%PDF") for report in audit.signed_reports.all())


def test_the_lead_author_does_not_review(audit):
    refuses("You led", sign_for_governors, audit, statement="Yes.", by=audit.lead_author)
    refuses("You led", return_audit, audit, reason="No.", by=audit.lead_author)


def test_whoever_answered_does_not_review():
    school = factories.school()
    both = factories.member(school, Role.DEPUTY)
    audit = factories.audit(school=school, edition_=factories.edition("one", items=1, cases=0))
    factories.respond(audit, "item-1", "green", evidence="The log.", by=both)
    audit = submit_audit(audit, by=audit.lead_author)
    refuses("You answered", sign_for_governors, audit, statement="Yes.", by=both)
    with pytest.raises(DatabaseError, match="author"):
        ReviewStep.objects.create(
            school=school, audit=audit, revision=1, kind="signed", side="governors", by=both, words="Yes.",
            content_hash="a" * 64,
        )  # fmt: skip


def test_every_question_is_settled_before_the_signature(audit, governor):
    question = ask_question(audit, text="How do you know?", by=governor, request_key=key())
    refuses("1 question has no reply", sign_for_governors, audit, statement="Yes.", by=governor)
    reply_to(
        question, text="At the March meeting.", kind="next_meeting", by=audit.lead_author, request_key=key()
    )
    assert sign_for_governors(audit, statement="Yes.", by=governor, request_key=key()).state == "reviewed"


def test_one_person_does_not_sign_for_both(audit):
    both = factories.member(audit.school, Role.GOVERNOR)
    factories.member(audit.school, Role.HEAD)
    audit = reviewed(audit, by=both)
    refuses("second person", sign_for_school, audit, statement="Yes.", by=both, today=TODAY)


def test_the_school_does_not_sign_first(audit, head):
    refuses("governor signs first", sign_for_school, audit, statement="Yes.", by=head, today=TODAY)


@pytest.mark.parametrize("words", ["", "  \n"])
def test_words_are_asked_for(audit, governor, words):
    refuses("Write what you sign", sign_for_governors, audit, statement=words, by=governor)
    refuses("Say why", return_audit, audit, reason=words, by=governor)
    refuses("Write the question", ask_question, audit, text=words, by=governor)


def test_a_returned_audit_is_the_next_revision_and_keeps_what_it_said(audit, governor):
    back = return_audit(audit, reason="Two reds have no date.", by=governor, request_key=key())
    assert (back.state, back.revision, back.submitted_at) == ("draft", 2, None)
    assert back.submissions.get().snapshot["items"]["item-1"]["rating"] == "green"
    response = back.responses.get(item__key="item-1")
    save_answer(response, {"evidence": "Now with dates."}, seen_version=response.version, by=back.lead_author)
    again = submit_audit(back, by=back.lead_author)
    assert [row.revision for row in again.submissions.all()] == [2, 1]
    old, new = again.submissions.get(revision=1), again.submissions.get(revision=2)
    assert old.content_hash != new.content_hash


def test_the_same_form_twice_is_one_step(audit, governor):
    once = key()
    return_audit(audit, reason="Look again.", by=governor, request_key=once)
    assert return_audit(audit, reason="Look again.", by=governor, request_key=once).revision == 2
    assert ReviewStep.objects.count() == 1


def test_two_people_open_a_signed_audit_again(audit, governor, head):
    audit = reviewed(audit, by=governor)
    audit = sign_for_school(audit, statement="Yes.", by=head, request_key=key(), today=TODAY)
    asked = ask_to_reopen(audit, side="school", reason="A red was missed.", by=head, request_key=key())
    assert (asked.state, asked.revision) == ("signed", 1)
    refuses("second person", ask_to_reopen, asked, side="governors", reason="Yes.", by=head)
    opened = ask_to_reopen(asked, side="governors", reason="Agreed.", by=governor, request_key=key())
    assert (opened.state, opened.revision) == ("draft", 2)
    assert opened.signed_reports.filter(revision=1).count() == 2


def test_withdrawing_keeps_the_audit(audit, head):
    refuses("Say why", withdraw_audit, audit, reason=" ", by=head)
    gone = withdraw_audit(audit, reason="Started on the wrong edition.", by=head, request_key=key())
    assert gone.state == "withdrawn"
    refuses("already", withdraw_audit, gone, reason="Again.", by=head)


def test_only_the_invited_adviser_comments(audit):
    adviser = factories.member(audit.school, Role.ADVISER)
    refuses("invited", comment_on, audit, text="Good.", by=adviser)
    Audit.objects.filter(pk=audit.pk).update(adviser=adviser)
    assert comment_on(audit, text="Good.", by=adviser, request_key=key()).revision == 1


def test_nothing_is_asked_or_said_outside_the_review(governor):
    draft = factories.audit()
    by = factories.member(draft.school, Role.GOVERNOR)
    refuses("belong to the review", ask_question, draft, text="Why?", by=by)


MOVES = [
    ("draft", {"state": "reviewed"}, "cannot move"),
    ("submitted", {"state": "draft"}, "next revision"),
    ("submitted", {"state": "draft", "revision": 2}, "returned with a reason"),
    ("submitted", {"state": "reviewed"}, "signs first"),
    ("submitted", {"state": "signed"}, "cannot move"),
    ("submitted", {"revision": 2}, "begins with a move"),
    ("submitted", {"state": "withdrawn"}, "withdrawn with a reason"),
    ("reviewed", {"state": "signed"}, "two people"),
]


@pytest.mark.parametrize(("state", "fields", "said"), MOVES)
def test_the_database_refuses_a_move_that_nobody_made(state, fields, said):
    made = {"draft": factories.audit, "submitted": submitted, "reviewed": reviewed}[state]()
    with pytest.raises(DatabaseError, match=said):
        Audit.objects.filter(pk=made.pk).update(**fields)


def test_the_database_refuses_a_second_signature_on_other_content():
    audit = reviewed()
    head = factories.member(audit.school, Role.HEAD)
    ReviewStep.objects.create(
        school=audit.school, audit=audit, revision=1, kind="signed", side="school", by=head, words="Yes.",
        content_hash="b" * 64,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="same content"):
        Audit.objects.filter(pk=audit.pk).update(state="signed")


def said(model, audit, by, **fields):
    return model(
        school=audit.school, audit=audit, by=by, by_name=by.name, **{"revision": audit.revision} | fields
    )


OUT_OF_TIME = [
    ("draft", Question, {"text": "Why?"}),
    ("reviewed", Question, {"text": "Why?"}),
    ("reviewed", Comment, {"text": "Good."}),
    ("submitted", Question, {"text": "Why?", "revision": 2}),
    (
        "submitted",
        ReviewStep,
        {"kind": "signed", "side": "school", "words": "Yes.", "content_hash": "a" * 64},
    ),
    ("submitted", ReviewStep, {"kind": "reopened", "side": "school", "words": "Yes."}),
    ("draft", ReviewStep, {"kind": "returned", "side": "governors", "words": "No."}),
]


@pytest.mark.parametrize(("state", "model", "fields"), OUT_OF_TIME)
def test_the_database_refuses_words_out_of_their_time(state, model, fields):
    audit = {"draft": factories.audit, "submitted": submitted, "reviewed": reviewed}[state]()
    row = said(model, audit, factories.member(audit.school, Role.HEAD), **fields)
    with pytest.raises(DatabaseError, match="is refused"):
        row.save()


def test_the_database_refuses_a_reply_after_the_signature(audit, governor):
    question = ask_question(audit, text="Why?", by=governor, request_key=key())
    reply_to(question, text="So.", by=audit.lead_author, request_key=key())
    sign_for_governors(audit, statement="Yes.", by=governor, request_key=key())
    with pytest.raises(DatabaseError, match="is refused"):
        Reply.objects.create(school=audit.school, question=question, text="Or not.", by=governor, by_name="")
