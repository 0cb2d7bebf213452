"""The door of a draft: its author, in a school where they report. One that is gone says what became of it."""

import uuid
from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from concerns.actions.drafting import start_draft
from concerns.draft_answers import ACCOUNT, MARK, WHO, as_typed, can_be_kept, with_mark
from concerns.models import Concern, ReportDraft
from concerns.views.draft_steps import is_background, saved, step_url
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.models import Event
from safeguarding.views.kept_words import take_kept_words

GONE = {
    "draft sent": "it was sent",
    "draft deleted": "you deleted it",
    "draft expired": "nobody touched it for 14 days, so it was removed",
}
STEPS = {"report_who": WHO, "report_account": ACCOUNT, "report_marks": MARK}
# What somebody types, unlike what a form carries along anyway.
TYPED = {
    *("find", "day", "when_words", "where_words", "told_whom"),
    *("seen_heard", "own_words", "opinion", "done_at_once"),
    *("size", "colour", "note"),
}


def draft_page(view):
    """Guard a view under ``/s/<school>/report/<draft>/``; anybody else's draft is 404."""

    @school_page(P.CONCERN_REPORT)
    @wraps(view)
    def door(request, school, draft, **parts):
        rows = ReportDraft.objects.filter(school=school, author=request.user)
        found = rows.filter(public_id=draft).first()
        if found is None:
            return _gone(request, school, draft)
        found.school = school
        return view(request, found, **parts)

    return door


def _gone(request, school, public_id):
    """Send was pressed twice: to the receipt. Words typed into a draft that is gone become a draft of their own."""
    if sent := _sent(request, school):
        return redirect("concerns:receipt", school.slug, sent.public_id)
    event = _what_became(request, school, public_id)
    if event is None:
        raise Http404
    post = request.POST if request.method == "POST" else take_kept_words(request)
    if post and (answer := _kept_apart(request, school, post, GONE[event.verb])):
        return answer
    context = {"school": school, "why": GONE[event.verb], "sent": event.detail.get("concern", "")}
    return render(request, "pages/concerns/report_gone.html", context, status=410)


def _sent(request, school) -> Concern | None:
    try:
        key = uuid.UUID(request.POST.get("request_key", ""))
    except ValueError:
        return None
    return Concern.objects.filter(school=school, reporter=request.user, request_key=key).first()


def _what_became(request, school, public_id) -> Event | None:
    """The end of one's own draft. Of anybody else's there is nothing to say."""
    ends = Event.objects.filter(subject=public_id, subject_type="reportdraft", school_id=school.pk)
    own = ends.filter(actor_id=request.user.pk) | ends.filter(detail__author=request.user.pk)
    return own.filter(verb__in=GONE).first()


def _kept_apart(request, school, post, why):
    """A new draft with the words, and the way to it; None where nothing was typed."""
    step = request.resolver_match.url_name
    words = as_typed(post, STEPS.get(step, ()))
    if not any(words[name].strip() for name in TYPED & words.keys()) or not can_be_kept(words):
        return None
    answers = words
    if step == "report_marks":
        answers = {"injury": "on", "marks": with_mark([], **words)[0]}
    draft = start_draft(school, answers, by=request.user, request_key=uuid.uuid4())
    draft.school = school
    name = step.removeprefix("report_")
    if is_background(request):
        return saved(request, draft, name)
    messages.warning(request, f"The draft that you had open is gone: {why}. Your words are in a new draft.")
    return redirect(step_url(name, draft))
