"""Drawing files by lot for the case-record check, and the way from a sample to the file behind it."""

import secrets
import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from audits.outline import outline_of
from audits.views.door import audit_page
from concerns.models import DrawnFile
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.home.case_check.drawing import draw_files, files_to_draw_from, proofs_of
from safeguarding.home.case_check.forms import MOST_SEED, DrawForm
from safeguarding.refusals import Refused


@audit_page(P.CASE_CHECK)
def case_draw(request, audit):
    """How many files of each status; below, the draws so far with their proof."""
    if outline_of(audit.edition).case_section is None:
        raise Http404
    today = timezone.localdate()
    files = files_to_draw_from(audit, reader=request.user, today=today)
    initial = {"request_key": uuid.uuid4(), "seed": secrets.randbelow(MOST_SEED) + 1}
    form = DrawForm(request.POST or None, files=files, initial=initial)
    if form.is_valid():
        asked = {"seed": form.cleaned_data["seed"], "request_key": form.cleaned_data["request_key"]}
        try:
            draw = draw_files(audit, sizes=form.sizes, by=request.user, today=today, **asked)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{draw.files.count()} files drawn.")
            return redirect("audits:cases", audit.school.slug, audit.public_id)
    context = {"audit": audit, "form": form, "proofs": proofs_of(audit), "any_files": any(files.values())}
    return render(request, "pages/home/case_draw.html", context)


@audit_page(P.CASE_CHECK)
def case_file(request, audit, case):
    """To the child's file behind a sample, for whoever may open it; to anybody else there is none."""
    rows = DrawnFile.objects.visible_to(request.user).filter(
        school=audit.school, draw__check_id=audit.public_id
    )
    found = rows.filter(case_id=case).select_related("pupil").first()
    if found is None:
        raise Http404
    record_event("sampled file opened", by=request.user, school=audit.school, about=audit, case=case)
    return redirect("concerns:child", audit.school.slug, found.pupil.public_id)
