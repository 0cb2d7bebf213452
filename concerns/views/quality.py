"""Quality checks in one school: the list, drawing, one check, a record beside its questions, findings, the feedback."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from concerns.actions.checking import add_finding, choose_categories, mark_opened, save_answers
from concerns.actions.choosing import people_for
from concerns.actions.drawing import draw_checks, finish_check, stop_check
from concerns.actions.replying import acknowledge, act_on, answer_feedback
from concerns.forms.quality import (
    AnswerFeedbackForm,
    AnswersForm,
    CategoryForm,
    DrawForm,
    FindingActionForm,
    FindingForm,
    FinishForm,
    StopForm,
)
from concerns.models import Checklist, QualityCheck
from concerns.reports.quality_check import check_lines, check_page
from concerns.reports.quality_record import categories_on, checked_record, concern_of
from concerns.sampled import record_open, shut_out_of
from concerns.views.door import checker_page, quality_page
from concerns.views.work_form import is_saved, typed
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.views.kept_words import stamp_of

LIST = 50  # checks of one school on its page


@school_page(P.QUALITY_CHECK)
def quality(request, school):
    """The checks of the school, newest first: one's own that are open, and what others found."""
    rows = QualityCheck.objects.filter(school=school).visible_to(request.user)
    lines = check_lines(rows[:LIST], reader=request.user)
    return render(request, "pages/concerns/quality.html", {"school": school, "lines": lines})


@school_page(P.QUALITY_CHECK)
def quality_draw(request, school):
    """Draw a sample in this school."""
    return draw_page(request, [school], school.trust, {"school": school})


def draw_page(request, schools, trust, context):
    """The form of a draw in any of these schools, and the draw."""
    checklists = list(Checklist.objects.offered_to(trust))
    form = DrawForm(typed(request), schools=schools, checklists=checklists)
    if is_saved(request, form, lambda form: _drawn(request, form)):
        many = len(form.chosen_schools)
        messages.success(request, "Sample drawn." if many == 1 else f"A sample was drawn in {many} schools.")
        if many == 1:
            return _to(form.made[0])
        return redirect("trust_quality:quality", trust.slug)
    context |= {"form": form, "checklists": checklists, "trust": trust, "written_by": stamp_of(request.user)}
    return render(request, "pages/concerns/quality_draw.html", context)


def _drawn(request, form):
    form.made = draw_checks(form.chosen_schools, by=request.user, **form.plan)


def _to(check):
    return redirect("concerns:quality_check", check.school.slug, check.public_id)


@quality_page(P.QUALITY_CHECK)
def quality_check(request, check):
    """One check: to its checker the records while it is open; to the school what was found, once it is finished."""
    page = check_page(check, reader=request.user)
    may = lambda permission: request.user.holdings.may(permission, check.school_id)  # noqa: E731
    context = {
        "school": check.school,
        "check": check,
        "it": page,
        "is_checker": check.checker_id == request.user.pk,
        "may_work": check.is_checked_by(request.user),
        "may_reply": check.is_finished and may(P.CONCERN_MANAGE),
        "may_use": check.is_finished and may(P.AUDIT_ANSWER),
        "may_open": may(P.CONCERN_VIEW),
        "may_trust": may(P.QUALITY_TRUST) and check.school.trust_id,
    }
    return render(request, "pages/concerns/quality_check.html", context)


@checker_page
def quality_record(request, check, item):
    """One drawn record beside the questions, no child named; where it is asked, first the category by the report alone.

    Opening it leaves a mark with the concern and in the file of each child.
    """
    rows = check.items.exclude(concern__in=shut_out_of(request.user)).prefetch_related("codes")
    item = get_object_or_404(rows, public_id=item)
    item.school, item.quality_check = check.school, check
    with record_open(item, to=request.user):
        concern = concern_of(item, reader=request.user)
        if concern is None:
            raise Http404
        mark_opened(item, concern, by=request.user)
        it = checked_record(item, concern, reader=request.user, at=timezone.localtime())
    make = _category if it.waits_for_category else _answers
    return make(request, check, item, it)


def _category(request, check, item, it):
    categories = list(categories_on(timezone.localdate()))
    form = CategoryForm(typed(request), children=it.children, categories=categories)
    if is_saved(request, form, lambda form: choose_categories(item, form.chosen, by=request.user)):
        return _to_record(item)
    return _record_page(request, check, it, form)


