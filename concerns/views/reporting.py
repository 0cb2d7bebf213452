"""Reporting a concern: three steps at most, a check, and a receipt. Every post keeps the words in a draft first."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from concerns.actions.drafting import add_file, drop_draft, remove_file, send_draft
from concerns.child_search import find_children
from concerns.draft_answers import ACCOUNT, WHO, as_typed, can_be_kept, children_after, in_todays_words
from concerns.draft_children import authority_to_tell, children_of, with_authority, year_and_form
from concerns.forms.drafted import Drafted
from concerns.forms.reporting import AccountForm, WhoForm
from concerns.models import Concern, Part, Pupil, ReportDraft
from concerns.reports.report_check import check_of
from concerns.views.draft_door import draft_page
from concerns.views.draft_steps import (
    TOO_LONG,
    frame_of,
    is_background,
    keep,
    not_kept,
    saved,
    seen_version,
    step_url,
    to_home,
)
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused
from safeguarding.reports.who_to_call import leads_of, who_to_call
from safeguarding.views.kept_words import words_again


@school_page(P.CONCERN_REPORT)
def report(request, school):
    """The first step of a new report; the first post makes a draft of it."""
    return _who(request, school, None)


@draft_page
def report_who(request, draft):
    """The first step of a draft: who, when and where."""
    return _who(request, draft.school, draft)


def _who(request, school, draft):
    post = request.POST if request.method == "POST" else words_again(request)
    if post is None:
        return _show_who(request, school, draft, draft.answers if draft else {})
    answers = _posted_who(request, school, draft, post)
    if request.method != "POST":  # words that came back after signing in again
        return _show_who(request, school, draft, (draft.answers if draft else {}) | answers)
    if not can_be_kept(as_typed(post, [*WHO, "described"])):
        return not_kept(request) or _show_who(request, school, draft, answers, fault=TOO_LONG)
    kept = keep(request, school, draft, answers)
    if is_background(request):
        return saved(request, kept, "who")
    if "continue" not in post:
        return to_home(request) if "later" in post else redirect(step_url("who", kept) + "#children")
    form = WhoForm(answers, leads=_leads(request, school), children=children_of(answers, school))
    return (
        redirect(step_url("account", kept))
        if form.is_valid()
        else _show_who(request, school, kept, answers, form)
    )


def _posted_who(request, school, draft, post) -> dict:
    before = draft.answers if draft else {}
    chosen = Pupil.objects.filter(school=school).findable_by(request.user)
    found = (
        [row.public_id for row in chosen.filter(public_id__in=post.getlist("add"))] if "add" in post else []
    )
    typed = as_typed(post, WHO)
    if found:
        typed["find"] = ""
    return typed | {"children": children_after(before, post, found)}


def _show_who(request, school, draft, answers, form=None, fault=""):
    answers = in_todays_words(answers, timezone.localdate())
    children = children_of(answers, school)
    calls = who_to_call(school, [child.lives_in for child in children])
    leads = _others(request, calls.leads)
    if form is None and "missing" in request.GET:
        form = WhoForm(answers, leads=leads, children=children)
    form = form or WhoForm(initial=answers, leads=leads)
    if fault:
        messages.error(request, fault)
    words = answers.get("find", "")
    context = frame_of(request, school, draft) | {
        "form": form,
        "calls": calls,
        "children": children,
        "parts": Part.choices,
        "find": words,
        "matches": _matches(request, school, words, children) if draft else (),
        "other_drafts": _other_drafts(request, school, draft),
    }
    return render(request, "pages/concerns/report_who.html", context)


def _matches(request, school, words, children=()) -> list:
    taken = {child.key for child in children}
    on_roll = Pupil.objects.filter(school=school).findable_by(request.user)
    found = (pupil for pupil in find_children(on_roll, words) if pupil.public_id not in taken)
    return [(pupil, year_and_form(pupil)) for pupil in found]


def _others(request, leads) -> tuple:
    return tuple(lead for lead in leads if lead.public_id != request.user.public_id)


def _leads(request, school) -> tuple:
    return _others(request, leads_of(school))


def _other_drafts(request, school, draft) -> list:
    rows = ReportDraft.objects.filter(school=school, author=request.user)
    return list(rows.exclude(pk=draft.pk) if draft else rows)


@require_POST
@school_page(P.CONCERN_REPORT)
def find_child(request, school):
    """Names as one types, for the list under the box. A post, so that no name stands in an address."""
    context = {"matches": _matches(request, school, request.POST.get("find", ""))}
    return render(request, "partials/concerns/child_options.html", context)


@draft_page
def report_account(request, draft):
    """The second step: what was seen and heard, and files."""
    post = request.POST if request.method == "POST" else words_again(request)
    if post is None:
        return _show_account(request, draft, draft.answers)
    answers = as_typed(post, ACCOUNT)
    if request.method != "POST":
        return _show_account(request, draft, draft.answers | answers)
    if not can_be_kept(answers):
        return not_kept(request) or _show_account(request, draft, draft.answers | answers, fault=TOO_LONG)
    kept = keep(request, draft.school, draft, answers)
    if is_background(request):
        return saved(request, kept, "account")
    form = AccountForm(answers, {"files": request.FILES.getlist("files")})
    fine = form.is_valid()
    kept = _with_files(request, kept, form)
    if "continue" not in post and not form.errors.get("files"):
        return to_home(request) if "later" in post else redirect(step_url("account", kept) + "#files")
    if not fine:
        return _show_account(request, kept, kept.answers, form)
    return redirect(step_url("marks" if form.cleaned_data["injury"] else "check", kept))


def _with_files(request, draft, form) -> ReportDraft:
    """The draft with the files that passed, and without the one to be taken away."""
    school = draft.school
    if "remove_file" in request.POST:
        draft = remove_file(draft, request.POST["remove_file"], by=request.user)
    try:
        for file in getattr(form.fields["files"], "checked", []):
            draft = add_file(draft, file, by=request.user)
    except Refused as refusal:
        form.add_error("files", str(refusal))
    draft.school = school
    return draft


def _show_account(request, draft, answers, form=None, fault=""):
    if fault:
        messages.error(request, fault)
    context = frame_of(request, draft.school, draft) | {
        "form": form or (AccountForm(answers) if "missing" in request.GET else AccountForm(initial=answers)),
        "children": children_of(answers, draft.school),
        "files": draft.answers.get("files", []),
    }
    return render(request, "pages/concerns/report_account.html", context)


@draft_page
def report_check(request, draft):
    """All of it once more, with advice; Send seals it."""
    drafted = Drafted(draft, draft.school, _leads(request, draft.school))
    if gap := drafted.first_gap:
        messages.warning(request, "Something is missing. Fill it in, then check and send.")
        return redirect(step_url(gap, draft) + "?missing=1")
    if request.method == "POST":
        return _send(request, draft, drafted)
    return _show_check(request, draft, drafted)


def _send(request, draft, drafted):
    draft.version = seen_version(request)
    try:
        concern = send_draft(draft, drafted.sealed, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(request.path)
    return redirect("concerns:receipt", draft.school.slug, concern.public_id)


def _show_check(request, draft, drafted):
    files = draft.answers.get("files", [])
    context = frame_of(request, draft.school, draft) | {
        "check": check_of(drafted.sealed, drafted.children, files),
        "urgent": drafted.sealed.urgent,
        "adult": drafted.account.cleaned_data["adult"],
        "calls": who_to_call(draft.school, [child.lives_in for child in drafted.children]),
    }
    return render(request, "pages/concerns/report_check.html", context)


@draft_page
def report_delete(request, draft):
    """Say what deleting a draft does, and do it."""
    if request.method == "POST":
        drop_draft(draft, by=request.user)
        messages.success(request, "Draft deleted.")
        return redirect("concerns:my_reports", draft.school.slug)
    context = {"school": draft.school, "draft": draft}
    return render(request, "pages/concerns/report_delete.html", context)


@school_page(P.CONCERN_REPORT)
def receipt(request, school, concern):
    """The reference, and what happens next. It holds no word about a child, so its reporter may always see it."""
    rows = Concern.objects.filter(school=school, reporter=request.user)
    sent = get_object_or_404(rows, public_id=concern)
    calls = who_to_call(school, _living(sent))
    return render(request, "pages/concerns/receipt.html", {"school": school, "concern": sent, "calls": calls})


def _living(concern) -> list[tuple]:
    """The authorities of the children, without a name: a receipt is read over a shoulder."""
    children = concern.reported_children.values_list("pupil", flat=True)
    pupils = with_authority(Pupil.objects.filter(pk__in=[pk for pk in children if pk]))
    told = [("", authority_to_tell(pupil)) for pupil in pupils]
    return [*told, ("", None)] if None in children else told
