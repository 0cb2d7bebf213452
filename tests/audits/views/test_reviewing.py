"""The review on its pages: asking, replying, advising, returning and signing, and what is kept when one is refused."""

import re
import uuid
from html import unescape

import pytest
from django.urls import reverse

from audits.actions.signing import sign_for_school
from audits.actions.submitting import submit_audit
from audits.models import Audit, Comment, Question, Reply, ReviewStep, SignedReport
from audits.reports.snapshot import signed_content
from safeguarding import pdf_cage
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.pdf import PdfFailed
from tests import factories
from tests.audits.reports.test_audit_report import sample
from tests.factories.places import reopen_wall
from tests.factories.reviews import TODAY, asked, opened_again, replied, reviewed, signed, submitted

pytestmark = pytest.mark.django_db
WORDS = "Words that nobody wants to type <b>twice</b>."
SAID = (Question, Reply, Comment, ReviewStep, SignedReport, Event)


@pytest.fixture
def audit():
    return submitted()


@pytest.fixture
def people(audit):
    roles = (Role.LEAD, Role.DEPUTY, Role.HEAD, Role.GOVERNOR, Role.ADVISER)
    return {role.value: factories.member(audit.school, role) for role in roles}


def url(name, audit, *args):
    return reverse(f"audits:{name}", args=[audit.school.slug, audit.public_id, *args])


def get(client, person, name, audit, *args):
    client.force_login(person)
    return client.get(url(name, audit, *args))


def post(client, person, name, audit, *args, **fields):
    client.force_login(person)
    answer = client.post(url(name, audit, *args), {"request_key": uuid.uuid4()} | fields)
    reopen_wall()
    return answer


def text_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def refused(client, person, name, audit, *args, says, status=200, **fields):
    """The page says so, what was typed is still there, and nothing was written."""
    before = [model.objects.count() for model in SAID]
    answer = post(client, person, name, audit, *args, **fields)
    assert answer.status_code == status
    assert says in text_of(answer)
    assert WORDS not in fields.values() or "nobody wants to type &lt;b&gt;twice" in answer.content.decode()
    assert [model.objects.count() for model in SAID] == before
    return answer


# Asking


def test_a_governor_asks_and_the_officer_may_too(client, audit, people):
    audit.school.trust = factories.trust()
    audit.school.save()
    officer = factories.member(audit.school.trust, Role.OFFICER)
    assert post(client, people["governor"], "summary", audit, text="Why?", item="item-1").status_code == 302
    assert post(client, officer, "summary", audit, text="And here?", item="").status_code == 302
    found = [(row.text, row.item and row.item.key) for row in Question.objects.order_by("pk")]
    assert found == [("Why?", "item-1"), ("And here?", None)]
    page = get(client, officer, "summary", audit)
    assert "Review and sign" not in text_of(page)
    assert get(client, officer, "review", audit).status_code == 403


@pytest.mark.parametrize("who", ["lead", "adviser"])
def test_nobody_else_asks(client, audit, people, who):
    Audit.objects.filter(pk=audit.pk).update(adviser=people["adviser"])
    answer = post(client, people[who], "summary", audit, text="Why?", item="")
    assert answer.status_code == (403 if who == "lead" else 302)
    assert not Question.objects.exists()


def test_a_suggested_question_is_taken_over_and_nothing_typed_is_lost(client):
    small = factories.edition(items=1, cases=0)
    audit = factories.audit(edition_=small)
    factories.respond(audit, "item-1", "not_applicable", na_reason="We have none.")
    submit_audit(audit, by=audit.lead_author)
    governor = factories.member(audit.school, Role.GOVERNOR)
    page = get(client, governor, "summary", audit).content.decode()
    assert "It is rated not applicable." in page
    asked_for = "How do you know that I1 does not apply to this school?"
    page = post(client, governor, "summary", audit, suggest="item-1", text="", item="").content.decode()
    assert f"{asked_for}</textarea>" in page
    assert '<option value="item-1" selected>' in page
    page = post(client, governor, "summary", audit, suggest="item-1", text=WORDS, item="").content.decode()
    assert f"twice&lt;/b&gt;.\n{asked_for}</textarea>" in page
    assert '<option value="" selected>' in page
    assert not Question.objects.exists()


def test_blank_and_late_questions_are_refused_with_their_words(client, audit, people):
    refused(client, people["governor"], "summary", audit, text="  ", item="", says="Write the question")
    refused(
        client,
        people["governor"],
        "summary",
        audit,
        text=WORDS,
        item="no-such",
        says="Choose an item of this audit",
    )
    reviewed(audit, by=people["governor"])
    refused(client, people["governor"], "summary", audit, text=WORDS, item="", says="This audit is reviewed")


