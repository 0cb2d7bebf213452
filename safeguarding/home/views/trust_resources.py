"""The trust's resources as its officer keeps them: recommending, changing, withdrawing, answering suggestions."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from safeguarding.access.guard import trust_page
from safeguarding.access.permissions import P
from safeguarding.actions.resources import (
    accept_suggestion,
    add_resource,
    bring_back,
    change_resource,
    decline_suggestion,
    withdraw_resource,
)
from safeguarding.forms.resources import DecideSuggestionForm, ResourceForm, WithdrawForm
from safeguarding.home.belonging import places
from safeguarding.models import Resource, ResourceSuggestion
from safeguarding.refusals import Refused
from safeguarding.reports.resources import resource_lines
from safeguarding.views.kept_words import stamp_of, words_again

YEAR = timedelta(days=365)


@trust_page(P.RESOURCES_KEEP)
def trust_resources(request, trust, schools):
    """Every resource with what people say of it, those to look at again first; and the suggestions."""
    rows = Resource.objects.visible_to(request.user).filter(trust=trust)
    lines = resource_lines(rows, names=places(schools[0]).names, today=timezone.localdate(), heard=True)
    suggestions = ResourceSuggestion.objects.visible_to(request.user).filter(trust=trust)
    asked = list(suggestions.select_related("school", "suggested_by", "resource"))
    context = {
        "trust": trust,
        "lines": sorted(
            (line for line in lines if line.row.is_recommended), key=lambda line: -line.days_late
        ),
        "withdrawn": [line for line in lines if not line.row.is_recommended],
        "waiting": [row for row in asked if row.state == row.State.WAITING],
        "decided": [row for row in asked if row.state != row.State.WAITING],
    }
    return render(request, "pages/home/trust_resources.html", context)


@trust_page(P.RESOURCES_KEEP)
def trust_resource_add(request, trust, schools):
    today = timezone.localdate()
    form = ResourceForm(
        request.POST or words_again(request),
        request.FILES or None,
        initial={"checked_on": today, "review_by": today + YEAR},
        **_choices(schools),
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = {"request_key": form.cleaned_data["request_key"], "file": form.cleaned_data["file"]}
            add_resource(trust, by=request.user, **given, **form.words)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "All schools of the trust see it now.")
            return redirect("trust_resources", trust.slug)
    context = {"trust": trust, "form": form, "written_by": stamp_of(request.user)}
    return render(request, "pages/home/trust_resource_add.html", context)


def _choices(schools, row: Resource | None = None) -> dict:
    """Where it may belong; where it belongs already stays a choice, also where nobody asks for it any more."""
    known = places(schools[0])
    items = [(key, key) for key in row.items if key not in known.names] if row else []
    categories = [(key, key) for key in row.categories if key not in known.names] if row else []
    return {"items": [*known.items, *items], "categories": [*known.categories, *categories]}


@trust_page(P.RESOURCES_KEEP)
def trust_resource(request, trust, schools, resource):
    """One resource: changing it, withdrawing it, what people say of it and every wording that it had."""
    row = get_object_or_404(Resource.objects.visible_to(request.user).filter(trust=trust), public_id=resource)
    form, end = _forms(request, schools, row)
    if request.method == "POST" and _changed(request, row, form, end):
        return redirect("trust_resources", trust.slug)
    (line,) = resource_lines([row], names=places(schools[0]).names, today=timezone.localdate(), heard=True)
    context = {
        "trust": trust,
        "school": schools[0],
        "line": line,
        "form": end if end.is_bound else form,  # whose errors the page tells
        "change": form,
        "end": end,
        "versions": row.versions.all(),
        "written_by": stamp_of(request.user),
    }
    return render(request, "pages/home/trust_resource.html", context)


def _forms(request, schools, row: Resource) -> tuple[ResourceForm, WithdrawForm]:
    """Both forms of the page; only the one whose button was pressed is bound."""
    initial = row.words() | {"version": row.version}
    posted = request.POST or words_again(request)
    ends = bool(posted) and ("withdraw" in posted or "back" in posted)
    form = ResourceForm(None if ends else posted, row=row, initial=initial, **_choices(schools, row))
    end = WithdrawForm(
        posted if ends else None,
        prefix="end",
        is_recommended=row.is_recommended,
        initial={"version": row.version},
    )
    return form, end


def _changed(request, row: Resource, form: ResourceForm, end: WithdrawForm) -> bool:
    used = end if end.is_bound else form
    if not used.is_valid():
        return False
    given = {"seen_version": used.cleaned_data["version"] or 0, "by": request.user}
    try:
        if used is form:
            change_resource(row, **given, **form.words)
        else:
            verb = withdraw_resource if row.is_recommended else bring_back
            verb(row, reason=end.cleaned_data["reason"], **given)
    except Refused as refusal:
        used.add_error(None, str(refusal))
        return False
    messages.success(request, "Saved.")
    return True


@trust_page(P.RESOURCES_KEEP)
def trust_suggestion(request, trust, schools, suggestion):
    """One suggestion, and deciding on it."""
    rows = ResourceSuggestion.objects.visible_to(request.user).filter(trust=trust)
    row = get_object_or_404(
        rows.select_related("school", "suggested_by", "decided_by", "resource"), public_id=suggestion
    )
    form = DecideSuggestionForm(request.POST or words_again(request))
    if request.method == "POST" and form.is_valid():
        decides = accept_suggestion if form.cleaned_data["decision"] == form.ACCEPT else decline_suggestion
        try:
            made = decides(row, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Decision recorded.")
            if made:  # to say for whom it is and where it belongs
                return redirect("trust_resource", trust.slug, made.public_id)
            return redirect("trust_resources", trust.slug)
    waits = row.state == row.State.WAITING
    context = {"trust": trust, "row": row, "form": form if waits else None}
    context["written_by"] = stamp_of(request.user)
    return render(request, "pages/home/trust_suggestion.html", context)
