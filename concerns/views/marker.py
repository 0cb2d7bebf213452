"""The marker on main files: which pupils have a separate file, marking several at once, and the downloads."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from concerns.actions.facts import mark_main_files
from concerns.forms.marker import MarkSeveralForm
from concerns.reports.marker_list import marker_counts, marker_sheet, pupils_with_file
from concerns.views.listing import XLSX
from concerns.views.work_form import is_saved
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.spreadsheets import write_csv, write_xlsx

PAGE = 100


@school_page(P.CHILD_WRITE)
def marker(request, school):
    """Pupils with a separate file, those not marked first. Reading the list is on record."""
    everyone = request.GET.get("roll") == "all"
    rows = pupils_with_file(school, user=request.user, everyone=everyone)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    offered = [pupil for pupil in page.object_list if pupil.main_file_marked_on is None]
    form = MarkSeveralForm(request.POST or None, offered=offered)
    save = lambda form: mark_main_files(form.chosen, on=form.cleaned_data["on"], by=request.user)  # noqa: E731
    if is_saved(request, form, save):
        many = len(form.chosen)
        messages.success(request, f"{many} main file{'' if many == 1 else 's'} marked.")
        return redirect(request.get_full_path())
    record_event("marker list read", by=request.user, school=school, rows=len(page.object_list))
    context = {
        "school": school,
        "page": page,
        "counts": marker_counts(school, user=request.user, everyone=everyone),
        "form": form,
        "offered": offered,
        "marked": [pupil for pupil in page.object_list if pupil.main_file_marked_on],
        "chosen": request.POST.getlist("pupils"),
        "everyone": everyone,
    }
    return render(request, "pages/concerns/marker.html", context)


@school_page(P.CHILD_WRITE)
def marker_csv(request, school):
    return _download(request, school, "csv", "text/csv; charset=utf-8", write_csv)


@school_page(P.CHILD_WRITE)
def marker_xlsx(request, school):
    return _download(request, school, "xlsx", XLSX, lambda sheets: write_xlsx("Separate files", sheets))


def _download(request, school, ending, content_type, write):
    sheet = marker_sheet(school, user=request.user, everyone=request.GET.get("roll") == "all")
    record_event("marker list downloaded", by=request.user, school=school, form=ending, rows=len(sheet.rows))
    headers = {"Content-Disposition": f'attachment; filename="separate-files.{ending}"'}
    return HttpResponse(write([sheet]), content_type=content_type, headers=headers)
