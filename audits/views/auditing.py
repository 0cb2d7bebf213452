"""The list of audits, starting one, the page of one audit, the check before submission."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from audits.actions.advising import MAY_INVITE
from audits.actions.starting import PARTICULARS, change_particulars, has_earlier_audit, start_audit
from audits.actions.submitting import submit_audit, what_is_missing
from audits.forms.starting import ChangeParticularsForm, StartForm, as_asked, usual_particulars
from audits.models import Action, Audit, Edition
from audits.outline import outline_of
from audits.overlay import overlay_of
from audits.rating import Rating
from audits.reports.audit_list import audit_lines
from audits.reports.mirror import thin_evidence
from audits.reports.progress import audit_progress
from audits.reports.review import read_review
from audits.reports.schedule import asked_of
from audits.views.door import audit_page
from audits.views.gates import replies_gate
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused


@school_page(P.AUDIT_LIST)
def audits(request, school):
    """This year's audit and past ones."""
    rows = Audit.objects.filter(school=school)
    readable = set(rows.readable_by(request.user).values_list("pk", flat=True))
    lines = audit_lines(rows.visible_to(request.user), readable=readable)
    may = request.user.holdings.may
    context = {
        "school": school,
        "lines": lines,
        "asked": asked_of(school, user=request.user, today=timezone.localdate()),
        "under_way": any(line.audit.is_open for line in lines),
        "newer": newer_edition(lines[0].audit, timezone.localdate()) if lines else None,
        "drafts": Edition.objects.coming_to(school),
        "may_start": may(P.AUDIT_START, school.pk),
        "may_answer": may(P.AUDIT_ANSWER, school.pk),
        "may_compare": may(P.AUDIT_SUMMARY, school.pk),
    }
    return render(request, "pages/audits/audits.html", context)


@school_page(P.AUDIT_START)
def start(request, school):
    today = timezone.localdate()
    asked = [
        each for each in asked_of(school, user=request.user, today=today) if not each.audit and each.is_of_now
    ]
    form = StartForm(
        request.POST or None,
        initial=usual_particulars(today) | (as_asked(asked[0]) if asked else {}),
        school=school,
        has_earlier=has_earlier_audit(school, today),
    )
    if form.is_valid():
        try:
            audit = start_audit(school, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(audit)
    return render(request, "pages/audits/start.html", {"school": school, "form": form, "asked": asked[:1]})


@audit_page(P.AUDIT_ANSWER)
def audit(request, audit):
    """The section list of one audit, for those who write it."""
    today = timezone.localdate()
    actions = Action.objects.filter(audit=audit)
    missing = what_is_missing(audit) if audit.is_open else ()
    lacking = frozenset(key for each in missing for key in each.item_keys)
    may = lambda permission: request.user.holdings.may(permission, audit.school_id)  # noqa: E731
    context = {
        "audit": audit,
        "progress": audit_progress(audit, user=request.user, lacking=lacking, today=today),
        "newer": newer_edition(audit, today),
        "edition_is_past": bool(audit.edition.effective_to and audit.edition.effective_to < audit.audit_date),
        "missing": missing,
        "gate": _gate(audit, missing),
        "gate_done": [] if missing else ["Every item is ready"],
        "advice": thin_evidence(audit) if audit.is_open else (),
        "open_actions": actions.unfinished().count(),
        "late_actions": actions.late_on(today).count(),
        "days_left": audit.days_left(today),
        "late_words": _late_words(-audit.days_left(today)),
        "may_submit": may(P.AUDIT_SUBMIT),
        "overlay": overlay_of(audit.school),
    }
    return render(request, "pages/audits/audit.html", context | _reviewed(audit, may))


def newer_edition(audit, today) -> Edition | None:
    """The edition in force today that came after the one of this audit; one query."""
    return Edition.objects.newer_than(audit.edition, audit.school, today).first()


def _reviewed(audit, may) -> dict:
    """What its writers see and do once it was sent; a first draft costs no look at the review."""
    was_sent = not audit.is_open or audit.revision > 1
    review = read_review(audit) if was_sent else None
    reopen = reverse("audits:reopen", args=[audit.school.slug, audit.public_id])
    return {
        "review": review,
        "replies": replies_gate(audit, review) if review else None,
        "agree_url": reopen if audit.is_final and may(P.AUDIT_SIGN) else "",
        "may_sign": may(P.AUDIT_SIGN),
        "may_invite": may(P.AUDIT_INVITE) and (audit.state in MAY_INVITE or audit.adviser_id is not None),
        "may_withdraw": may(P.AUDIT_WITHDRAW) and audit.can_move_to(Audit.State.WITHDRAWN),
    }


def _gate(audit, missing) -> list[dict]:
    url = reverse("audits:check", args=[audit.school.slug, audit.public_id])
    return [{"count": each.count, "text": each.text, "url": f"{url}#{each.key}"} for each in missing]


def _late_words(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'} late"


@audit_page(P.AUDIT_ANSWER)
def particulars(request, audit):
    """Dates and participants."""
    shown = {name: getattr(audit, name) for name in (*PARTICULARS, "version")}
    form = ChangeParticularsForm(request.POST.dict() or None, initial=shown)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        seen = fields.pop("version")
        try:
            change_particulars(audit, seen_version=seen, by=request.user, **fields)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            if seen != audit.version:
                form.meet(shown)
        else:
            messages.success(request, "Dates and people saved.")
            return redirect(audit)
    return render(request, "pages/audits/particulars.html", {"audit": audit, "form": form})


@audit_page(P.AUDIT_ANSWER)
def check(request, audit):
    """What is missing and what is thin, each with a link to the place."""
    outline = outline_of(audit.edition)
    missing = [(each, [outline.by_key[key] for key in each.item_keys]) for each in what_is_missing(audit)]
    context = {
        "audit": audit,
        "missing": missing if audit.is_open else [],
        "advice": thin_evidence(audit),
        "may_submit": request.user.holdings.may(P.AUDIT_SUBMIT, audit.school_id),
    }
    return render(request, "pages/audits/check.html", context)


@audit_page(P.AUDIT_ANSWER)
def rated(request, audit, rating):
    """The items with one rating."""
    if rating not in Rating.values:
        raise Http404
    outline = outline_of(audit.edition)
    keys = set(audit.responses.filter(case=None, rating=rating).values_list("item_id", flat=True))
    items = [item for item in outline.rated if item.pk in keys]
    context = {"audit": audit, "rating": Rating(rating), "items": items, "ratings": list(Rating)}
    return render(request, "pages/audits/rated.html", context)


@audit_page(P.AUDIT_SUBMIT)
def submit(request, audit):
    """Say once more what will happen, then submit."""
    if request.method == "POST":
        try:
            submit_audit(audit, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("audits:check", audit.school.slug, audit.public_id)
        messages.success(request, "The audit was submitted. Governors can read it now.")
        return redirect(audit)
    if not audit.is_open or what_is_missing(audit):
        return redirect("audits:check", audit.school.slug, audit.public_id)
    return render(request, "pages/audits/submit.html", {"audit": audit, "advice": thin_evidence(audit)})
