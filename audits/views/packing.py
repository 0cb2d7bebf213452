"""Packs of reports: asking for one, watching it being made, and opening it. For a trust and for one's own school."""

import uuid

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from audits.actions.packing import ask_for_pack, may_open, open_pack
from audits.forms.packing import OwnPackForm, TrustPackForm
from audits.models import ReportPack
from audits.reports.pack_progress import pack_lines, progress_of
from safeguarding.access.guard import school_page, trust_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused

LISTED = 20
FIRST = (ReportPack.Kind.BRIEF, ReportPack.Kind.FULL)


@trust_page(P.TRUST_BOARD)
def trust_reports(request, trust, schools):
    """Choose schools and reports; below, what was asked for before."""
    first = {"request_key": uuid.uuid4(), "kinds": FIRST, "which": TrustPackForm.ALL}
    form = TrustPackForm(request.POST or None, schools=schools, initial=first)
    if form.is_valid() and (pack := _ask(request, form, schools=form.chosen, trust=trust)):
        return redirect("trust:pack", trust.slug, pack.public_id)
    packs = ReportPack.objects.visible_to(request.user).filter(trust=trust)
    return _page(request, form, packs, "trust:pack", trust, back=("Trust board", "trust:board"))


@school_page(P.REPORTS_PACK)
def school_reports(request, school):
    """The same for one's own school."""
    form = OwnPackForm(request.POST or None, initial={"request_key": uuid.uuid4(), "kinds": FIRST})
    if form.is_valid() and (pack := _ask(request, form, schools=[school])):
        return redirect("audits:pack", school.slug, pack.public_id)
    packs = ReportPack.objects.visible_to(request.user).filter(trust=None, parts__school=school)
    return _page(request, form, packs, "audits:pack", school, back=("Audits", "audits:audits"))


def _ask(request, form, **wish) -> ReportPack | None:
    """The pack; or none, and the form says why not."""
    try:
        return ask_for_pack(
            kinds=form.cleaned_data["kinds"],
            by=request.user,
            request_key=form.cleaned_data["request_key"],
            **wish,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _page(request, form, packs, name: str, place, back) -> HttpResponse:
    lines = [(line, reverse(name, args=[place.slug, line.public_id])) for line in pack_lines(packs)[:LISTED]]
    context = {
        "form": form,
        "packs": lines,
        "place": place,
        "back": (back[0], reverse(back[1], args=[place.slug])),
    }
    return render(request, "pages/audits/reports.html", context)


@trust_page(P.TRUST_BOARD)
def trust_pack(request, trust, schools, pack):
    return _progress(request, _own(request, pack, trust=trust), "trust:pack_file", "trust:reports", trust)


@school_page(P.REPORTS_PACK)
def school_pack(request, school, pack):
    found = _own(request, pack, trust=None, parts__school=school)
    return _progress(request, found, "audits:pack_file", "audits:reports", school)


def _own(request, pack: str, **where) -> ReportPack:
    """The pack, if this person asked for it and may still see all that is in it: otherwise there is none."""
    found = get_object_or_404(ReportPack.objects.visible_to(request.user), public_id=pack, **where)
    if not may_open(found, request.user):
        raise Http404
    return found


def _progress(request, pack, file: str, back: str, place) -> HttpResponse:
    context = {
        "progress": progress_of(pack),
        "file_url": reverse(file, args=[place.slug, pack.public_id]),
        "back_url": reverse(back, args=[place.slug]),
        "place": place,
    }
    return render(request, "pages/audits/pack.html", context)


@trust_page(P.TRUST_BOARD)
def trust_pack_file(request, trust, schools, pack):
    return _file(request, _own(request, pack, trust=trust))


@school_page(P.REPORTS_PACK)
def school_pack_file(request, school, pack):
    return _file(request, _own(request, pack, trust=None, parts__school=school))


def _file(request, pack: ReportPack) -> HttpResponse:
    """The ZIP, under a name that holds no person and no school; taking it is an event."""
    try:
        pack = open_pack(pack, by=request.user)
        stored = pack.file.open("rb")
    except (Refused, FileNotFoundError):
        raise Http404 from None
    name = f"safeguarding-reports-{timezone.localdate(pack.asked_at)}.zip"
    answer = FileResponse(stored, as_attachment=True, filename=name, content_type="application/zip")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
