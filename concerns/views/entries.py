"""Adding to a concern: choosing what, one form for each kind, corrections, and entries made in error."""

from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from concerns.actions.attaching import attach_to_entry
from concerns.actions.choosing import people_for, seen_with
from concerns.actions.entering import add_entry
from concerns.actions.moving import claim_entry_error, confirm_entry_error
from concerns.actions.planning import about_of, cancel_action, change_action, finish_action, plan_action
from concerns.forms.entries import (
    FORMS,
    ActionForm,
    AgreeForm,
    ChangeActionForm,
    CorrectionForm,
    EndActionForm,
    KindForm,
    WhyForm,
)
from concerns.models import Action, Entry, Standing
from concerns.reports.naming import child_in_words, namer
from concerns.reports.timeline import steps, title_of
from concerns.reports.today import AFTER_A_CHECK
from concerns.views.door import concern_page
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again

STRUCK = "Nothing is rubbed out. When a second person agrees, the entry is struck through and stays readable."

# What has a form of its own, in the file of a child.
BEGUN_AT = {
    "plan": "concerns:concern_plan",
    "referral": "concerns:concern_refer",
    "challenge": "concerns:concern_challenge",
}


@concern_page(P.CONCERN_MANAGE)
def entry_add(request, concern):
    """The page of choices."""
    form = KindForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("concerns:entry", concern.school.slug, concern.public_id, form.cleaned_data["kind"])
    choices = [(key, title, hint) for key, (_, title, hint) in FORMS.items()]
    context = {"school": concern.school, "concern": concern, "form": form, "choices": choices}
    return render(request, "pages/concerns/entry_add.html", context)


@concern_page(P.CONCERN_MANAGE)
def entry(request, concern, kind):
    """The form of one kind."""
    if kind not in FORMS:
        raise Http404
    if kind == "action":
        return _add_action(request, concern)
    if kind in BEGUN_AT:
        return redirect(BEGUN_AT[kind], concern.school.slug, concern.public_id)
    make = FORMS[kind][0]
    form = make(
        request.POST or words_again(request),
        request.FILES or None,
        concern=concern,
        children=_children(request, concern),
    )
    if request.method == "POST" and form.is_valid() and _saved(form, concern, by=request.user):
        messages.success(request, "Saved. It can no longer be changed, only corrected beside it.")
        return _to(concern)
    return _form_page(request, concern, form, form.title)


def _children(request, concern):
    name = namer(request.user, concern.school)
    links = concern.links.filter(pupil__isnull=False).select_related("pupil", "reported").order_by("id")
    return [(link, child_in_words(link, name)) for link in links]


def _saved(form, concern, *, by, **more) -> bool:
    """Write the entry and its file together, or neither."""
    try:
        with transaction.atomic():
            made = add_entry(form.kind, by=by, concern=concern, **form.entry_fields, **more)
            if form.cleaned_data.get("file"):
                attach_to_entry(made, form.cleaned_data["file"], by=by)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _to(concern):
    return redirect("concerns:concern", concern.school.slug, concern.public_id)


def _form_page(request, concern, form, title: str, **more):
    context = {"school": concern.school, "concern": concern, "form": form, "title": title}
    context |= {"written_by": stamp_of(request.user)} | more
    return render(request, "pages/concerns/entry_form.html", context)


def _add_action(request, concern):
    form = ActionForm(
        request.POST or words_again(request), owners=people_for(concern.school, concern=concern)
    )
    if request.method == "POST" and form.is_valid():
        try:
            plan_action(by=request.user, concern=concern, **form.plan)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Action added.")
            return _to(concern)
    return _form_page(request, concern, form, "Add an action")


def _entry_of(concern, entry):
    """An entry that was written by hand; of any other kind there is nothing to correct or to strike."""
    rows = concern.entries.filter(kind__in=Entry.STRIKABLE).select_related("pupil")
    found = get_object_or_404(rows, public_id=entry)
    found.concern = concern
    return found


@concern_page(P.CONCERN_MANAGE)
def entry_correct(request, concern, entry):
    """A correction beside an entry."""
    found = _entry_of(concern, entry)
    form = CorrectionForm(request.POST or words_again(request), request.FILES or None, concern=concern)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(form, concern, by=request.user, corrects=found)
    ):
        messages.success(request, "Correction added.")
        return _to(concern)
    return _form_page(request, concern, form, form.title, about=found, about_title=title_of(found))


