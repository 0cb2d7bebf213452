"""Writing in a child's file: facts of the front sheet, shields, the main file's marker, entries."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from concerns.actions.entering import add_entry
from concerns.actions.facts import (
    KINDS,
    add_fact,
    end_fact,
    mark_main_file,
    open_shield,
    replace_fact,
    set_authority,
    words_of,
)
from concerns.forms.front_sheet import (
    ENTRIES,
    FORMS,
    NOUNS,
    AddedForm,
    AuthorityForm,
    EndForm,
    EntryForm,
    MarkerForm,
    ReasonForm,
)
from concerns.models import Concern, Entry
from concerns.reports.child_file import child_file
from concerns.views.door import file_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again

FORM_PAGE = "pages/concerns/child_form.html"
# What is added on pages of its own.
ELSEWHERE = {
    "plan": "concerns:plan_start",
    "meeting": "concerns:meeting_add",
    "paper": "concerns:paper_add",
    "referral": "concerns:referral_add",
    "challenge": "concerns:challenge_add",
}


@file_page(P.CHILD_WRITE)
def child_fact_add(request, pupil, kind):
    """Add a fact of that kind to the front sheet."""
    model, noun = _kind(kind)
    form = FORMS[kind](_typed(request))
    done = f"{noun.capitalize()} added."
    save = lambda: add_fact(model, pupil, by=request.user, request_key=_key(form), **form.words)  # noqa: E731
    heading = f"Add a {noun}"
    return _saved(request, pupil, form, save, done) or _form_page(request, pupil, form, heading)


@file_page(P.CHILD_WRITE)
def child_fact_change(request, pupil, kind, fact):
    """Say a fact anew. A shield is ended and added again instead, so its words are not shown here."""
    found, noun = _fact(pupil, kind, fact)
    if kind == "shield":
        raise Http404
    record_event("file opened", by=request.user, school=pupil.school, about=pupil)
    form = FORMS[kind](_typed(request), initial=FORMS[kind].as_it_is(words_of(found)))
    save = lambda: replace_fact(found, by=request.user, request_key=_key(form), **form.words)  # noqa: E731
    done = f"{noun.capitalize()} changed. What stood before is kept."
    heading = f"Change this {noun}"
    return _saved(request, pupil, form, save, done) or _form_page(request, pupil, form, heading)


@file_page(P.CHILD_WRITE)
def child_fact_end(request, pupil, kind, fact):
    """Say that a fact no longer holds."""
    found, noun = _fact(pupil, kind, fact)
    record_event("file opened", by=request.user, school=pupil.school, about=pupil)
    form = EndForm(_typed(request))
    save = lambda: end_fact(found, by=request.user, **form.cleaned_data)  # noqa: E731
    done = f"{noun.capitalize()} ended. What stood before is kept."
    heading = f"End this {noun}"
    return _saved(request, pupil, form, save, done) or _form_page(
        request, pupil, form, heading, lead=str(found)
    )


@file_page(P.CHILD_VIEW)
def child_shield(request, pupil, shield):
    """The words of a shield, after the reason for seeing them is on record."""
    found, _ = _fact(pupil, "shield", shield)
    record_event("file opened", by=request.user, school=pupil.school, about=pupil)
    form = ReasonForm(_typed(request))
    context = {"school": pupil.school, "pupil": pupil, "shield": found, "form": form}
    context["concern"] = _came_from(request, pupil)
    if request.method == "POST" and form.is_valid():
        try:
            context["words"] = open_shield(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            context["reason"] = form.cleaned_data["reason"]
    context["written_by"] = stamp_of(request.user)
    return render(request, "pages/concerns/child_shield.html", context)


@file_page(P.CHILD_WRITE)
def child_marker(request, pupil):
    """Since when the main pupil file says that this separate file is kept."""
    form = MarkerForm(_typed(request), initial=_if_any(on=pupil.main_file_marked_on))
    save = lambda: mark_main_file(pupil, on=form.cleaned_data["on"], by=request.user)  # noqa: E731
    lead = "The main file says only that a separate file is kept, and nothing of what is in it."
    heading = "The marker on the main pupil file"
    saved = _saved(request, pupil, form, save, "Marker saved.")
    return saved or _form_page(request, pupil, form, heading, lead=lead)


def _came_from(request, pupil) -> Concern | None:
    """The concern of this child from whose page the shield is opened, so that the way back leads there."""
    asked = request.GET.get("concern")
    rows = Concern.objects.filter(school=pupil.school, links__pupil=pupil)
    return rows.visible_to(request.user).filter(public_id=asked).first() if asked else None


@file_page(P.CHILD_WRITE)
def child_authority(request, pupil):
    """In which local authority the child lives: its numbers stand on the card of whom to call."""
    now = pupil.authority.key if pupil.authority else ""
    form = AuthorityForm(
        _typed(request), initial={"authority": now, "version": pupil.version}, school=pupil.school
    )
    save = lambda: set_authority(pupil, **form.chosen, by=request.user)  # noqa: E731
    lead = "Who reports a concern about this child is shown the numbers of this authority."
    heading = "Where the child lives"
    saved = _saved(request, pupil, form, save, "Local authority saved.")
    return saved or _form_page(request, pupil, form, heading, lead=lead)


@file_page(P.CHILD_WRITE)
def child_entry_add(request, pupil):
    """Add an entry to the file: first what kind, then its form. ``?about=`` adds to a line of the chronology."""
    if about := request.GET.get("about"):
        return _add_about(request, pupil, about)
    kind = request.GET.get("kind", "")
    if kind == "status":
        return redirect("concerns:child_fact_add", pupil.school.slug, pupil.public_id, "status")
    if kind in ELSEWHERE:
        return redirect(ELSEWHERE[kind], pupil.school.slug, pupil.public_id)
    if kind not in ENTRIES:
        context = {
            "school": pupil.school,
            "pupil": pupil,
            "kinds": ENTRIES.items(),
            "asked": "kind" in request.GET,
        }
        return render(request, "pages/concerns/child_entry_kind.html", context)
    form = EntryForm(_typed(request), kind=kind)
    save = lambda: add_entry(by=request.user, pupil=pupil, **form.entry)  # noqa: E731
    return _saved(request, pupil, form, save, "Entry added.") or _form_page(
        request, pupil, form, ENTRIES[kind]
    )


def _add_about(request, pupil, about):
    record_event("file opened", by=request.user, school=pupil.school, about=pupil)
    file = child_file(pupil, reader=request.user, today=timezone.localdate())
    lines = [
        line for line in file.chronology.lines if line.public_id == about and not line.kind.endswith("_end")
    ]
    if not lines:
        raise Http404
    (row,) = file.rows(lines[:1])
    form = AddedForm(_typed(request))
    save = lambda: _add_words(pupil, row, form.cleaned_data, by=request.user)  # noqa: E731
    heading = "Add the child’s words, or the effect"
    return _saved(request, pupil, form, save, "Added.") or _form_page(request, pupil, form, heading, row=row)


def _add_words(pupil, row, cleaned, *, by) -> Entry:
    """A line of the child's own file alone: in another child's file of the same event it does not show."""
    has_words = bool(cleaned["own_words"].strip())
    return add_entry(
        Entry.Kind.CHILD_WORDS if has_words else Entry.Kind.NOTE,
        by=by,
        pupil=pupil,
        text="" if has_words else "Effect added.",
        facts={"about": row.line.public_id},
        **cleaned,
    )


def _kind(kind):
    if kind not in KINDS:
        raise Http404
    return KINDS[kind], NOUNS[kind]


def _fact(pupil, kind, public_id):
    model, noun = _kind(kind)
    rows = model.objects.current().filter(pupil=pupil)
    found = get_object_or_404(rows, public_id=public_id)
    found.pupil, found.school = pupil, pupil.school
    return found, noun


def _typed(request):
    return request.POST or words_again(request)


def _key(form) -> uuid.UUID:
    return form.cleaned_data["request_key"]


def _if_any(**values) -> dict:
    return {name: value for name, value in values.items() if value is not None}


def _saved(request, pupil, form, save, done):
    """What a good form becomes: the file again. None where the form is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        save()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, done)
    return redirect("concerns:child", pupil.school.slug, pupil.public_id)


def _form_page(request, pupil, form, heading, **more):
    context = {
        "school": pupil.school,
        "pupil": pupil,
        "form": form,
        "heading": heading,
        "written_by": stamp_of(request.user),
    }
    return render(request, FORM_PAGE, context | more)
