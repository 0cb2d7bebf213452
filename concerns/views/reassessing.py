"""Answering whether the record changes our view of a child, and what follows from a yes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from concerns.actions.reassessing import answer_view
from concerns.forms.reassessing import ViewForm
from concerns.models import Reassessment, Standing
from concerns.reports.views_asked import questions_about
from concerns.views.door import file_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again

OVERTAKEN = (
    "What is asked has changed since you opened this page: a colleague answered, or another concern came. "
    "Read it again. Your words are still here."
)


@file_page(P.CHILD_WRITE)
def our_view(request, pupil):
    """The question that is open, and its answer; ``?asked=`` chooses one of several."""
    record_event("file opened", by=request.user, school=pupil.school, about=pupil)
    questions = questions_about(pupil, reader=request.user, today=timezone.localdate())
    typed = request.POST or words_again(request)
    chosen = _chosen(questions, (typed or request.GET).get("asked", ""))
    if not questions and not typed:
        messages.info(request, "Nothing is asked about this child now.")
        return redirect("concerns:child", pupil.school.slug, pupil.public_id)
    question = chosen or (questions[0] if questions else None)
    form = ViewForm(typed, initial={"asked": question.raised_by if question else ""})
    if request.method == "POST" and form.is_valid():
        if made := _answered(request, pupil, form, chosen):
            return _after(request, pupil, made)
        form.data = form.data.copy()
        form.data["asked"] = question.raised_by if question else form.data["asked"]
    context = {"school": pupil.school, "pupil": pupil, "question": question, "form": form}
    return render(request, "pages/concerns/our_view.html", context | {"written_by": stamp_of(request.user)})


def _chosen(questions, asked: str):
    return next((each for each in questions if each.raised_by == asked), None)


def _answered(request, pupil, form, question) -> Reassessment | None:
    """The answer, if the question is still the one that the person read."""
    again = Reassessment.objects.filter(
        request_key=form.cleaned_data["request_key"], pupil=pupil, answered_by=request.user
    ).first()
    if again is not None:
        return again
    if question is None:
        form.add_error(None, OVERTAKEN)
        return None
    try:
        return answer_view(pupil, question, by=request.user, **form.answer)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _after(request, pupil, made):
    messages.success(request, "Answer saved.")
    if made.changes_view:
        return redirect("concerns:view_changed", pupil.school.slug, pupil.public_id, made.public_id)
    return redirect("concerns:child", pupil.school.slug, pupil.public_id)


@file_page(P.CHILD_WRITE)
def view_changed(request, pupil, reassessment):
    """What follows from a yes: the level, a decision, a plan or the status; each is its own form."""
    rows = Reassessment.objects.visible_to(request.user).filter(pupil=pupil, changes_view=True)
    made = get_object_or_404(rows.select_related("concern__standing"), public_id=reassessment)
    record_event("file opened", by=request.user, school=pupil.school, about=pupil)
    live = made.concern is not None and made.concern.standing.is_live
    sorted_ = live and made.concern.standing.state != Standing.State.SUBMITTED
    context = {
        "school": pupil.school,
        "pupil": pupil,
        "made": made,
        "concern": made.concern if live else None,
        "may_change_level": sorted_,
    }
    return render(request, "pages/concerns/view_changed.html", context)
