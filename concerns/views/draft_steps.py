"""What the steps of a report share: the frame of their pages, and how a post is kept before it is judged."""

import uuid

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from concerns.actions.drafting import save_draft, start_draft
from concerns.draft_children import children_of
from concerns.models import Part, ReportDraft
from safeguarding.models.identity import new_public_id
from safeguarding.reports.who_to_call import who_to_call
from safeguarding.views.kept_words import stamp_of

TOO_LONG = "We cannot keep these words as they are. Make the longest text shorter, and try again."


def step_url(name: str, draft: ReportDraft) -> str:
    return reverse(f"concerns:report_{name}", args=[draft.school.slug, draft.public_id])


def frame_of(request, school, draft) -> dict:
    """What every step's page needs."""
    return {
        "school": school,
        "draft": draft,
        "version": draft.version if draft else 0,
        "window": new_public_id(),
        "request_key": uuid.uuid4(),
        "written_by": stamp_of(request.user),
    }


def keep(request, school, draft, answers) -> ReportDraft:
    """Put the words into the draft, or into a new one; another window's words stay beside them."""
    window = request.POST.get("window", "")[:12]
    if draft is None:
        return start_draft(school, answers, by=request.user, request_key=_key(request), window=window)
    kept = save_draft(draft, answers, by=request.user, seen_version=seen_version(request), window=window)
    kept.draft.school = school
    if kept.apart:
        messages.warning(
            request,
            "This draft was changed in another window. What you typed here is now a draft of its own.",
        )
    return kept.draft


def _key(request) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("request_key", ""))
    except ValueError:
        return uuid.uuid4()


def seen_version(request) -> int:
    seen = request.POST.get("version", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else 0


def is_background(request) -> bool:
    return request.headers.get("HX-Request") == "true"


def not_kept(request):
    return JsonResponse({"error": TOO_LONG}, status=422) if is_background(request) else None


def saved(request, draft, step):
    """The answer to a save in the background: where the draft is now, its children and whom to call about them."""
    said = {
        "version": draft.version,
        "saved": f"{timezone.localtime(draft.saved_at):%H:%M}",
        "action": step_url(step, draft),
    }
    if step == "who":
        children = children_of(draft.answers, draft.school)
        context = {"children": children, "parts": Part.choices}
        said["children"] = render_to_string("partials/concerns/report_children.html", context)
        if {"add", "remove"} & request.POST.keys():
            calls = who_to_call(draft.school, [child.lives_in for child in children])
            said["danger"] = render_to_string("partials/concerns/danger.html", {"calls": calls, "named": 1})
    return JsonResponse(said)


def to_home(request):
    messages.success(request, "Draft kept. Only you can see it.")
    return redirect("home")
