"""The summary of an audit: one reading before a meeting, and the box to ask or to comment."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from audits.actions.reviewing import ask_question, comment_on
from audits.actions.signing import why_not_reviewer
from audits.forms.reviewing import AboutForm, AskForm, CommentForm
from audits.models import Audit, ReviewStep
from audits.outline import outline_of
from audits.reports.audit_report import audit_report
from audits.reports.suggestions import Suggestion, suggested_questions
from audits.views.door import audit_page
from audits.views.gates import governors_gate
from audits.views.reporting import profile_for
from audits.views.steps import is_readable, is_taken, not_sent
from safeguarding import pdf_cage
from safeguarding.access.permissions import P
from safeguarding.views.kept_words import stamp_of, words_again

Side = ReviewStep.Side
FIRST_SUGGESTIONS = 3


@audit_page(P.AUDIT_READ, among="visible_to")
def summary(request, audit):
    """Read it; a post asks a question, takes over a suggested one, or adds the adviser's comment."""
    if not is_readable(request, audit):
        return not_sent(request, audit)
    form = _form(request, audit)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if "suggest" not in request.POST and is_taken(request, form, _act(audit, form)):
            return _sent(request, audit, form)
    return render(request, "pages/audits/summary.html", _context(request, audit, form))


def _form(request, audit) -> AboutForm | None:
    """The box that the person may write in, if any; ``?item=`` says what it is about."""
    may = request.user.holdings.may
    if may(P.AUDIT_QUESTION, audit.school_id):
        made = AskForm
    elif may(P.AUDIT_COMMENT, audit.school_id) and audit.adviser_id == request.user.pk:
        made = CommentForm
    else:
        return None
    data = request.POST if request.method == "POST" else words_again(request)
    initial = {"item": request.GET.get("item", "")}
    return made(data, items=outline_of(audit.edition).rated, initial=initial)


def _act(audit, form: AboutForm):
    """The action of the form, with the item in place of its key."""
    write = ask_question if isinstance(form, AskForm) else comment_on

    def act(*, item: str, **words):
        return write(audit, item=audit.edition.items.get(key=item) if item else None, **words)

    return act


def _sent(request, audit, form: AboutForm) -> HttpResponse:
    asked = isinstance(form, AskForm)
    messages.success(request, "Question sent." if asked else "Comment added.")
    url = reverse("audits:summary", args=[audit.school.slug, audit.public_id])
    return redirect(f"{url}#{'talk' if asked else 'advice'}")


def _context(request, audit, form: AboutForm | None) -> dict:
    report = audit_report(audit, today=timezone.localdate(), profile=profile_for(request, audit))
    may = lambda permission: request.user.holdings.may(permission, audit.school_id)  # noqa: E731
    under_review = audit.state == Audit.State.SUBMITTED
    asks = isinstance(form, AskForm) and under_review
    suggestions = suggested_questions(audit, report) if asks else ()
    if "suggest" in request.POST and asks:
        form = _taken_over(request, audit, form, suggestions)
    why_not = why_not_reviewer(audit, request.user) if under_review and may(P.AUDIT_REVIEW) else ""
    if under_review:
        pdf_cage.warm()  # who reads it downloads or signs it: by then the engine is ready
    side, agree_url = _side(audit, may)
    return {
        "audit": audit,
        "report": report,
        "form": form if under_review or (form and form.is_bound) else None,
        "comments": isinstance(form, CommentForm),
        "focus": "suggest" in request.POST,
        "suggestions": suggestions[:FIRST_SUGGESTIONS],
        "more_suggestions": suggestions[FIRST_SUGGESTIONS:],
        "gate": governors_gate(report, why_not) if under_review and may(P.AUDIT_REVIEW) else None,
        "may_review": under_review and may(P.AUDIT_REVIEW) and not why_not,
        "may_list": may(P.AUDIT_LIST),
        "may_reply": under_review and may(P.AUDIT_ANSWER),
        "may_put_off": under_review and may(P.AUDIT_REVIEW),
        "may_sign": audit.state == Audit.State.REVIEWED and may(P.AUDIT_SIGN),
        "side": side,
        "agree_url": agree_url,
        "links": _links(audit, report, may, agree_url),
        "written_by": stamp_of(request.user),
    }


def _side(audit, may) -> tuple[str, str]:
    """For whom this person may open a signed audit again, and on which page; both empty where they may not."""
    args = [audit.school.slug, audit.public_id]
    if audit.is_final and may(P.AUDIT_REVIEW):
        return Side.GOVERNORS, reverse("audits:reopen_for_governors", args=args)
    if audit.is_final and may(P.AUDIT_SIGN):
        return Side.SCHOOL, reverse("audits:reopen", args=args)
    return "", ""


def _links(audit, report, may, agree_url: str) -> list[tuple[str, str]]:
    """Other pages of the review, for those who may open them."""
    url = lambda name: reverse(f"audits:{name}", args=[audit.school.slug, audit.public_id])  # noqa: E731
    links = [("What the records say", url("figures"))] if report.beside_items else []
    links += [] if audit.is_final else [("Revisions and signatures", url("revisions"))]  # the notice has it
    if may(P.AUDIT_REVIEW) and audit.state in (Audit.State.SUBMITTED, Audit.State.REVIEWED):
        links.append(("Return it to the school", url("return")))
    if agree_url and not report.review.reopenings:
        links.append(("Ask to open it again", agree_url))
    return links


def _taken_over(request, audit, form: AskForm, suggestions: tuple[Suggestion, ...]) -> AskForm:
    """The box with a suggested question in it, after whatever was typed: nothing that was typed is lost."""
    key, typed = request.POST["suggest"], form.data.get("text", "").strip()
    taken = next((each for each in suggestions if each.item_key == key), None)
    if taken is None:
        return form
    filled = {
        "request_key": form.data.get("request_key") or uuid.uuid4(),
        "item": form.data.get("item", "") if typed else taken.item_key,
        "text": f"{typed}\n{taken.question}" if typed else taken.question,
    }
    return AskForm(items=outline_of(audit.edition).rated, initial=filled)
