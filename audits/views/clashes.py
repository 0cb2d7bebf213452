"""Two people wrote one answer at once: both texts, and a third box that starts with yours."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from audits.actions.answering import save_answer
from audits.forms.answering import MARK, KeepForm
from audits.models import ResponseRevision
from audits.outline import outline_of
from audits.overlay import overlay_of
from audits.reports.section_page import marks_in_words
from audits.views.answering import section_url
from audits.views.door import audit_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused

KEPT = ("rating", "evidence", "na_reason")


@audit_page(P.AUDIT_ANSWER)
def clash(request, audit, kept):
    """Choose what to keep of the words that were set aside and those that stand."""
    aside = _set_aside(request, audit, kept)
    stands = aside.response
    item = outline_of(audit.edition).by_pk[stands.item_id]
    url = _url_of(audit, item, stands.case)
    start = {name: getattr(aside, name) for name in KEPT} | {"version": stands.version}
    start |= {MARK + part: mark for part, mark in aside.marks.items()}
    differing = [part for part in item.parts if aside.marks.get(part.key) != stands.marks.get(part.key)]
    form = KeepForm(request.POST or None, parts=differing, initial=start)
    saved = _keep(request, stands, form) if form.is_valid() else None
    if saved is not None and saved.is_clash:
        return redirect("audits:clash", audit.school.slug, audit.public_id, saved.set_aside.public_id)
    if saved is not None:
        messages.success(request, f"{item.ref} saved. Both texts stay in its history.")
        return redirect(url)
    context = {"audit": audit, "item": item, "mine": aside, "theirs": stands, "form": form, "back_url": url}
    context["overlay"] = overlay_of(audit.school)
    context["marks"] = {"mine": marks_in_words(differing, aside), "theirs": marks_in_words(differing, stands)}
    return render(request, "pages/audits/clash.html", context)


def _set_aside(request, audit, kept) -> ResponseRevision:
    rows = ResponseRevision.objects.filter(set_aside=True, response__audit=audit)
    if not request.user.holdings.may(P.CASE_CHECK, audit.school_id):
        rows = rows.filter(response__case=None)
    return get_object_or_404(
        rows.select_related("response__updated_by", "response__case", "by"), public_id=kept
    )


def _url_of(audit, item, case) -> str:
    if case is None:
        return section_url(audit, item)
    url = reverse("audits:case", args=[audit.school.slug, audit.public_id, case.public_id])
    return f"{url}?item={item.key}"


def _keep(request, response, form):
    try:
        return save_answer(response, form.answer, seen_version=form.cleaned_data["version"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
