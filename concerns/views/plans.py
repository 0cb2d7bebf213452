"""Plans and risk assessments: the page of a child's plans and meetings, one plan, and the forms of its steps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from concerns.actions.planning import plan_action
from concerns.actions.plans import (
    Overtaken,
    end_plan,
    hand_over_plan,
    put_in_force,
    review_plan,
    start_plan,
    write_version,
)
from concerns.actions.printing import print_plan
from concerns.forms.entries import ActionForm
from concerns.forms.plans import (
    EndPlanForm,
    NewOwnerForm,
    PutInForceForm,
    ReviewForm,
    StartPlanForm,
    WritePlanForm,
)
from concerns.models import Concern, Plan, Standing
from concerns.reports.child_plans import child_plans
from concerns.reports.plan_page import PARTS, compared, plan_report, printed_plan
from concerns.reports.plans_to_look_at import concerns_asking
from concerns.reports.veiling import screen_veil
from concerns.views.door import concern_page, file_page, plan_page
from concerns.views.printing import pdf_answer
from concerns.views.work_form import form_page, is_saved, owners_of, to, typed
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event

WRITE_FIRST = "Write what the risks are, and what is done about them"
CHOICES = 30  # concerns that a form offers, the newest first


@file_page(P.CHILD_VIEW)
def child_plans_page(request, pupil):
    """Plans, reviews that are due, meetings, actions and papers of one child. Opening it is on record."""
    record_event("file opened", by=request.user, school=pupil.school, about=pupil)
    context = {
        "school": pupil.school,
        "pupil": pupil,
        "it": child_plans(pupil, reader=request.user, today=timezone.localdate()),
        "may_write": request.user.holdings.may(P.CHILD_WRITE, pupil.school_id),
    }
    return render(request, "pages/concerns/child_plans.html", context)


@concern_page(P.CHILD_WRITE)
def concern_plan(request, concern):
    """From a concern to a plan for one of its children; the only one goes straight there."""
    links = list(concern.links.filter(pupil__isnull=False).select_related("pupil").order_by("id"))
    query = urlencode({"concern": concern.public_id})
    urls = [
        (
            f"{reverse('concerns:plan_start', args=[concern.school.slug, link.pupil.public_id])}?{query}",
            link.pupil,
        )
        for link in links
    ]
    if len(urls) == 1:
        return redirect(urls[0][0])
    context = {"school": concern.school, "concern": concern, "urls": urls}
    return render(request, "pages/concerns/concern_plan.html", context)


@file_page(P.CHILD_WRITE)
def plan_start(request, pupil):
    """Begin a plan; ``?concern=`` names the concern that it is made from."""
    concerns = _concerns(pupil, request.user)
    named = next((each for each in concerns if each.public_id == request.GET.get("concern")), None)
    form = StartPlanForm(
        typed(request), owners=owners_of(pupil), concerns=concerns, me=request.user, concern=named,
        register_url=reverse("concerns:adult_report", args=[pupil.school.slug]),
    )  # fmt: skip
    made = []
    if is_saved(request, form, lambda form: made.append(start_plan(pupil, by=request.user, **form.plan))):
        return redirect("concerns:plan_write", pupil.school.slug, made[0].public_id)
    return form_page(request, pupil, form, "Start a plan or a risk assessment", back=_to_plans(pupil))


@plan_page(P.CHILD_VIEW)
def plan(request, plan):
    """One plan as it stands. Opening it is on record, with the child's file."""
    page = plan_report(plan, reader=request.user, today=timezone.localdate())
    record_event("plan opened", by=request.user, school=plan.school, about=plan.pupil, plan=plan.public_id)
    writes = request.user.holdings.may(P.CHILD_WRITE, plan.school_id)
    context = _context(plan) | {
        "it": page,
        "may_write": writes and plan.state != Plan.State.ENDED,
        "may_add": writes,
        "missing": [
            {
                "text": WRITE_FIRST,
                "url": reverse("concerns:plan_write", args=[plan.school.slug, plan.public_id]),
            }
        ],
        "written_words": [WRITE_FIRST],
    }
    return render(request, "pages/concerns/plan.html", context)


@plan_page(P.CHILD_VIEW)
def plan_versions(request, plan):
    """Every version of a plan, with what differs from the one before."""
    page = plan_report(plan, reader=request.user, today=timezone.localdate())
    record_event("plan opened", by=request.user, school=plan.school, about=plan.pupil, plan=plan.public_id)
    context = _context(plan) | {"it": page, "compared": compared(page.versions)}
    return render(request, "pages/concerns/plan_versions.html", context)


@plan_page(P.CHILD_WRITE)
def plan_write(request, plan):
    """Write a plan, or write it anew: the form begins with what it says now."""
    record_event("plan opened", by=request.user, school=plan.school, about=plan.pupil, plan=plan.public_id)
    before = plan.versions.select_related("written_by").first()
    form = WritePlanForm(typed(request), first=before is None, initial=_as_it_is(plan, before, request.user))
    if is_saved(request, form, lambda form: _write(plan, form, by=request.user)):
        messages.success(
            request, "Plan saved." if before is None else "Saved as a new version. The older ones stay."
        )
        return to("plan", plan)
    return form_page(
        request, plan.pupil, form, form.title, back=_to_plan(plan), lead=_title(plan, request.user),
        theirs=getattr(form, "theirs", None),
    )  # fmt: skip


