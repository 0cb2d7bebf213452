"""Saying why a step of a concern took longer than its limit."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from concerns.actions.delaying import say_why
from concerns.delay import LIMITS, delays_of
from concerns.forms.delaying import DelayForm
from concerns.reports.delays import course_of
from concerns.views.door import concern_page
from concerns.views.work_form import is_saved, typed
from safeguarding.access.permissions import P
from safeguarding.reports.term_dates import terms_of
from safeguarding.views.kept_words import stamp_of


@concern_page(P.CONCERN_MANAGE)
def delay_why(request, concern, late):
    """The reason of one step that is over its limit; of one that was in time there is nothing to say."""
    if late not in LIMITS:
        raise Http404
    course = course_of(
        concern, concern.entries.without_hidden_plans(request.user).order_by("recorded_at", "pk")
    )
    found = delays_of(course, terms=terms_of(concern.school), today=timezone.localdate())
    delay = next((each for each in found if each.step == late and each.is_over), None)
    if delay is None:
        messages.info(request, "This step was in time. There is nothing to explain.")
        return redirect("concerns:concern", concern.school.slug, concern.public_id)
    form = DelayForm(typed(request))
    if is_saved(request, form, lambda form: say_why(concern, delay, by=request.user, **form.cleaned_data)):
        messages.success(request, "Reason saved.")
        return redirect("concerns:concern", concern.school.slug, concern.public_id)
    context = {
        "school": concern.school,
        "concern": concern,
        "delay": delay,
        "form": form,
        "title": "Say why it took so long",
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/concerns/delay_why.html", context)