def test_words_that_come_after_the_return_are_shown_again(client, audit, people):
    post(client, people["governor"], "return", audit, reason="Look at the first one again.")
    answer = refused(
        client, people["governor"], "summary", audit, text=WORDS, item="", says="Your words were not sent"
    )
    assert "Look at the first one again." in text_of(answer)


# Replying


def test_the_school_replies_or_takes_it_to_the_meeting(client, audit, people):
    first, second = asked(audit, item="item-1"), asked(audit, "And pupils?")
    answer = post(
        client, people["deputy"], "question", audit, first.public_id, kind="reply", text="So we do."
    )
    assert answer.status_code == 302
    post(client, people["head"], "question", audit, second.public_id, kind="next_meeting", text="In March.")
    assert [(row.kind, row.by) for row in Reply.objects.order_by("pk")] == [
        ("reply", people["deputy"]),
        ("next_meeting", people["head"]),
    ]
    page = text_of(get(client, people["governor"], "summary", audit))
    assert "So we do." in page
    assert "took it to the next meeting" in page


def test_a_governor_puts_a_question_off_and_an_adviser_does_not(client, audit, people):
    question = asked(audit)
    Audit.objects.filter(pk=audit.pk).update(adviser=people["adviser"])
    assert post(client, people["adviser"], "question", audit, question.public_id, text="x").status_code == 403
    post(client, people["governor"], "question", audit, question.public_id, text="In March.", kind="reply")
    assert Reply.objects.get().kind == "next_meeting"


def test_a_refused_reply_keeps_its_words(client, audit, people):
    question = asked(audit)
    where = (client, people["lead"], "question", audit, question.public_id)
    refused(*where, text=WORDS, says="Choose to reply, or to take it to the next meeting")
    refused(*where, kind="reply", text=" ", says="Write the reply, or why it waits")
    replied(question)
    reviewed(audit)
    refused(*where, kind="reply", text=WORDS, says="This audit is reviewed")


# Advising


def test_the_adviser_comments_on_what_was_sent_and_rates_nothing(client, audit, people):
    Audit.objects.filter(pk=audit.pk).update(adviser=people["adviser"])
    post(client, people["adviser"], "summary", audit, text="Clear and honest.", item="item-1")
    assert (Comment.objects.get().item.key, Comment.objects.get().by) == ("item-1", people["adviser"])
    for name in ("summary", "answers"):
        page = get(client, people["adviser"], name, audit).content.decode()
        assert "Clear and honest." in page
        assert 'type="radio"' not in page
        assert "rating" not in re.findall(r'name="([^"]+)"', page)
    reviewed(audit)
    refused(client, people["adviser"], "summary", audit, text=WORDS, item="", says="This audit is reviewed")


def test_an_adviser_who_is_invited_no_more_finds_nothing(client, audit, people):
    version = audit.version
    for chosen, status in ((people["adviser"].public_id, 200), ("nobody", 404)):
        post(client, people["lead"], "adviser", audit, adviser=chosen, version=version)
        assert get(client, people["adviser"], "summary", audit).status_code == status
        reopen_wall()
        version = Audit.objects.get(pk=audit.pk).version
    assert Event.objects.filter(verb__startswith="adviser").count() == 2


def test_only_an_adviser_of_the_school_is_invited(client, audit, people):
    where = (client, people["head"], "adviser", audit)
    refused(
        *where, adviser=people["governor"].public_id, version=audit.version, says="Choose a person, or nobody"
    )
    refused(*where, adviser=people["adviser"].public_id, version=99, says="A colleague changed this audit")
    stranger = factories.member(factories.school(), Role.ADVISER)
    refused(*where, adviser=stranger.public_id, version=audit.version, says="Choose a person, or nobody")


# The governor's signature


def test_the_gate_says_what_is_missing_and_the_form_waits_for_it(client, audit, people):
    question = asked(audit, item="item-1")
    summary, page = (get(client, people["governor"], name, audit) for name in ("summary", "review"))
    for answer in (summary, page):
        assert "A reply about I1" in text_of(answer)
    assert 'name="statement"' not in page.content.decode()
    refused(client, people["governor"], "review", audit, statement=WORDS, says="1 question has no reply yet")
    replied(question)
    page = get(client, people["governor"], "review", audit).content.decode()
    assert f'name="seen" value="{signed_content(audit)}"' in page


