"""Saying where a paper is that bears out a date of the record."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from concerns.actions.corroborating import note_kept
from concerns.forms.corroborating import KeptForm
from concerns.models import Concern, Entry, Meeting, Pupil, Status
from concerns.reports.corroboration import LETTER, MINUTES, REFERRAL, TO_REFER
from concerns.views.work_form import form_page, is_saved, typed
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event

HEADINGS = {
    LETTER: "The letter of a status",
    MINUTES: "The minutes of a meeting",
    REFERRAL: "The referral of a decision",
}


@school_page(P.CHILD_WRITE)
def paper_kept(request, school, paper, about):
    """Note the letter of a status, the minutes of a meeting, or the referral that a decision led to."""
    if paper not in HEADINGS:
        raise Http404
    found, pupil = FIND[paper](request.user, school, about)
    back = _back(school, found, pupil)
    record_event("file opened", by=request.user, school=school, about=pupil)
    form = KeptForm(typed(request), request.FILES or None)
    if is_saved(request, form, lambda form: note_kept(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Noted.")
        return redirect(back[0])
    return form_page(request, pupil, form, HEADINGS[paper], back=back, lead=_lead(found))


def _status(user, school, about):
    pupils = Pupil.objects.visible_to(user).filter(school=school)
    rows = Status.objects.current().filter(pupil__in=pupils).select_related("pupil")
    found = get_object_or_404(rows, public_id=about)
    return _at(school, found, found.pupil)


def _meeting(user, school, about):
    rows = Meeting.objects.visible_to(user).filter(school=school, state=Meeting.State.HELD)
    found = get_object_or_404(rows.select_related("pupil", "plan"), public_id=about)
    return _at(school, found, found.pupil)


def _decision(user, school, about):
    concerns = Concern.objects.visible_to(user).filter(school=school)
    rows = Entry.objects.filter(kind=Entry.Kind.DECISION, route__in=TO_REFER, concern__in=concerns)
    found = get_object_or_404(rows.select_related("concern", "pupil"), public_id=about)
    first = found.concern.links.filter(pupil__isnull=False).select_related("pupil").order_by("pk").first()
    if found.pupil is None and first is None:
        raise Http404
    found.concern.school = school
    return _at(school, found, found.pupil or first.pupil)


def _at(school, found, pupil):
    found.school = pupil.school = school
    return found, pupil


def _back(school, found, pupil) -> tuple[str, str]:
    if isinstance(found, Entry):
        reference = found.concern.reference
        return reverse(
            "concerns:concern", args=[school.slug, found.concern.public_id]
        ), f"Concern {reference}"
    return reverse("concerns:child", args=[school.slug, pupil.public_id]), "The child’s file"


def _lead(found) -> str:
    if isinstance(found, Status):
        return f"{found} since {found.starts_on.day} {found.starts_on:%B %Y}"
    if isinstance(found, Meeting):
        return f"{found} of {found.held_on.day} {found.held_on:%B %Y}"
    return (
        f"Decided on {found.happened_on.day} {found.happened_on:%B %Y}: {found.get_route_display().lower()}"
    )


FIND = {LETTER: _status, MINUTES: _meeting, REFERRAL: _decision}
