"""Returning, signing, opening again and withdrawing an audit: two people for what counts.

Each word is a step that stays; the database checks every move again. An audit that comes back goes on as the next
revision, and what the one before said is kept in its submission.
"""

import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from audits.actions.keeping import keep_report
from audits.actions.submitting import keep_submission
from audits.models import Audit, ResponseRevision, ReviewStep, SignedReport
from audits.reports.audit_report import Profile, audit_report
from audits.reports.snapshot import questions_of, signed_content
from safeguarding.access.permissions import P
from safeguarding.access.roles import ROLES, Role
from safeguarding.actions.events import record_event
from safeguarding.actions.notifying import notify, people_who
from safeguarding.models import Membership, NoticeKind, User
from safeguarding.refusals import Refused

Kind, Side, State = ReviewStep.Kind, ReviewStep.Side, Audit.State
PERMISSION_OF = {Side.GOVERNORS: P.AUDIT_REVIEW, Side.SCHOOL: P.AUDIT_SIGN}
SIGNED_FOR = (Profile.GOVERNORS, Profile.FULL)
CHANGED = "Something changed since you opened this page. Read it again, then sign."


def why_not_reviewer(audit: Audit, person: User) -> str:
    """Why this person cannot review the audit, or nothing: whoever led it or answered in it is its author."""
    if audit.lead_author_id == person.pk:
        return "You led this audit, so somebody else reviews it."
    if ResponseRevision.objects.filter(response__audit=audit, by=person).exists():
        return "You answered in this audit, so somebody else reviews it."
    return ""


def unsettled_questions(audit: Audit) -> list:
    """Questions without a reply, which stand before the signature of the governors."""
    return [question for question in questions_of(audit, audit.revision) if not question.replies.all()]


@transaction.atomic
def return_audit(audit: Audit, *, reason: str, by: User, request_key: uuid.UUID) -> Audit:
    """Send the audit back to the school with a reason, as its next revision.

    Refused: without a reason, by its author, and an audit that is not under review.
    """
    audit = _held(audit)
    if _again(audit, Kind.RETURNED, by, request_key):
        return audit
    if audit.state not in (State.SUBMITTED, State.REVIEWED):
        raise Refused(f"This audit is {audit.get_state_display().lower()}, so it cannot be returned.")
    _refuse_author(audit, by)
    _step(audit, Kind.RETURNED, Side.GOVERNORS, by=by, words=reason, request_key=request_key, ask="Say why.")
    return _reopen(audit, "audit returned", by)


@transaction.atomic
def sign_for_governors(
    audit: Audit, *, statement: str, by: User, request_key: uuid.UUID, seen: str = ""
) -> Audit:
    """Review the audit and sign it for the governors. ``seen`` is the content that the person was shown.

    Refused: its author, a question without a reply, no statement, other content than was seen, and an audit that
    is not under review.
    """
    audit = _held(audit)
    if _again(audit, Kind.SIGNED, by, request_key):
        return audit
    if audit.state != State.SUBMITTED:
        raise Refused(_is(audit))
    _refuse_author(audit, by)
    if open_ := unsettled_questions(audit):
        many = "question has" if len(open_) == 1 else "questions have"
        raise Refused(f"{len(open_)} {many} no reply yet. Ask for one, or take it to the next meeting.")
    _sign(audit, Side.GOVERNORS, statement, by, request_key, seen)
    people, key = people_who(audit.school, P.AUDIT_SIGN), f"sign {audit.revision}"
    notify(NoticeKind.SIGN_OFF, people, school=audit.school, about=audit, key=key, by=by)
    return _move(audit, State.REVIEWED, "audit reviewed", by)


@transaction.atomic
def sign_for_school(
    audit: Audit,
    *,
    statement: str,
    by: User,
    request_key: uuid.UUID,
    today: date,
    seen: str = "",
    reports: tuple[Profile, ...] = SIGNED_FOR,
) -> Audit:
    """Sign a reviewed audit for the school: it is final, and its reports are kept as they stand.

    A report that is not among ``reports`` is made when somebody first reads it. Refused: whoever signed for the
    governors, no statement, other content than was seen or reviewed, and an audit that was not reviewed.
    ``PdfFailed`` when a report cannot be made; then nothing is written.
    """
    audit = _held(audit)
    if _again(audit, Kind.SIGNED, by, request_key):
        return audit
    if audit.state != State.REVIEWED:
        raise Refused("The governor signs first." if audit.state == State.SUBMITTED else _is(audit))
    reviewed = audit.steps.get(revision=audit.revision, kind=Kind.SIGNED, side=Side.GOVERNORS)
    if reviewed.by_id == by.pk:
        raise Refused("You signed for the governors. A second person signs for the school.")
    if reviewed.content_hash != signed_content(audit):
        raise Refused(
            "Something changed since the governor signed. Ask for the audit to be returned and reviewed again."
        )
    _sign(audit, Side.SCHOOL, statement, by, request_key, seen)
    audit = _move(audit, State.SIGNED, "audit signed", by)
    for profile in reports:
        keep_signed_report(audit, profile, today=today)
    return audit


def keep_signed_report(audit: Audit, profile: Profile, *, today: date) -> SignedReport:
    """The report of a signed audit as it was signed, made now where it is not there yet.

    ``PdfFailed`` when it cannot be made. Refused: an audit that is not signed.
    """
    if audit.state != State.SIGNED:
        raise Refused("Only a signed audit has a signed report.")
    key = {"audit": audit, "revision": audit.revision, "profile": profile.value}
    if kept := SignedReport.objects.filter(**key).first():
        return kept
    report = audit_report(audit, today=today, profile=profile)
    made = {"school": audit.school, "kept": keep_report(audit, report), "report_hash": report.check}
    return SignedReport.objects.get_or_create(**key, defaults=made)[0]


