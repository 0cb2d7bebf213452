"""Moves of a concern: open, monitor, another level, another owner, resolve, reopen, entered in error."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from concerns.actions.choosing import people_for
from concerns.actions.moving import (
    change_level,
    claim_error,
    confirm_error,
    hand_over,
    move_on,
    reopen,
)
from concerns.actions.moving import resolve as do_resolve
from concerns.forms.entries import AgreeForm, LevelForm, OwnerForm, WhyForm
from concerns.models import Entry, Standing
from concerns.views.door import concern_page
from concerns.views.entries import why_error
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again

TITLES = {
    "open": ("Open it", "Concern opened."),
    "monitor": ("Monitor it", "Concern is monitored."),
    "level": ("Change the level", "Level changed."),
    "owner": ("Hand over", "Handed over."),
    "reopen": ("Reopen it", "Concern reopened."),
    "error": ("Entered in error", "Saved."),
}
# What will happen, before it does.
LEADS = {
    "open": "Work goes on, and it stands in the list as open.",
    "monitor": "No work is planned, and somebody keeps watch. It stays in the list until it is resolved.",
    "level": "The level says how much help is needed now. The one before stays on record.",
    "owner": "The new owner has this concern from now on. Open actions stay with whoever has them.",
    "reopen": "It goes back to the open concerns. All that was written stays.",
    "error": "Nothing is rubbed out. When a second person agrees, the concern is struck through and stays readable.",
}


@concern_page(P.CONCERN_MANAGE)
def move(request, concern, move):
    """One move, with its reason."""
    if move not in TITLES:
        raise Http404
    title, done = TITLES[move]
    claim = (
        concern.entries.filter(kind=Entry.Kind.ERROR_CLAIMED, corrects=None).first()
        if move == "error"
        else None
    )
    form = _form(request, concern, move, claim)
    if request.method == "POST" and form.is_valid():
        try:
            _make(concern, move, form, claim, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("concerns:concern", concern.school.slug, concern.public_id)
    context = {"school": concern.school, "concern": concern, "form": form, "title": title, "claim": claim}
    context |= {"written_by": stamp_of(request.user), "move": move, "lead": LEADS[move]}
    return render(request, "pages/concerns/entry_form.html", context)


def _form(request, concern, move: str, claim):
    data, standing = request.POST or words_again(request), concern.standing
    if move == "level":
        return LevelForm(data, initial={"version": standing.version, "level": standing.level})
    if move == "owner":
        return OwnerForm(
            data, owners=people_for(concern.school, concern=concern), initial={"version": standing.version}
        )
    if move == "error":
        return AgreeForm(data) if claim else why_error(data)
    return WhyForm(data, label="Reason", ask="Give the reason", button=TITLES[move][0])


def _make(concern, move: str, form, claim, *, by) -> None:
    cleaned = form.cleaned_data
    reason, seen = cleaned["reason"], cleaned.get("version")
    if move == "level":
        change_level(concern, level=cleaned["level"], reason=reason, by=by, seen_version=seen)
    elif move == "owner":
        hand_over(concern, owner=form.owners[cleaned["owner"]], reason=reason, by=by, seen_version=seen)
    elif move == "reopen":
        reopen(concern, reason=reason, by=by)
    elif move == "error":
        (confirm_error if claim else claim_error)(concern, reason=reason, by=by)
    else:
        state = Standing.State.OPEN if move == "open" else Standing.State.MONITORING
        move_on(concern, state, by=by, reason=reason)


@concern_page(P.CONCERN_MANAGE)
def resolve(request, concern):
    """Close the concern; the button stands where nothing is missing. Whoever only opens the address is led back."""
    if request.method != "POST":
        return redirect("concerns:concern", concern.school.slug, concern.public_id)
    try:
        do_resolve(concern, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Concern resolved.")
    return redirect("concerns:concern", concern.school.slug, concern.public_id)
