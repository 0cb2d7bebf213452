"""What the trust recommends: everybody's list, one resource with "Did this help?", suggesting one."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.actions.resources import give_feedback, suggest_resource
from safeguarding.forms.resources import FeedbackForm, SuggestForm
from safeguarding.home.belonging import places
from safeguarding.models import Resource, ResourceFeedback, ResourceSuggestion
from safeguarding.refusals import Refused
from safeguarding.reports.resources import resource_lines
from safeguarding.uploads import KINDS
from safeguarding.views.kept_words import stamp_of, words_again


def _recommended(request, school):
    return Resource.objects.visible_to(request.user).filter(trust=school.trust_id).recommended()


@school_page(P.SCHOOL_ENTER)
def resources(request, school):
    """All that is recommended, what is for the person's own role first, and what they suggested."""
    lines = resource_lines(
        _recommended(request, school), names=places(school).names, today=timezone.localdate()
    )
    roles = request.user.holdings.roles.get(school.pk, ())
    mine = ResourceSuggestion.objects.visible_to(request.user).filter(
        school=school, suggested_by=request.user
    )
    context = {
        "school": school,
        "mine": [line for line in lines if line.is_for(roles)],
        "others": [line for line in lines if not line.is_for(roles)],
        "suggestions": mine.select_related("resource"),
    }
    return render(request, "pages/home/resources.html", context)


@school_page(P.SCHOOL_ENTER)
def resource(request, school, resource):
    """One resource, and whether it helped."""
    row = get_object_or_404(_recommended(request, school), public_id=resource)
    form = FeedbackForm(request.POST or words_again(request))
    if request.method == "POST" and form.is_valid():
        try:
            give_feedback(row, school, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Thank you. The trust safeguarding officer reads it.")
            return redirect("resource", school.slug, row.public_id)
    (line,) = resource_lines([row], names=places(school).names, today=timezone.localdate())
    said = ResourceFeedback.objects.filter(school=school, resource=row, by=request.user).first()
    context = {"school": school, "line": line, "form": form, "said": said}
    context["written_by"] = stamp_of(request.user)
    return render(request, "pages/home/resource.html", context)


@school_page(P.SCHOOL_ENTER)
def resource_file(request, school, resource):
    """The bytes of a file, always as a download, and never as a page of ours."""
    row = get_object_or_404(_recommended(request, school), public_id=resource)
    if not row.is_file:
        raise Http404
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        messages.error(request, "This file is not where it was kept. Tell whoever looks after Golden Thread.")
        return redirect("resource", school.slug, row.public_id)
    record_event("resource downloaded", by=request.user, school=school, about=row)
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


@school_page(P.SCHOOL_ENTER)
def resource_suggest(request, school):
    """Suggest one to the trust."""
    form = SuggestForm(request.POST or words_again(request))
    if request.method == "POST" and form.is_valid():
        try:
            suggest_resource(school, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Sent to the trust safeguarding officer. You see the answer here.")
            return redirect("resources", school.slug)
    context = {"school": school, "form": form, "written_by": stamp_of(request.user)}
    return render(request, "pages/home/resource_suggest.html", context)
