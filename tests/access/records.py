"""Children's records of one school for the probes and the matrix, each with a planted word in every text."""

import uuid
from datetime import date

from concerns.actions.entering import add_entry
from concerns.actions.planning import plan_action
from concerns.actions.recording import NamedChild
from concerns.actions.replying import act_on, answer_feedback
from concerns.models import (
    AdultAccess,
    Attachment,
    Category,
    CategoryRequest,
    Exclusion,
    KeyPerson,
    ReportDraft,
    RollUpload,
    Shield,
    Status,
)
from safeguarding.access.roles import Role
from tests import factories
from tests.factories import casework, quality
from tests.factories.register import adult_concern


def make_records(school, lead, reporter, head, word: str) -> dict[str, str]:
    """Rows of every kind; answers with the parts that their addresses need."""
    pupil = factories.pupil(school=school, first_name=word, last_name=f"{word}son", form=word[:6])
    described = NamedChild(part="witness", described=f"{word} in a red coat")
    named = NamedChild(part="harmed", pupil=pupil)
    concern = factories.concern(
        school=school,
        reporter=reporter,
        children=(named, described),
        seen_heard=f"{word} said so.",
        own_words=word,
    )
    link = concern.links.get(pupil=None)
    entry = add_entry("note", by=lead, concern=concern, text=f"{word} note.")
    action = plan_action(
        what=f"{word} task",
        owner=lead,
        due_on=date(2026, 11, 1),
        by=lead,
        concern=concern,
        request_key=uuid.uuid4(),
    )
    fact = KeyPerson.objects.create(
        school=school, pupil=pupil, name=f"{word} Aunt", relation="aunt", may_share="yes", recorded_by=lead
    )
    shield = Shield.objects.create(
        school=school, pupil=pupil, kind="address", hidden_from=word, text=f"{word} Road", recorded_by=lead
    )
    shut_out = factories.member(school, Role.DEPUTY, name=f"{word} Deputy")
    of_file = Exclusion.objects.create(school=school, person=shut_out, pupil=pupil, reason=word, by=lead)
    of_concern = Exclusion.objects.create(
        school=school, person=shut_out, concern=concern, reason=word, by=lead
    )
    draft = ReportDraft.objects.create(
        school=school, author=reporter, answers={"seen_heard": f"{word} draft"}, request_key=uuid.uuid4()
    )
    attachment = Attachment.objects.create(
        school=school, concern=concern, file="concerns/none", file_name=f"{word}.pdf", file_type="pdf", size=4,
        sha256="a" * 64, added_by=lead,
    )  # fmt: skip
    adult = adult_concern(school=school, by=reporter, what=f"{word} adult")
    naming = AdultAccess.objects.create(
        school=school, concern=adult, person=factories.member(school, Role.DEPUTY), reason=word, by=head
    )
    upload = RollUpload.objects.create(
        school=school, uploader=lead, roll={"rows": [], "faults": [], "advice": []}
    )
    asked = CategoryRequest.objects.create(
        school=school, trust=school.trust, title=f"{word} title", reason=word, examples=word, asked_by=lead
    )
    parts = _make_casework(pupil, concern, lead, word) | _make_quality(school, lead, reporter, word)
    category = Category.objects.first() or factories.subcategory().category
    return {
        "concerns:pupil": pupil.public_id,
        "concerns:concern": concern.public_id,
        "concerns:child": link.public_id,
        "concerns:entry": entry.public_id,
        "concerns:action": action.public_id,
        "concerns:kind": "note",
        "concerns:move": "level",
        "concerns:fact": fact.public_id,
        "concerns:shield": shield.public_id,
        "concerns:exclusion": of_file.public_id,
        "concerns:exclusion of a concern": of_concern.public_id,
        "concerns:draft": draft.public_id,
        "concerns:attachment": attachment.public_id,
        "concerns:adult": adult.public_id,
        "concerns:named": naming.public_id,
        "concerns:upload": upload.public_id,
        "concerns:asked": asked.public_id,
        "concerns:category": category.key,
    } | parts


