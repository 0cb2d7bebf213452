"""The trust's schedule of audits: what was asked of whom, asking more schools, changing one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audits.actions.scheduling import (
    move_due_audit,
    put_back,
    schedule_audits,
    take_out,
    years_to_schedule,
)
from audits.forms.scheduling import ChangeDueAuditForm, ScheduleForm
from audits.models import DueAudit
from audits.reports.schedule import asked_audits
from audits.reports.schedule import schedule as read_schedule
from safeguarding.access.guard import trust_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again


@trust_page(P.AUDIT_SCHEDULE)
def schedule(request, trust, schools):
    """Every round, late schools first, with those that it does not ask yet."""
    rounds = read_schedule(schools, user=request.user, today=timezone.localdate())
    return render(request, "pages/audits/schedule.html", {"trust": trust, "rounds": rounds})


@trust_page(P.AUDIT_SCHEDULE)
def schedule_add(request, trust, schools):
    """Ask schools for an audit; ``?edition=``, ``?year=`` and ``?school=`` choose beforehand."""
    years = years_to_schedule(timezone.localdate())
    data = request.POST or words_again(request)
    form = ScheduleForm(data, schools=schools, years=years, initial=_chosen(request, schools))
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("edition", "year", "request_key")}
        try:
            new = schedule_audits(due=form.due, by=request.user, **fields)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"{len(new)} school{'' if len(new) == 1 else 's'} asked for the audit."
            messages.success(request, said if new else "Every school that you chose was asked already.")
            return redirect("trust:schedule", trust.slug)
    context = {"trust": trust, "form": form, "written_by": stamp_of(request.user)}
    return render(request, "pages/audits/schedule_add.html", context)


def _chosen(request, schools) -> dict:
    """What a link of the schedule chooses beforehand; anything unknown is left."""
    wanted = set(request.GET.getlist("school")) & {school.slug for school in schools}
    chosen = {"schools": sorted(wanted)} if wanted else {}
    return chosen | {name: request.GET[name] for name in ("edition", "year") if name in request.GET}


@trust_page(P.AUDIT_SCHEDULE)
def schedule_change(request, trust, schools, due):
    """One school's audit that is asked for: its log, and changing it with a reason."""
    rows = DueAudit.objects.visible_to(request.user).filter(school__in=[school.pk for school in schools])
    row = get_object_or_404(rows.select_related("school", "edition"), public_id=due)
    initial = {"version": row.version, "due_on": row.due_on}
    data = request.POST or words_again(request)
    form = ChangeDueAuditForm(data, is_asked=row.is_asked, initial=initial)
    if request.method == "POST" and form.is_valid() and _changed(request, row, form):
        return redirect("trust:schedule", trust.slug)
    context = {"trust": trust, "row": row, "form": form, "changes": row.changes.all()}
    (context["asked"],) = asked_audits(rows.filter(pk=row.pk), today=timezone.localdate())
    context["written_by"] = stamp_of(request.user)
    return render(request, "pages/audits/schedule_change.html", context)


def _changed(request, row: DueAudit, form: ChangeDueAuditForm) -> bool:
    said = {
        "reason": form.cleaned_data["reason"],
        "seen_version": form.cleaned_data["version"],
        "by": request.user,
    }
    try:
        if form.cleaned_data["what"] == form.MOVE:
            move_due_audit(row, due_on=form.day, **said)
        elif form.cleaned_data["what"] == form.TAKE_OUT:
            take_out(row, **said)
        else:
            put_back(row, due_on=form.day, **said)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Changed for {row.school.name}.")
    return True
