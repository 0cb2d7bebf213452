"""Audits on their way through the review."""

import uuid
from datetime import date

from audits.actions.reviewing import ask_question, reply_to
from audits.actions.signing import SIGNED_FOR, ask_to_reopen, sign_for_governors, sign_for_school
from audits.actions.submitting import submit_audit
from audits.models import Audit, KeptReport, ReviewStep, SignedReport
from safeguarding.access.roles import Role
from tests.factories.audits import audit as make_audit
from tests.factories.audits import edition, respond
from tests.factories.people import member

TODAY = date(2026, 11, 22)


def submitted(**fields):
    """A small audit that was sent; every item is green with words."""
    small = fields.pop("edition_", None) or edition(f"small-{uuid.uuid4().hex[:6]}", items=2, cases=0)
    made = make_audit(edition_=small, **fields)
    for response in made.responses.filter(case=None).select_related("item"):
        respond(made, response.item.key, "green", evidence=f"The log shows {response.item.key}.")
    return submit_audit(made, by=made.lead_author)


def reviewed(audit=None, *, by=None, **fields):
    audit = audit or submitted(**fields)
    by = by or member(audit.school, Role.GOVERNOR)
    return sign_for_governors(audit, statement="I read it.", by=by, request_key=uuid.uuid4())


def signed(audit=None, *, by=None, governor=None, **fields):
    """Signed by a governor and a headteacher; its reports are not real PDFs, which would take seconds."""
    if audit is None or audit.state != "reviewed":
        audit = reviewed(audit, by=governor, **fields)
    by = by or member(audit.school, Role.HEAD)
    made = sign_for_school(
        audit, statement="It is right.", by=by, request_key=uuid.uuid4(), today=TODAY, reports=()
    )
    for profile in SIGNED_FOR:
        keep_false_report(made, profile)
    return made


def keep_false_report(audit, profile):
    """A kept report of this revision that says only for whom it is."""
    words = f"%PDF-1.7 revision {audit.revision}, {profile}".encode()
    own = {"school": audit.school, "audit": audit, "profile": profile.value}
    kept = KeptReport.objects.create(**own, content_hash=uuid.uuid4().hex * 2, pdf=words)
    return SignedReport.objects.create(**own, revision=audit.revision, kept=kept, report_hash="c" * 64)


def asked(audit, text="How do you know?", *, by=None, item=None):
    """A governor's question about an item, by its key, or about the whole."""
    by = by or member(audit.school, Role.GOVERNOR)
    about = audit.edition.items.get(key=item) if item else None
    return ask_question(audit, text=text, by=by, item=about, request_key=uuid.uuid4())


def replied(question, text="We looked again in May.", *, by=None, kind="reply"):
    by = by or question.audit.lead_author
    return reply_to(question, text=text, kind=kind, by=by, request_key=uuid.uuid4())


def opened_again(audit):
    """A signed audit that two people opened again: the next revision, a draft."""
    for side, role in (("school", Role.HEAD), ("governors", Role.GOVERNOR)):
        audit = ask_to_reopen(
            audit,
            side=side,
            reason="A red was missed.",
            by=member(audit.school, role),
            request_key=uuid.uuid4(),
        )
    return audit


def as_signed(audit):
    """A submitted audit in its last state, without the reports that signing makes."""
    for side, state in (("governors", "reviewed"), ("school", "signed")):
        _said(audit, "signed", side, content_hash="a" * 64)
        Audit.objects.filter(pk=audit.pk).update(state=state)
    audit.refresh_from_db()
    return audit


def as_withdrawn(audit):
    _said(audit, "withdrawn", "school")
    Audit.objects.filter(pk=audit.pk).update(state="withdrawn")
    audit.refresh_from_db()
    return audit


def _said(audit, kind, side, **fields):
    by = member(audit.school, Role.GOVERNOR if side == "governors" else Role.HEAD)
    return ReviewStep.objects.create(
        school=audit.school, audit=audit, revision=audit.revision, kind=kind, side=side, by=by, by_name=by.name,
        words="Yes.", **fields,
    )  # fmt: skip
