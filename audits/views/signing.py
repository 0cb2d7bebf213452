"""Signing for the school, opening a signed audit again, withdrawing one."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from audits.actions.signing import ask_to_reopen, sign_for_school, withdraw_audit
from audits.forms.reviewing import ReasonForm
from audits.models import Audit, ReviewStep
from audits.reports.review import read_review
from audits.views.door import audit_page
from audits.views.reviewing import sign_form, signed_here
from audits.views.steps import is_readable, is_taken, not_sent, step_form, step_page
from safeguarding.access.permissions import P

State, Side = Audit.State, ReviewStep.Side
SCHOOL_HINT = "For example: This is a true picture of our school, and the action plan is our plan."
REOPEN_HINT = "Say what has to change. It is printed with the next revision. Do not name a child."
WITHDRAW_HINT = "For example: it was started on the wrong form. Do not name a child."


@audit_page(P.AUDIT_SIGN)
def sign(request, audit):
    """Say what will happen, ask for the words, sign for the school, and make the final report."""
    if request.method != "POST" and audit.state != State.REVIEWED:
        return redirect(audit)
    form = sign_form(request, audit, hint=SCHOOL_HINT, submit="Sign for the school")
    today = timezone.localdate()
    if is_taken(request, form, lambda **words: sign_for_school(audit, today=today, **words)):
        messages.success(request, "The audit is signed by two people, and locked. Its final report is ready.")
        return redirect(audit)
    return step_page(request, "sign", audit, form, **signed_here(audit, form))


@audit_page(P.AUDIT_SIGN)
def reopen(request, audit):
    """For the school: ask to open a signed audit again, or agree."""
    return _reopen(request, audit, Side.SCHOOL)


@audit_page(P.AUDIT_REVIEW, among="visible_to")
def reopen_for_governors(request, audit):
    """For the governors: the same."""
    return _reopen(request, audit, Side.GOVERNORS)


def _reopen(request, audit, side: str):
    if not is_readable(request, audit):
        return not_sent(request, audit)
    if request.method != "POST" and not audit.is_final:
        return redirect(_home_of(audit, side))
    form = step_form(request, ReasonForm, hint=REOPEN_HINT, submit="Go on")
    asked = read_review(audit).reopenings
    theirs = next((step for step in asked if step.side != side), None)
    form.SUBMIT = "Open the audit again" if theirs else "Ask to open it again"
    if is_taken(request, form, lambda **words: ask_to_reopen(audit, side=side, **words)):
        messages.success(request, _reopened(theirs, side))
        return redirect(_home_of(audit, side))
    ours = next((step for step in asked if step.side == side), None)
    where = {"side": side, "back_url": _home_of(audit, side)}
    return step_page(request, "reopen", audit, form, theirs=theirs, ours=ours, **where)


def _reopened(theirs, side: str) -> str:
    if theirs:
        return "The audit is open again as its next revision. What was signed stays."
    other = "a governor" if side == Side.SCHOOL else "the headteacher or the lead"
    return f"Your reason is kept. The audit opens when {other} agrees."


def _home_of(audit, side: str) -> str:
    """Where that side reads the audit."""
    return audit.get_absolute_url() + ("summary/" if side == Side.GOVERNORS else "")


@audit_page(P.AUDIT_WITHDRAW)
def withdraw(request, audit):
    """Take the audit out of use with a reason; it stays on record."""
    if request.method != "POST" and not audit.can_move_to(State.WITHDRAWN):
        return redirect(audit)
    form = step_form(request, ReasonForm, hint=WITHDRAW_HINT, submit="Withdraw the audit")
    if is_taken(request, form, lambda **words: withdraw_audit(audit, **words)):
        messages.success(request, "The audit is withdrawn. It stays on record.")
        return redirect(audit)
    return step_page(request, "withdraw", audit, form)