def _write(plan, form, *, by):
    try:
        write_version(plan, by=by, seen_version=form.cleaned_data["version"], **form.words)
    except Overtaken:
        # The colleague's words stand beside one's own.
        form.theirs = plan.versions.select_related("written_by").first()
        if form.theirs is not None:
            form.ask_why()
        raise


def _as_it_is(plan, before, reader) -> dict:
    """What the form begins with: the words of the last version as this reader may see them."""
    veil = screen_veil(plan.pupil, reader=reader)
    words = {name: veil.over(getattr(before, name)) for name in PARTS} if before else {}
    return words | {"version": plan.version}


@plan_page(P.CHILD_WRITE)
def plan_in_force(request, plan):
    """Put a plan in force, with the day of its first review."""
    form = PutInForceForm(typed(request), initial={"version": plan.version})
    save = lambda form: put_in_force(plan, by=request.user, **_seen(form.cleaned_data))  # noqa: E731
    return _step(request, plan, form, save, "The plan is in force.")


@plan_page(P.CHILD_WRITE)
def plan_review(request, plan):
    """Record a review. While a new concern waits for an answer, the form begins with it."""
    record_event("plan opened", by=request.user, school=plan.school, about=plan.pupil, plan=plan.public_id)
    asking = concerns_asking(plan, reader=request.user)
    concerns = _concerns(plan.pupil, request.user)
    newest = next((each for each in concerns if asking and each.public_id == asking[-1].public_id), None)
    form = ReviewForm(typed(request), concerns=concerns, asking=newest, initial={"version": plan.version})
    made = []
    save = lambda form: made.append(  # noqa: E731
        review_plan(plan, by=request.user, seen_version=form.cleaned_data["version"], **form.review)
    )
    if is_saved(request, form, save):
        return _after_review(request, plan, made[0])
    return form_page(
        request, plan.pupil, form, form.title, back=_to_plan(plan), lead=_title(plan, request.user),
        asking=asking,
    )  # fmt: skip


def _after_review(request, plan, review):
    """A plan that no longer holds leads to writing it anew."""
    if review.still_holds:
        messages.success(request, "Review saved.")
        return to("plan", plan)
    messages.warning(request, "Review saved. The plan no longer holds: write it anew now, or end it.")
    return to("plan_write", plan)


@plan_page(P.CHILD_WRITE)
def plan_end(request, plan):
    """End a plan with its reason."""
    form = EndPlanForm(typed(request), initial={"version": plan.version})
    open_actions = plan.actions.filter(state="open").count()
    save = lambda form: end_plan(plan, by=request.user, **_seen(form.cleaned_data))  # noqa: E731
    return _step(request, plan, form, save, "The plan has ended.", open_actions=open_actions)


@plan_page(P.CHILD_WRITE)
def plan_owner(request, plan):
    """Hand a plan over."""
    owners = owners_of(plan.pupil, plan=plan).exclude(pk=plan.owner_id)
    form = NewOwnerForm(typed(request), owners=owners, initial={"version": plan.version})
    seen = lambda form: {"owner": form.chosen("owner"), "seen_version": form.cleaned_data["version"]}  # noqa: E731
    save = lambda form: hand_over_plan(plan, by=request.user, **seen(form))  # noqa: E731
    return _step(request, plan, form, save, "Handed over.")


@plan_page(P.CHILD_WRITE)
def plan_action_add(request, plan):
    """Add an action to a plan."""
    form = ActionForm(typed(request), owners=owners_of(plan.pupil, plan=plan))
    form.title = "Add an action"
    save = lambda form: plan_action(by=request.user, pupil=plan.pupil, plan=plan, **form.plan)  # noqa: E731
    return _step(request, plan, form, save, "Action added.")


@plan_page(P.CHILD_VIEW)
def plan_pdf(request, plan) -> HttpResponse:
    """One plan on paper."""
    now = timezone.localtime()
    report = printed_plan(plan, reader=request.user, at=now)
    return pdf_answer(request, f"plan-{now:%Y-%m-%d}.pdf", lambda: print_plan(plan, report, by=request.user))


def _step(request, plan, form, save, done: str, **more):
    """A form of one step of a plan, or back to the plan once it is saved."""
    if is_saved(request, form, save):
        messages.success(request, done)
        return to("plan", plan)
    lead = _title(plan, request.user)
    return form_page(request, plan.pupil, form, form.title, back=_to_plan(plan), lead=lead, **more)


def _seen(cleaned: dict) -> dict:
    """What a form of a step says, with the state that the person saw."""
    said = dict(cleaned)
    return {"seen_version": said.pop("version"), **said}


def _title(plan, reader) -> str:
    """The plan's name, under the veil where it holds an adult's."""
    return screen_veil(plan.pupil, reader=reader).over(str(plan)) if plan.about_adult else str(plan)


def _concerns(pupil, reader) -> list[Concern]:
    """Concerns about the child that a form may name."""
    rows = Concern.objects.visible_to(reader).filter(school=pupil.school, links__pupil=pupil)
    return list(rows.exclude(standing__state=Standing.State.IN_ERROR).order_by("-recorded_at")[:CHOICES])


def _context(plan) -> dict:
    return {"school": plan.school, "pupil": plan.pupil, "plan": plan}


def _to_plan(plan) -> tuple[str, str]:
    return reverse("concerns:plan", args=[plan.school.slug, plan.public_id]), plan.get_kind_display()


def _to_plans(pupil) -> tuple[str, str]:
    return reverse("concerns:child_plans", args=[pupil.school.slug, pupil.public_id]), "Plans and meetings"