@transaction.atomic
def print_signed_report(audit: Audit, revision: int, profile: Profile, *, by: User) -> bytes:
    """The PDF of a revision as it was signed. Writes an event, and the report where nobody has read it before.

    Refused: a revision that was not signed. ``PdfFailed`` when it cannot be made; then nothing is written.
    """
    own = {"audit": audit, "revision": revision, "profile": profile.value}
    kept = SignedReport.objects.filter(**own).select_related("kept").first()
    if kept is None and revision == audit.revision:
        kept = keep_signed_report(audit, profile, today=timezone.localdate())
    if kept is None:
        raise Refused("This revision was not signed, so it has no signed report.")
    record_event(
        "signed report opened", by=by, school=audit.school, about=audit, profile=profile.value, revision=revision,
        check=kept.report_hash[:16],
    )  # fmt: skip
    return bytes(kept.kept.pdf)


@transaction.atomic
def ask_to_reopen(audit: Audit, *, side: str, reason: str, by: User, request_key: uuid.UUID) -> Audit:
    """Say that a signed audit should be opened again. The second side's word opens it, as the next revision.

    What was signed stays, with its reports. Refused: without a reason, a side that said so already, one person for
    both sides, and an audit not signed.
    """
    audit = _held(audit)
    if _again(audit, Kind.REOPENED, by, request_key):
        return audit
    if audit.state != State.SIGNED:
        raise Refused("Only a signed audit is opened again.")
    said = audit.steps.filter(revision=audit.revision, kind=Kind.REOPENED)
    if said.filter(by=by).exists():
        raise Refused("You said so already. A second person confirms it.")
    _step(audit, Kind.REOPENED, Side(side), by=by, words=reason, request_key=request_key, ask="Say why.")
    if said.count() < 2:
        record_event("reopening asked", by=by, school=audit.school, about=audit, revision=audit.revision)
        return audit
    _keep_signed_reports(audit)
    return _reopen(audit, "audit reopened", by)


@transaction.atomic
def withdraw_audit(audit: Audit, *, reason: str, by: User, request_key: uuid.UUID) -> Audit:
    """Withdraw an audit; it stays on record. Refused: without a reason, and one that was withdrawn."""
    audit = _held(audit)
    if _again(audit, Kind.WITHDRAWN, by, request_key):
        return audit
    if not audit.can_move_to(State.WITHDRAWN):
        raise Refused(_is(audit))
    _keep_signed_reports(audit)
    _step(audit, Kind.WITHDRAWN, Side.SCHOOL, by=by, words=reason, request_key=request_key, ask="Say why.")
    return _move(audit, State.WITHDRAWN, "audit withdrawn", by)


def _keep_signed_reports(audit: Audit) -> None:
    """Before a signed audit moves on: a report that nobody has read yet could not be made afterwards."""
    if audit.state == State.SIGNED:
        for profile in SIGNED_FOR:
            keep_signed_report(audit, profile, today=timezone.localdate())


def _held(audit: Audit) -> Audit:
    rows = Audit.objects.select_for_update(of=("self",)).select_related("school", "edition")
    return rows.get(pk=audit.pk)


def _again(audit: Audit, kind: str, by: User, request_key: uuid.UUID) -> bool:
    return audit.steps.filter(request_key=request_key, kind=kind, by=by).exists()


def _is(audit: Audit) -> str:
    return f"This audit is {audit.get_state_display().lower()} already."


def _refuse_author(audit: Audit, by: User) -> None:
    if why := why_not_reviewer(audit, by):
        raise Refused(why)


def _sign(audit: Audit, side: str, statement: str, by: User, request_key: uuid.UUID, seen: str) -> None:
    keep_submission(audit, by=audit.submitted_by)  # one that was sent before submissions were kept
    content = signed_content(audit)
    if seen and seen != content:
        raise Refused(CHANGED)
    _step(
        audit, Kind.SIGNED, side, by=by, words=statement, request_key=request_key, content_hash=content,
        ask="Write what you sign.",
    )  # fmt: skip


def _step(audit, kind, side, *, by, words, request_key, ask, content_hash="") -> ReviewStep:
    if not words.strip():
        raise Refused(ask)
    try:
        return ReviewStep.objects.create_once(
            request_key, school=audit.school, audit=audit, revision=audit.revision, kind=kind, side=side, by=by,
            by_name=by.name, role=role_in_words(by, audit, PERMISSION_OF[side]), words=words.strip(),
            content_hash=content_hash,
        )[0]  # fmt: skip
    except IntegrityError:
        raise Refused("That was said already. Load the page again to see by whom.") from None


def role_in_words(person: User, audit: Audit, permission: P) -> str:
    """In which role somebody speaks: the first of their roles in the school that allows it."""
    held = set(Membership.objects.filter(user=person, school=audit.school).values_list("role", flat=True))
    return next((role.label for role in Role if role in held and permission in ROLES[role]), "")


def _reopen(audit: Audit, verb: str, by: User) -> Audit:
    audit.submitted_at = audit.submitted_by = None
    audit.revision += 1
    return _move(audit, State.DRAFT, verb, by, "revision", "submitted_at", "submitted_by")


def _move(audit: Audit, state: str, verb: str, by: User, *fields: str) -> Audit:
    audit.state = state
    audit.version += 1
    audit.save(update_fields=["state", "version", *fields])
    record_event(verb, by=by, school=audit.school, about=audit, revision=audit.revision)
    return audit
