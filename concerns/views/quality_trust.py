"""Quality checks over the schools of a trust: the list, drawing in several schools, and the trust's checklists."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render

from concerns.actions.checklists import save_checklist
from concerns.forms.quality import ChecklistForm
from concerns.models import Checklist, QualityCheck
from concerns.reports.quality_check import check_lines
from concerns.views.quality import draw_page
from safeguarding.access.guard import trust_page
from safeguarding.access.permissions import P

LIST = 100


@trust_page(P.QUALITY_TRUST)
def quality(request, trust, schools):
    """Every check in the schools of the trust, the newest first."""
    rows = QualityCheck.objects.filter(school__in=schools).visible_to(request.user)
    lines = check_lines(rows[:LIST], reader=request.user)
    return render(request, "pages/concerns/quality.html", {"trust": trust, "lines": lines})


@trust_page(P.QUALITY_TRUST)
def draw(request, trust, schools):
    """Draw a sample in one school or several."""
    return draw_page(request, schools, trust, {})


@trust_page(P.QUALITY_TRUST)
def checklists(request, trust, schools):
    """The lists that may be used, and the form for a new one. A file with a fault changes nothing."""
    form = ChecklistForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made, is_new = save_checklist(form.cleaned_data["file"], trust=trust, by=request.user)
        told = (
            f"{made} brought in." if is_new else "Nothing was changed: this is what the newest version says."
        )
        messages.success(request, told)
        return redirect("trust_quality:checklist", trust.slug, made.public_id)
    context = {"trust": trust, "form": form, "offered": Checklist.objects.offered_to(trust)}
    return render(request, "pages/concerns/checklists.html", context)


@trust_page(P.QUALITY_TRUST)
def checklist(request, trust, schools, checklist):
    """One version of a list with its questions, and its other versions."""
    rows = Checklist.objects.filter(Q(trust=None) | Q(trust=trust))
    found = rows.filter(public_id=checklist).prefetch_related("questions").first()
    if found is None:
        raise Http404
    others = rows.filter(trust=found.trust, key=found.key).exclude(pk=found.pk)
    context = {"trust": trust, "checklist": found, "others": others}
    return render(request, "pages/concerns/checklist.html", context)