@concern_page(P.CONCERN_MANAGE)
def entry_error(request, concern, entry):
    """Say that an entry was made in error; a second person strikes it through."""
    found = _entry_of(concern, entry)
    claim = found.corrections.filter(kind=Entry.Kind.ERROR_CLAIMED).first()
    data = request.POST or words_again(request)
    form = AgreeForm(data) if claim else why_error(data)
    if request.method == "POST" and form.is_valid():
        strike = confirm_entry_error if claim else claim_entry_error
        try:
            strike(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Struck through." if claim else "Noted. A second person confirms it.")
            return _to(concern)
    more = {"about": found, "about_title": title_of(found), "claim": claim, "lead": STRUCK}
    return _form_page(request, concern, form, "Entered in error", **more)


def why_error(data) -> WhyForm:
    """The first person's form, for an entry and for a whole concern."""
    return WhyForm(data, label="What is wrong", ask="Say what was wrong", button="Say so to a second person")


def action_page(view):
    """Guard a view under ``/s/<school>/work/<action>/``; called as ``view(request, action)``."""

    @school_page(P.CONCERN_MANAGE)
    @wraps(view)
    def door(request, school, action):
        rows = Action.objects.filter(school=school).visible_to(request.user)
        found = get_object_or_404(
            rows.select_related(
                "concern__standing",
                "pupil",
                "owner",
                "planned_by",
                "plan__concern",
                "meeting",
                "finding__quality_check",
                "finding__item__concern",
            ),
            public_id=action,
        )
        found.school = school
        if found.concern:
            found.concern.school = school
        return view(request, found)

    return door


@action_page
def action(request, action):
    """One action about a concern or a child: what is planned, what became of it, and done or cancelled with words."""
    form = EndActionForm(request.POST or words_again(request))
    if request.method == "POST" and form.is_valid() and _ended(request, action, form):
        messages.success(request, "Saved.")
        return _to(action.concern) if action.concern else _to_work(action)
    history = action.entries.select_related("action").order_by("recorded_at", "pk")
    context = {
        "school": action.school,
        "action": action,
        "about": _about(request, action),
        "form": form if _is_open(action) else None,
        "history": steps(history, links=(), files=(), name=None, reader=request.user, may_write=False),
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/concerns/action.html", context)


def _ended(request, action, form) -> bool:
    words = form.cleaned_data["words"]
    try:
        if form.cleaned_data["end"] == Action.State.DONE:
            finish_action(action, result=words, by=request.user)
        else:
            cancel_action(action, reason=words, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _is_open(action) -> bool:
    """Whether something can still be done about it: one of a concern that was struck through is left alone."""
    struck = action.concern is not None and action.concern.standing.state == Standing.State.IN_ERROR
    return action.state == Action.State.OPEN and not struck


def _to_work(action):
    """To the plan, the meeting or the quality check that it is of, or else to its own page."""
    if action.finding is not None:
        check = action.finding.quality_check
        return redirect("concerns:quality_check", action.school.slug, check.public_id)
    row = action.plan or action.meeting
    if row is None:
        return _to_action(action)
    return redirect(f"concerns:{row._meta.model_name}", action.school.slug, row.public_id)


def _to_action(action):
    return redirect("concerns:action", action.school.slug, action.public_id)


@action_page
def action_change(request, action):
    """Another person or another day for an action, with the reason. One that is over leads to its page."""
    if not _is_open(action):
        return _to_action(action)
    concern = about_of(action.concern, action.finding)
    about = seen_with(concern=concern, pupil=action.pupil, plan=action.plan)
    owners = people_for(action.school, **about)
    form = ChangeActionForm(request.POST or words_again(request), action=action, owners=owners)
    if request.method == "POST" and form.is_valid():
        try:
            change_action(action, by=request.user, **form.change)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Changed. What it was before stands in its history.")
            return _to_action(action)
    context = {"school": action.school, "action": action, "about": _about(request, action), "form": form}
    return render(
        request, "pages/concerns/action_change.html", context | {"written_by": stamp_of(request.user)}
    )


def _about(request, action) -> str:
    if action.finding is not None:
        return AFTER_A_CHECK
    name = namer(request.user, action.school)
    if action.pupil:
        return name(action.pupil)
    return "; ".join(child for _, child in _children(request, action.concern))
