"""One concern: its page, its files and who has looked."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from concerns.delay import delays_of
from concerns.models import Attachment, Concern, Standing
from concerns.reports.concern_page import OPENED, concern_report, looks_of
from concerns.reports.today import new_in
from concerns.reports.views_asked import made_views, terms_in
from concerns.views.door import concern_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.uploads import KINDS

# Which form settles what the gate misses.
SETTLED_BY = {
    "decision": "decision",
    "outcome": "outcome",
    "feedback": "feedback",
    "justification": "justification",
}
MISSING_WORDS = {
    "triage": "Choose a category for each child",
    "decision": "Record a decision with its reason",
    "actions": "Close {}",
    "outcome": "Say what came of it",
    "feedback": "Tell {} what you can, or say why not",
    "justification": "Say why this was enough, and whether a risk assessment is needed",
}
DONE_WORDS = {
    "triage": "One category for each child",
    "decision": "A reason for each decision",
    "actions": "No open action",
    "outcome": "What came of it",
    "feedback": "Feedback to the reporter",
    "justification": "Why this was enough, and the risk assessment",
    "others": "Every referral and challenge settled",
}


@concern_page(P.CONCERN_VIEW)
def concern(request, concern):
    """The whole concern. Opening it leaves a mark. ``?order=oldest`` turns it round, ``?all=1`` shows every step."""
    page = concern_report(
        concern,
        reader=request.user,
        oldest_first=request.GET.get("order") == "oldest",
        shown=None if request.GET.get("all") == "1" else 20,
    )
    record_event(OPENED, by=request.user, school=concern.school, about=concern)
    standing = concern.standing
    may_write = request.user.holdings.may(P.CONCERN_MANAGE, concern.school_id)
    context = {
        "school": concern.school,
        "concern": concern,
        "standing": standing,
        "it": page,
        "oldest_first": request.GET.get("order") == "oldest",
        "may_write": may_write and standing.state != Standing.State.IN_ERROR,
        "may_work": may_write and standing.is_live,
        "may_triage": may_write and standing.state == Standing.State.SUBMITTED,
        "may_open_shields": request.user.holdings.may(P.CHILD_VIEW, concern.school_id),
        "may_reopen": may_write and standing.state == Standing.State.RESOLVED,
        "moves": _moves(concern) if may_write else [],
        **(_asked_of(request, concern, page) if may_write else {}),
        "missing": [_missing(concern, each, page.agencies) for each in page.missing],
        "done": [DONE_WORDS[each.key] for each in page.done],
    }
    return render(request, "pages/concerns/concern.html", context)


def _asked_of(request, concern: Concern, page) -> dict:
    """What this concern makes the record ask: about its children, each with the child, and why it took so long."""
    today = timezone.localdate()
    request.new_reports = new_in(page.rows)  # for the navigation, which would ask again
    found = made_views(page.rows, concern.school, today)
    asked = [
        (each.pupil, question)
        for each in found.values()
        for question in each.questions
        if concern.public_id in question.concerns
    ]
    in_error = concern.standing.state == Standing.State.IN_ERROR
    delays = (
        () if in_error else delays_of(page.course, terms=terms_in(page.rows, concern.school), today=today)
    )
    return {"views_asked": asked, "delays": delays}


def _missing(concern: Concern, wanted, agencies=()) -> dict:
    if wanted.key == "others":
        return _missing_of_others(concern, wanted, agencies)
    text = MISSING_WORDS[wanted.key].format(wanted.text if wanted.key == "actions" else concern.reporter_name)
    return {"text": text, "url": _settle_url(concern, wanted.key)}


def _missing_of_others(concern: Concern, wanted, agencies) -> dict:
    """A referral or a challenge that waits: where to, and how late it is."""
    row = wanted.about
    late = next((line.tag for line in agencies if line.public_id == row.public_id and line.is_late), "")
    url = reverse(f"concerns:{row._meta.model_name}", args=[concern.school.slug, row.public_id])
    return {"text": wanted.text[:1].upper() + wanted.text[1:], "url": url, "note": late}


def _settle_url(concern: Concern, key: str) -> str:
    own = [concern.school.slug, concern.public_id]
    if key == "triage":
        return reverse("concerns:triage", args=own)
    if key == "actions":
        return "#actions"
    return reverse("concerns:entry", args=[*own, SETTLED_BY[key]])


def _moves(concern: Concern) -> list[tuple[str, str]]:
    """Moves that the person may make now: a name for the address and words for the link."""
    standing, state = concern.standing, Standing.State
    offered = [
        ("open", "Open it", standing.can_move_to(state.OPEN) and standing.is_live),
        ("monitor", "Monitor it", standing.can_move_to(state.MONITORING)),
        ("level", "Change the level", standing.is_live and standing.state != state.SUBMITTED),
        ("owner", "Hand over", standing.is_live),
        ("error", "Entered in error", standing.can_move_to(state.IN_ERROR)),
    ]
    return [(key, words) for key, words, may in offered if may]


@concern_page(P.CONCERN_VIEW)
def looked(request, concern):
    """Everybody who has opened this concern, newest first."""
    context = {"school": concern.school, "concern": concern, "looks": looks_of(concern)[:500]}
    return render(request, "pages/concerns/looked.html", context)


@concern_page(P.CONCERN_VIEW)
def attachment(request, concern, attachment):
    """The bytes of a file, always as a download, and never as a page of ours."""
    row = get_object_or_404(Attachment, concern=concern, public_id=attachment)
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        messages.error(request, "This file is not where it was kept. Tell whoever looks after Golden Thread.")
        return redirect("concerns:concern", concern.school.slug, concern.public_id)
    record_event("file downloaded", by=request.user, school=concern.school, about=concern, file=row.public_id)
    return FileResponse(
        content,
        as_attachment=True,
        filename=row.file_name,
        content_type=KINDS[row.file_type].content_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
