"""Papers on a child's file: adding one, and the bytes of its file."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from concerns.actions.papers import add_paper
from concerns.forms.meetings import PaperForm
from concerns.models import Attachment, Entry, Plan
from concerns.views.door import file_page
from concerns.views.work_form import form_page, is_saved, typed
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.uploads import KINDS


@file_page(P.CHILD_WRITE)
def paper_add(request, pupil):
    """Add a paper; ``?plan=`` keeps it with a plan."""
    plans = Plan.objects.visible_to(request.user).filter(pupil=pupil)
    plan = plans.filter(public_id=request.GET.get("plan", "")).first()
    form = PaperForm(typed(request), request.FILES or None)
    save = lambda form: add_paper(pupil, by=request.user, plan=plan, **form.cleaned_data)  # noqa: E731
    if is_saved(request, form, save):
        messages.success(request, "Paper added.")
        return redirect(_back(pupil, plan)[0])
    return form_page(
        request, pupil, form, form.title, back=_back(pupil, plan), lead=str(plan) if plan else ""
    )


def _back(pupil, plan) -> tuple[str, str]:
    slug = pupil.school.slug
    if plan is not None:
        return reverse("concerns:plan", args=[slug, plan.public_id]), plan.get_kind_display()
    return reverse("concerns:child_plans", args=[slug, pupil.public_id]), "Plans and meetings"


@file_page(P.CHILD_VIEW)
def child_attachment(request, pupil, attachment):
    """The bytes of a file on the child's file, always as a download; one of a hidden plan is not there."""
    open_to = Entry.objects.filter(pupil=pupil).without_hidden_plans(request.user)
    row = get_object_or_404(Attachment, pupil=pupil, concern=None, entry__in=open_to, public_id=attachment)
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        messages.error(request, "This file is not where it was kept. Tell whoever looks after Golden Thread.")
        return redirect("concerns:child_plans", pupil.school.slug, pupil.public_id)
    record_event("file downloaded", by=request.user, school=pupil.school, about=pupil, file=row.public_id)
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    kind = KINDS[row.file_type].content_type
    return FileResponse(
        content, as_attachment=True, filename=row.file_name, content_type=kind, headers=headers
    )
