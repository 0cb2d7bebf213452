"""The review of an audit: answering a question, signing for the governors, returning it to the school."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from audits.actions.reviewing import reply_to
from audits.actions.signing import return_audit, sign_for_governors, why_not_reviewer
from audits.forms.reviewing import NextMeetingForm, ReasonForm, ReplyForm, SignForm
from audits.models import Audit, Reply
from audits.reports.audit_report import Profile, audit_report
from audits.reports.snapshot import signed_content
from audits.reports.wording import check_in_words
from audits.views.door import audit_page
from audits.views.gates import governors_gate
from audits.views.steps import is_readable, is_taken, not_sent, step_form, step_page
from safeguarding import pdf_cage
from safeguarding.access.permissions import P

State = Audit.State
GOVERNORS_HINT = (
    "For example: I read every red and amber item, and I asked pupils about two of them on my visit."
)
RETURN_HINT = "The school reads it. Say what has to change, and do not name a child."


@audit_page(P.AUDIT_READ, among="visible_to")
def question(request, audit, question):
    """One question with what the audit says there; the school replies, a governor may put it off."""
    found = get_object_or_404(audit.questions, public_id=question)
    if not is_readable(request, audit):
        return not_sent(request, audit)
    form = _reply_form(request, audit)
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form and is_taken(request, form, lambda **words: reply_to(found, **_kind(form), **words)):
        messages.success(request, _done(form))
        return redirect(_talk(audit))
    return step_page(request, "question", audit, form, **_question_context(audit, found, form))


def _reply_form(request, audit):
    may = request.user.holdings.may
    if may(P.AUDIT_ANSWER, audit.school_id):
        return step_form(request, ReplyForm)
    return step_form(request, NextMeetingForm) if may(P.AUDIT_REVIEW, audit.school_id) else None


def _kind(form) -> dict:
    return {"kind": Reply.Kind.NEXT_MEETING} if isinstance(form, NextMeetingForm) else {}


def _done(form) -> str:
    kind = _kind(form).get("kind") or form.cleaned_data["kind"]
    return "Reply sent." if kind == Reply.Kind.REPLY else "The question goes to the next meeting."


def _talk(audit) -> str:
    return reverse("audits:summary", args=[audit.school.slug, audit.public_id]) + "#talk"


def _question_context(audit, found, form) -> dict:
    report = audit_report(audit, today=timezone.localdate(), profile=Profile.GOVERNORS)
    lines = (*report.review.questions, *report.review.earlier_questions)
    line = next(line for line in lines if line.key == found.public_id)
    open_ = audit.state == State.SUBMITTED and found.revision == audit.revision
    return {
        "line": line,
        "card": next((card for card in report.cards if card.key == line.item_key), None),
        "report": report,
        "shows_form": form is not None and (open_ or form.is_bound),
        "open": open_,
        "went_back": found.revision < audit.revision,
    }


@audit_page(P.AUDIT_REVIEW, among="visible_to")
def review(request, audit):
    """Say what is signed, ask for the words, and sign for the governors."""
    if not is_readable(request, audit):
        return not_sent(request, audit)
    if request.method != "POST" and audit.state != State.SUBMITTED:
        return redirect("audits:summary", audit.school.slug, audit.public_id)
    form = sign_form(request, audit, hint=GOVERNORS_HINT, submit="Sign for the governors")
    if is_taken(request, form, lambda **words: sign_for_governors(audit, **words)):
        messages.success(request, "You signed for the governors. The school signs next.")
        return redirect("audits:summary", audit.school.slug, audit.public_id)
    shown = signed_here(audit, form)
    summary = reverse("audits:summary", args=[audit.school.slug, audit.public_id])
    gate = governors_gate(shown["report"], why_not_reviewer(audit, request.user), page=summary)
    return step_page(request, "review", audit, form, gate=gate, **shown)


def sign_form(request, audit, **words) -> SignForm:
    return step_form(request, SignForm, initial={"seen": signed_content(audit)}, **words)


def signed_here(audit, form: SignForm) -> dict:
    """What a page shows before somebody signs: exactly this, and the check that names it."""
    pdf_cage.warm()
    content = signed_content(audit)
    if form.errors:
        form.show_again(content)
    return {
        "report": audit_report(audit, today=timezone.localdate(), profile=Profile.GOVERNORS),
        "check": check_in_words(content, groups=4),
    }


@audit_page(P.AUDIT_REVIEW, among="visible_to")
def return_(request, audit):
    """Send the audit back to the school with a reason."""
    if not is_readable(request, audit):
        return not_sent(request, audit)
    if request.method != "POST" and audit.state not in (State.SUBMITTED, State.REVIEWED):
        return redirect("audits:summary", audit.school.slug, audit.public_id)
    form = step_form(request, ReasonForm, hint=RETURN_HINT, submit="Return it to the school")
    if is_taken(request, form, lambda **words: return_audit(audit, **words)):
        messages.success(request, "The audit went back to the school with your reason.")
        return redirect("audits:summary", audit.school.slug, audit.public_id)
    return step_page(request, "return", audit, form, why_not=why_not_reviewer(audit, request.user))
