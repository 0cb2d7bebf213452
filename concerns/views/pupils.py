"""Pupils of a school from its spreadsheet: the file, what it would change, and the word to write it."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from concerns.actions.importing import changes_of, confirm_roll, drop_roll, keep_roll
from concerns.forms.pupils import ConfirmForm, RollForm
from concerns.models import Pupil, RollUpload
from concerns.pupil_file import COLUMNS, REQUIRED, CellFault
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.spreadsheets import Column, Sheet, write_csv

SHOWN = 50  # rows of each kind; the counts say how many there are
FAULTS_SHOWN = 200


@school_page(P.PUPILS_IMPORT)
def pupils(request, school):
    """How many pupils there are, and the form for a new file. Nothing is written by sending one."""
    form = RollForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        upload = keep_roll(school, chosen["file"], whole_roll=chosen["whole_roll"], by=request.user)
        return redirect("concerns:pupils_check", school.slug, upload.public_id)
    context = {"school": school, "form": form, **_roll(request, school), "columns": _columns()}
    return render(request, "pages/concerns/pupils.html", context)


@school_page(P.PUPILS_IMPORT)
def pupils_check(request, school, upload):
    """What a file would change, row by row; posting writes it, or drops it."""
    upload = _upload(request, school, upload)
    if upload is None:
        messages.info(
            request, "This file was brought in, or is no longer kept. Choose it again if you need to."
        )
        return redirect("concerns:pupils", school.slug)
    if "drop" in request.POST:
        drop_roll(upload)
        messages.success(request, "File dropped. Nothing was changed.")
        return redirect("concerns:pupils", school.slug)
    form = ConfirmForm(request.POST, missing=1) if request.method == "POST" else None
    if form and form.is_valid() and (done := _confirm(request, upload, form)):
        messages.success(request, _told(done))
        return redirect("concerns:pupils", school.slug)
    return render(request, "pages/concerns/pupils_check.html", _preview(school, upload, form))


@school_page(P.PUPILS_IMPORT)
def pupils_faults(request, school, upload):
    """What is wrong with a file, as a spreadsheet: rows and advice, and nothing that a cell said."""
    rows = RollUpload.objects.filter(school=school).visible_to(request.user)
    roll, _ = changes_of(get_object_or_404(rows, public_id=upload))
    columns = (Column("Row"), Column("Column"), Column("What to do", 60), Column("Row left out"))
    told = [_fault_row(each, "Yes") for each in roll.faults] + [
        _fault_row(each, "No") for each in roll.advice
    ]
    record_event("roll faults downloaded", by=request.user, school=school, rows=len(told))
    headers = {"Content-Disposition": 'attachment; filename="rows-to-put-right.csv"'}
    content = write_csv([Sheet("Rows", columns, tuple(told))])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _upload(request, school, public_id) -> RollUpload | None:
    """One's own file. A second post of the same form finds none, which is no fault of the person."""
    rows = RollUpload.objects.filter(school=school).visible_to(request.user).select_related("school")
    if request.method == "POST":
        return rows.select_for_update(of=("self",)).filter(public_id=public_id).first()
    return get_object_or_404(rows, public_id=public_id)


def _confirm(request, upload, form):
    try:
        agreed = form.cleaned_data["leavers_agreed"]
        return confirm_roll(upload, seen=form.cleaned_data["seen"], leavers_agreed=agreed, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _preview(school, upload, posted: ConfirmForm | None) -> dict:
    roll, changes = changes_of(upload)
    form = ConfirmForm(missing=len(changes.missing), initial={"seen": changes.digest})
    refused = [error for errors in posted.errors.values() for error in errors] if posted else []
    groups = [
        ("new", "New", "Will be added", changes.new),
        ("changed", "Changed", "Will be brought up to date", changes.changed),
        ("back", "Back", "Were marked as left and are in the file", changes.back),
        ("left", "Left", "The file says when they left", changes.left),
        ("missing", "Not in the file", "Will be marked as left today", changes.missing),
    ]
    return {
        "school": school,
        "upload": upload,
        "roll": roll,
        "faulty_rows": len({each.row for each in roll.faults}),
        "faults": roll.faults[:FAULTS_SHOWN],
        "advice": roll.advice[:FAULTS_SHOWN],
        "changes": changes,
        "groups": [(*group, group[3][:SHOWN], max(len(group[3]) - SHOWN, 0)) for group in groups if group[3]],
        "form": form,
        "refused": [{"text": text} for text in refused],
        "has_errors": bool(refused),
    }


def _roll(request, school) -> dict:
    rows = Pupil.objects.filter(school=school).importable_by(request.user)
    years = rows.on_roll().order_by("year_group").values("year_group").annotate(count=Count("pk"))
    years = [(Pupil(year_group=each["year_group"]).year, each["count"]) for each in years]
    return {
        "years": years,
        "on_roll": sum(count for _, count in years),
        "left": rows.exclude(left_on=None).count(),
    }


def _columns() -> list[tuple[str, bool, tuple[str, ...]]]:
    return [
        (
            column.title,
            name in REQUIRED,
            tuple(each for each in column.names if each != column.title.lower())[:3],
        )
        for name, column in COLUMNS.items()
    ]


def _fault_row(fault: CellFault, left_out: str) -> tuple:
    return fault.row, fault.column, fault.advice, left_out


def _told(done) -> str:
    parts = [(done.new, "new"), (done.changed, "changed"), (done.back, "back"), (done.left, "marked as left")]
    told = ", ".join(f"{count:,} {word}" for count, word in parts if count)
    return f"Pupils brought in: {told}." if told else "Nothing needed to change."