def _make_quality(school, lead, reporter, word: str) -> dict[str, str]:
    """A quality check that the lead has open and one that is finished, each with the word in every text."""
    child = factories.pupil(school=school, first_name=word, last_name=f"{word}ley")
    seen = factories.concern(
        school=school, reporter=reporter, children=(NamedChild(part="harmed", pupil=child),), seen_heard=word
    )
    factories.triaged(seen, by=lead)
    done = quality.finished(quality.quality_check(school, by=lead, blind=True), word)
    finding = done.findings.get()
    act_on(
        finding,
        what=f"{word} practice",
        owner=lead,
        due_on=date(2026, 11, 1),
        by=lead,
        request_key=uuid.uuid4(),
    )
    answer_feedback(done, text=f"{word} answer", by=lead, request_key=uuid.uuid4())
    check = quality.quality_check(school, by=lead)
    item = check.items.get()
    quality.answered(item, "no")
    return {
        "concerns:check": check.public_id,
        "concerns:item": item.public_id,
        "concerns:check that is finished": done.public_id,
        "concerns:finding": finding.public_id,
        "trust_quality:checklist": check.checklist.public_id,
    }


def _make_casework(pupil, concern, lead, word: str) -> dict[str, str]:
    """A row of each kind of case work on the child's file, each with the word in every text."""
    sent = {"state": "sent", "sent_at": casework.SENT}
    referral = casework.referral(
        pupil,
        by=lead,
        concern=concern,
        agency=word,
        what=f"{word} asked",
        consent="refused",
        consent_why=word,
    )
    casework.moved(referral, sent)
    challenge = casework.challenge(
        pupil, by=lead, concern=concern, agency=word, disputed=f"{word} no", why=word, effect=word
    )
    plan = casework.plan(
        pupil, by=lead, kind="risk_adult", about_adult=f"{word} Uncle", risks=f"{word} risk", measures=word
    )
    review = casework.plan_review(plan, by=lead, reason=f"{word} same")
    meeting = casework.meeting(pupil, by=lead, called_by=f"{word} chair", plan=plan)
    action = plan_action(
        what=f"{word} visit", owner=lead, due_on=date(2026, 11, 1), by=lead, pupil=pupil, plan=plan,
        meeting=meeting, request_key=uuid.uuid4(),
    )  # fmt: skip
    paper = add_entry(
        "paper",
        by=lead,
        pupil=pupil,
        plan=plan,
        text=f"{word} letter",
        contact_with=word,
        facts={"step": "sent"},
    )
    kept = Attachment.objects.create(
        school=pupil.school, pupil=pupil, entry=paper, file="concerns/none", file_name=f"{word}.pdf",
        file_type="pdf", size=4, sha256="b" * 64, added_by=lead,
    )  # fmt: skip
    status = Status.objects.create(
        school=pupil.school, pupil=pupil, kind="child_in_need", starts_on=date(2026, 11, 2), worker=word,
        recorded_by=lead,
    )  # fmt: skip
    answer = casework.reassessment(
        pupil, by=lead, concern=concern, reason=f"{word} reason", asked=word, changes_view=True
    )
    return {
        "concerns:referral": referral.public_id,
        "concerns:step": "chase",
        "concerns:challenge": challenge.public_id,
        "concerns:stage": "reply",
        "concerns:plan": plan.public_id,
        "concerns:review": review.public_id,
        "concerns:meeting": meeting.public_id,
        "concerns:action of a plan": action.public_id,
        "concerns:attachment of a file": kept.public_id,
        "concerns:reassessment": answer.public_id,
        "concerns:paper": "letter",
        "concerns:lesson": "voice",
        "concerns:figure": "papers",
        "concerns:which": "letter",
        "concerns:late": "acted",
        "concerns:about": status.public_id,
    }
