"""The evidence library, and what of it stands behind one answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from audits.actions.evidence import add_evidence, stop_using, use_evidence
from audits.forms.evidence import EvidenceForm
from audits.models import Audit, Evidence
from audits.outline import outline_of
from audits.reports.evidence_library import kind_in_words, piece_of, with_uses
from audits.views.door import audit_page
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.uploads import KINDS
from safeguarding.views.kept_words import stamp_of, words_again

PAGE = 25


@school_page(P.AUDIT_ANSWER)
def evidence_library(request, school):
    """All pieces, newest first, with where each is used.

    ``?q=`` searches titles, ``?older=1`` adds pieces that were replaced.
    """
    rows = Evidence.objects.filter(school=school).visible_to(request.user)
    if request.GET.get("older") != "1":
        rows = rows.current()
    context = {"school": school, **_searched(request, rows), "older": request.GET.get("older") == "1"}
    return render(request, "pages/audits/evidence.html", context)


def _searched(request, rows) -> dict:
    words = request.GET.get("q", "").replace("\0", "").strip()[:120]
    for word in words.split():
        rows = rows.filter(title__icontains=word)
    page = Paginator(with_uses(rows).order_by("-dated_on", "-id"), PAGE).get_page(request.GET.get("page"))
    return {"words": words, "page": page, "pieces": [piece_of(row) for row in page]}


@school_page(P.AUDIT_ANSWER)
def evidence_add(request, school):
    """Add a piece.

    ``?audit=`` and ``?item=`` put it behind an answer at once, ``?replaces=`` names an older one.
    """
    audit, item = _target(request, school)
    older = _older(request, school)
    data = request.POST or words_again(request)
    form = EvidenceForm(data, request.FILES or None, initial=_as_before(older))
    if request.method == "POST" and form.is_valid():
        try:
            piece = add_evidence(school, by=request.user, replaces=older, **form.piece)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{piece.title}” added.")
            return _put_behind(request, audit, item, piece) if item else redirect(_piece_url(piece))
    context = {"school": school, "audit": audit, "item": item, "older": older, "form": form}
    context |= {
        "back_url": _section_url(audit, item) if item else "",
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/audits/evidence_add.html", context)


def _target(request, school):
    """The audit and the item that the address names, or neither."""
    if "audit" not in request.GET:
        return None, None
    rows = Audit.objects.filter(school=school).readable_by(request.user).select_related("edition")
    audit = get_object_or_404(rows, public_id=request.GET["audit"])
    audit.school = school
    return audit, _rated_item(audit, request.GET.get("item", ""))


def _rated_item(audit, key):
    item = outline_of(audit.edition).by_key.get(key)
    if item is None or not item.is_rated:
        raise Http404
    return item


def _older(request, school):
    if "replaces" not in request.GET:
        return None
    rows = Evidence.objects.filter(school=school).visible_to(request.user)
    return get_object_or_404(rows, public_id=request.GET["replaces"])


def _as_before(older) -> dict:
    return {"title": older.title, "kind": older.kind, "url": older.url, "note": older.note} if older else {}


def _put_behind(request, audit, item, piece):
    try:
        use_evidence(_response(audit, item), piece, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(_piece_url(piece))
    return redirect(_section_url(audit, item))


def _response(audit, item):
    return audit.responses.get(item=item.pk, case=None)


def _section_url(audit, item) -> str:
    url = reverse("audits:section", args=[audit.school.slug, audit.public_id, item.section_key])
    return f"{url}?item={item.key}#item-{item.key}"


def _piece_url(piece) -> str:
    return reverse("audits:evidence_piece", args=[piece.school.slug, piece.public_id])


def _found(request, school, evidence):
    rows = Evidence.objects.filter(school=school).visible_to(request.user)
    return get_object_or_404(with_uses(rows).select_related("added_by", "replaces"), public_id=evidence)


@school_page(P.AUDIT_ANSWER)
def evidence_piece(request, school, evidence):
    """The facts of one piece, where it is used, and what came before and after it."""
    row = _found(request, school, evidence)
    context = {
        "school": school,
        "row": row,
        "piece": piece_of(row),
        "kind": kind_in_words(row),
        "newer": getattr(row, "replaced_by", None),
    }
    return render(request, "pages/audits/evidence_piece.html", context)


@school_page(P.AUDIT_ANSWER)
def evidence_file(request, school, evidence):
    """The bytes of a file, always as a download, and never as a page of ours."""
    row = _found(request, school, evidence)
    if row.kind != Evidence.Kind.FILE:
        raise Http404
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        messages.error(request, "This file is not where it was kept. Tell whoever looks after Golden Thread.")
        return redirect(_piece_url(row))
    record_event("evidence downloaded", by=request.user, school=school, about=row)
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


@audit_page(P.AUDIT_ANSWER)
def item_evidence(request, audit, item):
    """What stands behind one answer: choose from the library, or take a piece away."""
    place = _rated_item(audit, item)
    response = _response(audit, place)
    if request.method == "POST":
        return _changed(request, audit, place, response)
    rows = Evidence.objects.filter(school=audit.school).visible_to(request.user)
    standing = rows.filter(uses__response=response, uses__removed_at=None)
    others = rows.current().exclude(pk__in=standing.values("pk"))
    context = {
        "audit": audit,
        "item": place,
        "standing": _lines(map(piece_of, with_uses(standing)), audit, place),
        "section_url": _section_url(audit, place),
    }
    if audit.is_open:
        found = _searched(request, others)
        context |= found | {"others": _lines(found["pieces"], audit, place)}
    return render(request, "pages/audits/item_evidence.html", context)


def _lines(pieces, audit, item) -> list:
    return [(piece, piece.used_besides(audit.public_id, item.key)) for piece in pieces]


def _changed(request, audit, item, response):
    """Use a piece, or stop using it: ``use`` or ``stop`` holds its public id."""
    verb = "use" if "use" in request.POST else "stop"
    rows = Evidence.objects.filter(school=audit.school).visible_to(request.user)
    piece = get_object_or_404(rows, public_id=request.POST.get(verb, "").replace("\0", ""))
    try:
        (use_evidence if verb == "use" else stop_using)(response, piece, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(request.get_full_path())
    if verb == "use":
        messages.success(request, f"“{piece.title}” now shows {item.ref}.")
        return redirect(_section_url(audit, item))
    messages.success(request, f"“{piece.title}” no longer shows {item.ref}. It stays in the library.")
    return redirect(request.get_full_path())