def _answers(request, check, item, it):
    if request.method == "POST" and "seen" not in request.POST:
        return _to_record(item)  # the category, sent twice
    form = AnswersForm(typed(request), answered=it.questions, seen=it.seen)
    save = lambda form: save_answers(  # noqa: E731
        item, form.given, seen=form.cleaned_data["seen"], by=request.user
    )
    if is_saved(request, form, save):
        messages.success(request, f"{item.reference} saved.")
        return _next(check, item, request.user)
    if form.is_bound and form.non_field_errors():
        form.see(it.seen)
    return _record_page(request, check, it, form)


def _record_page(request, check, it, form):
    context = {
        "school": check.school,
        "check": check,
        "it": it,
        "form": form,
        "written_by": stamp_of(request.user),
        "may_open": request.user.holdings.may(P.CONCERN_VIEW, check.school_id),
    }
    return render(request, "pages/concerns/quality_record.html", context)


def _to_record(item):
    check = item.quality_check
    return redirect("concerns:quality_record", check.school.slug, check.public_id, item.public_id)


def _next(check, item, user):
    """To the next record that is not done, after this one and then from the start; or else to the check."""
    lines = [line for line in check_page(check, reader=user).items if not line.is_done]
    later = [line for line in lines if line.item.order > item.order]
    ahead = next(iter([*later, *lines]), None)
    if ahead is None or ahead.item.pk == item.pk:
        return _to(check)
    ahead.item.quality_check = check
    return _to_record(ahead.item)


@checker_page
def quality_finding(request, check):
    """Write down a finding. ``?record=`` names the record that it is about."""
    items = list(check.items.exclude(concern__in=shut_out_of(request.user)))
    start = next((item for item in items if item.public_id == request.GET.get("record")), None)
    questions = list(check.checklist.questions.all())
    form = FindingForm(typed(request), items=items, questions=questions, start=start)
    save = lambda form: add_finding(check, by=request.user, **form.finding)  # noqa: E731
    lead = "The school reads it when the check is finished. It can no longer be changed then, nor now."
    return _form(request, check, form, save, "Add a finding", "Finding added.", lead)


@checker_page
def quality_finish(request, check):
    """Write the feedback, send it, and end the check."""
    form = FinishForm(typed(request), initial={"version": check.version})
    save = lambda form: finish_check(  # noqa: E731
        check, text=form.cleaned_data["text"], seen_version=form.cleaned_data["version"], by=request.user
    )
    lead = "The school gets the feedback, the findings and the results. From then on you no longer open the records."
    return _form(request, check, form, save, "Finish and send feedback", "Feedback sent.", lead)


@checker_page
def quality_stop(request, check):
    """Stop a check that was drawn in error."""
    form = StopForm(typed(request), initial={"version": check.version})
    save = lambda form: stop_check(  # noqa: E731
        check, reason=form.cleaned_data["reason"], seen_version=form.cleaned_data["version"], by=request.user
    )
    lead = "What was answered stays on record and counts for nothing."
    return _form(request, check, form, save, "Stop the check", "Check stopped.", lead)


@require_POST
@quality_page(P.CONCERN_MANAGE)
def quality_read(request, check):
    """Say that the feedback was read."""
    _finished(check)
    acknowledge(check, by=request.user)
    messages.success(request, f"{check.checker.name} sees that the feedback was read.")
    return _to(check)


@quality_page(P.CONCERN_MANAGE)
def quality_answer(request, check):
    """Answer the feedback."""
    _finished(check)
    form = AnswerFeedbackForm(typed(request))
    save = lambda form: answer_feedback(  # noqa: E731
        check, text=form.cleaned_data["text"], request_key=form.cleaned_data["request_key"], by=request.user
    )
    return _form(request, check, form, save, "Answer the feedback", "Answer sent.", "")


@quality_page(P.CONCERN_MANAGE)
def quality_action(request, check, finding):
    """Make a finding an action of the school."""
    _finished(check)
    rows = check.findings.exclude(item__concern__in=shut_out_of(request.user)).select_related("item__concern")
    finding = get_object_or_404(rows, public_id=finding)
    finding.school, finding.quality_check = check.school, check
    concern = finding.item.concern if finding.item else None
    form = FindingActionForm(typed(request), owners=people_for(check.school, concern=concern))
    save = lambda form: act_on(finding, by=request.user, **form.action)  # noqa: E731
    return _form(request, check, form, save, "Make it an action", "Action added.", finding.what)


def _finished(check):
    if not check.is_finished:
        raise Http404


def _form(request, check, form, save, heading: str, done: str, lead: str):
    """The page of one form about a check, and back to the check when it is saved."""
    if is_saved(request, form, save):
        messages.success(request, done)
        return _to(check)
    context = {
        "school": check.school,
        "check": check,
        "form": form,
        "heading": heading,
        "lead": lead,
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/concerns/quality_form.html", context)
