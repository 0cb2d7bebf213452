"""Audits on their way through the review."""

import uuid
from datetime import date

from audits.actions.signing import sign_for_governors, sign_for_school
from audits.actions.submitting import submit_audit
from audits.models import Audit, ReviewStep
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


def signed(audit=None, *, by=None, **fields):
    """Signed by a governor and a headteacher; makes two PDFs, so use it with care."""
    audit = reviewed(audit, **fields)
    by = by or member(audit.school, Role.HEAD)
    return sign_for_school(audit, statement="It is right.", by=by, request_key=uuid.uuid4(), today=TODAY)


def as_signed(audit):
    """A submitted audit in its last state, without the reports that signing makes."""
    for side in ("governors", "school"):
        _said(audit, "signed", side, content_hash="a" * 64)
    for state in ("reviewed", "signed"):
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