def test_the_author_is_told_why_they_do_not_sign(client):
    school = factories.school()
    both = factories.member(school, Role.GOVERNOR, user=factories.member(school, Role.LEAD))
    audit = submitted(school=school, lead=both)
    page = text_of(get(client, both, "summary", audit))
    assert "You led this audit, so somebody else reviews it." in page
    assert "Review and sign" not in page
    reopen_wall()
    refused(client, both, "review", audit, statement=WORDS, says="You led this audit")
    refused(client, both, "return", audit, reason=WORDS, says="You led this audit")


def test_a_governor_signs_exactly_what_was_shown(client, audit, people):
    shown = signed_content(audit)
    question = asked(audit)
    replied(question)
    again = refused(
        client,
        people["governor"],
        "review",
        audit,
        statement=WORDS,
        seen=shown,
        says="Something changed since",
    )
    now = re.search(r'name="seen" value="([0-9a-f]{64})"', again.content.decode())[1]
    assert now == signed_content(audit) != shown
    assert (
        post(client, people["governor"], "review", audit, statement="I read it.", seen=now).status_code == 302
    )
    step = ReviewStep.objects.get()
    assert (step.side, step.words, step.content_hash) == ("governors", "I read it.", now)
    assert get(client, people["governor"], "review", audit).status_code == 302


def test_words_of_a_signature_and_of_a_return_are_wanted(client, audit, people):
    refused(client, people["governor"], "review", audit, statement=" ", says="Write what you sign")
    refused(client, people["governor"], "return", audit, reason=" ", says="Say why")


def test_a_returned_audit_says_why_to_the_school(client, audit, people):
    post(client, people["governor"], "return", audit, reason="Two dates are missing.")
    page = text_of(get(client, people["lead"], "audit", audit))
    assert f"{people['governor'].name} returned it" in page
    assert "Two dates are missing." in page
    assert "Revision 2" in page


# The school's signature


def test_the_school_signs_and_the_audit_says_that_it_is_locked(client, audit, people, monkeypatch):
    monkeypatch.setattr(pdf_cage, "make_pdf", lambda *a, **k: pdf_cage.Made(b"%PDF-1.7", 0, 0))
    reviewed(audit, by=people["governor"])
    assert "Sign for the school" in text_of(get(client, people["head"], "audit", audit))
    assert "Sign for the school" not in text_of(get(client, people["deputy"], "audit", audit))
    reopen_wall()
    answer = post(client, people["head"], "sign", audit, statement="It is right.")
    assert answer.status_code == 302
    assert SignedReport.objects.count() == 2
    for name, args in (
        ("audit", ()),
        ("summary", ()),
        ("answers", ()),
        ("section", ("main",)),
        ("particulars", ()),
    ):
        assert "Signed and locked." in text_of(get(client, people["lead"], name, audit, *args)), name
    assert "Final report (PDF)" in text_of(get(client, people["lead"], "audit", audit))


def test_a_report_that_cannot_be_made_leaves_the_audit_unsigned(client, audit, people, monkeypatch):
    def fail(*args, **kwargs):
        raise PdfFailed("the child took too long")

    reviewed(audit)
    monkeypatch.setattr(pdf_cage, "make_pdf", fail)
    says = "We could not make the final report, so nothing was done."
    refused(client, people["head"], "sign", audit, statement=WORDS, says=says, status=503)
    assert Audit.objects.get(pk=audit.pk).state == "reviewed"


def test_the_school_does_not_sign_first_and_keeps_its_words(client, audit, people):
    refused(client, people["head"], "sign", audit, statement=WORDS, says="The governor signs first.")


# Opening again, withdrawing


def test_two_people_open_it_again_and_each_sees_the_request(client, audit, people):
    signed(audit)
    refused(client, people["head"], "reopen", audit, reason=" ", says="Say why")
    post(client, people["head"], "reopen", audit, reason="A red was missed.")
    for who, name in (("governor", "summary"), ("lead", "audit"), ("governor", "reopen_for_governors")):
        assert "A red was missed." in text_of(get(client, people[who], name, audit)), who
    reopen_wall()
    refused(client, people["head"], "reopen", audit, reason=WORDS, says="A second person confirms it")
    assert Audit.objects.get(pk=audit.pk).state == "signed"
    post(client, people["governor"], "reopen_for_governors", audit, reason="Agreed.")
    assert (Audit.objects.get(pk=audit.pk).state, Audit.objects.get(pk=audit.pk).revision) == ("draft", 2)
    page = text_of(get(client, people["lead"], "audit", audit))
    assert "A red was missed." in page
    assert "What differs from what was sent" in page


