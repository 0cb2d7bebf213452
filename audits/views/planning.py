"""The action plan: reading it, downloading it, and working on one action."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from audits.actions.planning import change_plan, due_by_clock, note_progress, owners_in, plan_action
from audits.forms.planning import AddActionForm, ChangePlanForm, ProgressForm
from audits.models import Action, Audit
from audits.outline import outline_of
from audits.rating import NEEDS_ACTION
from audits.reports.action_plan import action_plan, plan_line, with_log
from audits.reports.plan_sheets import plan_sheets
from audits.views.door import audit_page
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.spreadsheets import write_csv, write_xlsx
from safeguarding.views.kept_words import stamp_of, words_again

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@audit_page(P.AUDIT_READ)
def plan(request, audit):
    """The plan of one audit, late first."""
    return _plan_page(request, audit, back=True)


@school_page(P.AUDIT_SUMMARY)
def actions(request, school):
    """The plan of the newest audit that the person may read, with links to earlier ones."""
    audits = list(
        Audit.objects.filter(school=school).readable_by(request.user).live().select_related("edition")
    )
    if not audits:
        return render(request, "pages/audits/plan.html", {"school": school, "audit": None})
    audits[0].school = school
    return _plan_page(request, audits[0], earlier=audits[1:])


def _plan_page(request, audit, **context):
    may = request.user.holdings.may
    context |= {
        "school": audit.school,
        "audit": audit,
        "plan": action_plan(audit),
        "may_write": may(P.AUDIT_ANSWER, audit.school_id) and audit.state != Audit.State.WITHDRAWN,
        "may_open": may(P.AUDIT_SUMMARY, audit.school_id),
    }
    return render(request, "pages/audits/plan.html", context)


@audit_page(P.AUDIT_READ)
def plan_csv(request, audit):
    return _download(request, audit, "csv", "text/csv; charset=utf-8", write_csv)


@audit_page(P.AUDIT_READ)
def plan_xlsx(request, audit):
    title = f"Action plan, {audit.title}"
    return _download(request, audit, "xlsx", XLSX, lambda sheets: write_xlsx(title, sheets))


def _download(request, audit, ending, content_type, write):
    content = write(plan_sheets(action_plan(audit)))
    record_event("plan downloaded", by=request.user, school=audit.school, about=audit, form=ending)
    name = f"action-plan-{audit.year}-to-{audit.year + 1}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


@audit_page(P.AUDIT_ANSWER)
def action_add(request, audit):
    """Add an action; ``?item=`` names where it comes from."""
    items = outline_of(audit.edition).rated
    form = AddActionForm(
        request.POST or words_again(request),
        owners=owners_in(audit.school),
        items=items,
        initial=_offered(request, audit),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _add(audit, form, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Action added.")
            return redirect("audits:plan", audit.school.slug, audit.public_id)
    context = {"audit": audit, "form": form, "written_by": stamp_of(request.user)}
    return render(request, "pages/audits/action_add.html", context)


def _offered(request, audit) -> dict:
    """The item of the address, with the date that its clock gives."""
    key = request.GET.get("item", "")
    if not key:
        return {}
    response = _response_of(audit, key)
    return {"item": key, "due_on": due_by_clock(audit, response) if response.rating in NEEDS_ACTION else None}


def _response_of(audit, key):
    item = outline_of(audit.edition).by_key.get(key)
    if item is None or not item.is_rated:
        raise Http404
    return audit.responses.get(item=item.pk, case=None)


def _add(audit, form, *, by):
    key = form.cleaned_data["item"]
    response = _response_of(audit, key) if key else None
    request_key = form.cleaned_data["request_key"]
    plan_action(audit, response=response, by=by, request_key=request_key, **form.plan)


@school_page(P.SCHOOL_ENTER)
def action(request, school, action):
    """One action: what is planned, what was done, and the forms for those who may write."""
    rows = Action.objects.filter(school=school).visible_to(request.user)
    found = get_object_or_404(with_log(rows).select_related("audit__edition"), public_id=action)
    found.school = found.audit.school = school
    forms = _Forms(request, found)
    if request.method == "POST":
        if not forms.post():
            raise PermissionDenied
        if forms.are_saved:
            return redirect(found)
    context = _shown(found, forms) | {"written_by": stamp_of(request.user)}
    return render(request, "pages/audits/action.html", context)


class _Forms:
    """The two forms of an action's page, each only for those who may send it."""

    def __init__(self, request, action):
        may = request.user.holdings.may
        self.request, self.action, self.are_saved = request, action, False
        self.may_change = may(P.AUDIT_ANSWER, action.school_id)
        self.may_note = self.may_change or (
            action.owner_id == request.user.pk and may(P.ACTION_PROGRESS, action.school_id)
        )
        self.reads_audit = self.may_change or (
            may(P.AUDIT_SUMMARY, action.school_id) and action.audit.is_released
        )
        self.clash = _clash(action, request.user) if self.may_change else None
        kept = (request.method == "GET" and words_again(request)) or {}
        noted, planned = ((kept if name in kept else None) for name in ("progress", "change"))
        self.progress = self._progress(noted) if self.may_note else None
        self.change = self._change(planned) if self.may_change and action.is_unfinished else None

    def post(self) -> bool:
        """Handle the form that was sent; False when the person may not send it."""
        if "progress" in self.request.POST and self.may_note:
            self.progress = self._progress(self.request.POST)
            self._save(self.progress, self._note, "Progress added.")
            return True
        if "change" in self.request.POST and self.may_change:
            self.change = self._change(self.request.POST)
            self._save(self.change, self._plan, "Plan saved.")
            return True
        return False

    def _progress(self, data) -> ProgressForm:
        return ProgressForm(data, action=self.action, initial={"version": self.action.version})

    def _change(self, data) -> ChangePlanForm:
        """Filled with the plan as it stands, or after a clash with what the person wrote."""
        owners = list(owners_in(self.action.school))
        shown = self.clash or self.action
        initial = {
            "version": self.action.version,
            "what": shown.what,
            "owner": shown.owner.public_id if shown.owner else "",
            "due_on": shown.due_on,
            "due_reason": shown.due_reason,
        }
        if self.action.owner and self.action.owner not in owners:
            owners.append(self.action.owner)  # who has left since, and stays until somebody else is chosen
        return ChangePlanForm(data, action=self.action, owners=owners, initial=initial)

    def _save(self, form, save, done: str) -> None:
        if not form.is_valid():
            return
        try:
            clashed = save(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return
        self.are_saved = True
        if not clashed:
            messages.success(self.request, done)

    def _note(self, form) -> bool:
        cleaned = form.cleaned_data
        note_progress(
            self.action,
            note=cleaned["note"],
            state=cleaned["state"],
            seen_version=cleaned["version"],
            by=self.request.user,
        )
        return False

    def _plan(self, form) -> bool:
        seen = form.cleaned_data["version"]
        return bool(change_plan(self.action, form.plan, seen_version=seen, by=self.request.user).clashes)


def _clash(action, user):
    """What the person wrote last, if it met a colleague's words and nothing was written since."""
    newest = next(iter(action.updates.all()), None)
    if newest is None or not newest.set_aside or newest.by_id != user.pk or not action.is_unfinished:
        return None
    return newest


def _shown(action, forms) -> dict:
    audit = action.audit
    line = plan_line(action, outline_of(audit.edition), timezone.localdate())
    failed = next((form for form in (forms.progress, forms.change) if form and form.errors), None)
    stands = next((entry for entry in line.log if not entry.set_aside), None)
    return {
        "school": action.school,
        "audit": audit,
        "action": action,
        "line": line,
        "source_url": _source_url(audit, line) if forms.reads_audit and forms.may_change else "",
        "plan_url": reverse("audits:plan", args=[action.school.slug, audit.public_id])
        if forms.reads_audit
        else "",
        "form": failed,
        "progress": forms.progress,
        "change": forms.change,
        "clash": forms.clash,
        "stands": stands,
    }


def _source_url(audit, line) -> str:
    if line.source is None or line.source.is_case_check:
        return ""
    url = reverse("audits:section", args=[audit.school.slug, audit.public_id, line.source.section_key])
    return f"{url}?item={line.source.key}"