def test_the_head_withdraws_and_everybody_reads_why(client, audit, people):
    refused(client, people["head"], "withdraw", audit, reason=" ", says="Say why")
    post(client, people["head"], "withdraw", audit, reason="Started on the wrong form.")
    assert "Started on the wrong form." in text_of(get(client, people["lead"], "audit", audit))
    page = text_of(get(client, people["governor"], "summary", audit))
    assert "This audit was withdrawn." in page
    assert "Started on the wrong form." in page
    reopen_wall()
    assert Audit.objects.filter(pk=audit.pk).exists()
    refused(client, people["head"], "withdraw", audit, reason=WORDS, says="This audit is withdrawn already")


def test_words_survive_the_end_of_a_session(client, audit, people):
    pages = {
        ("governor", "summary"): {"text": WORDS, "item": "item-1"},
        ("governor", "return"): {"reason": WORDS},
        ("governor", "review"): {"statement": WORDS},
        ("head", "withdraw"): {"reason": WORDS},
    }
    for (who, name), sent in pages.items():
        mark = get(client, people[who], name, audit).context["written_by"]
        client.logout()
        key = {"request_key": uuid.uuid4()}
        assert client.post(url(name, audit), sent | key | {"written_by": mark}).status_code == 302
        page = get(client, people[who], name, audit).content.decode()
        assert "twice&lt;/b&gt;.</textarea>" in page, name
        assert "You were signed out." in page
        reopen_wall()
    assert not Question.objects.exists()


# Revisions


def test_each_reads_the_signed_report_that_is_theirs(client, audit, people):
    audit = opened_again(signed(audit))
    for who, profile in (("lead", "full"), ("head", "full"), ("governor", "governors")):
        answer = get(client, people[who], "revision_report", audit, 1)
        assert answer.content == f"%PDF-1.7 revision 1, {profile}".encode()
        assert answer["Content-Disposition"] == (
            'attachment; filename="safeguarding-audit-2026-final-revision-1.pdf"'
        )
    assert get(client, people["lead"], "revision_report", audit, 2).status_code == 404


def test_the_final_report_is_the_one_that_was_signed(client, audit, people):
    signed(audit)
    assert get(client, people["lead"], "report", audit).content == b"%PDF-1.7 revision 1, full"
    assert get(client, people["governor"], "report", audit).content == b"%PDF-1.7 revision 1, governors"
    reopen_wall()
    assert Event.objects.filter(verb="signed report opened").count() == 2


def test_a_signed_report_that_is_not_there_yet_is_made_once_when_it_is_read(
    client, audit, people, monkeypatch
):
    made = []
    monkeypatch.setattr(
        pdf_cage, "make_pdf", lambda *a, **k: made.append(1) or pdf_cage.Made(b"%PDF-1.7 late", 0, 0)
    )
    sign_for_school(
        reviewed(audit),
        statement="Yes.",
        by=people["head"],
        request_key=uuid.uuid4(),
        today=TODAY,
        reports=(),
    )
    for _ in range(2):
        assert get(client, people["lead"], "report", audit).content == b"%PDF-1.7 late"
    reopen_wall()
    assert made == [1]
    assert SignedReport.objects.get().profile == "full"


def test_a_draft_that_was_opened_again_differs_for_its_writers_alone(client, audit, people):
    audit = opened_again(signed(audit))
    factories.respond(audit, "item-1", "red", evidence="It was not so.", by=people["lead"])
    page = text_of(get(client, people["lead"], "revision_changes", audit, 2))
    assert "1 item differs, 1 rating among them." in page
    assert "It was not so." in page
    assert get(client, people["governor"], "revision_changes", audit, 2).status_code == 404
    governors = text_of(get(client, people["governor"], "revisions", audit))
    assert "Revision 1 signed" in governors
    assert "what is kept is what was signed" in governors
    assert "Revision 2" not in governors


def test_sampled_files_differ_only_for_those_who_see_them(client, people, audit):
    edition = factories.edition("with-cases", items=1, cases=1)
    made = factories.audit(
        school=audit.school, lead=people["lead"], edition_=edition, audit_date=audit.audit_date
    )
    factories.respond(made, "item-1", "green", evidence="Seen.")
    made = submit_audit(made, by=people["lead"])
    post(client, people["governor"], "return", made, reason="Once more.")
    made = Audit.objects.get(pk=made.pk)
    sample(made, "Case Alpha")
    made = submit_audit(made, by=people["lead"])
    for who, sees in (("lead", True), ("head", False), ("governor", False)):
        page = text_of(get(client, people[who], "revision_changes", made, 2))
        assert ("Case Alpha" in page) is sees, who
