"""The trust's list of categories: reading it, asking for a new one, deciding. No page changes what is there."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from concerns.actions.categories import accept_request, ask_category, decline_request
from concerns.forms.categories import AskForm, DecideForm
from concerns.models import Category, CategoryRequest, Subcategory
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.models import Resource
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again


def list_page(view):
    """For pages that both may read: who may ask for a category, and who decides."""

    @school_page(P.SCHOOL_ENTER)
    @wraps(view)
    def door(request, school, **parts):
        if not _may(request, school, P.CATEGORY_ASK) and not _may(request, school, P.CATEGORY_DECIDE):
            raise PermissionDenied
        return view(request, school, **parts)

    return door


@list_page
def categories(request, school):
    """The whole list: what may be chosen now, and below it what is over."""
    today = timezone.localdate()
    rows = list(Category.objects.prefetch_related("subcategories"))
    for row in rows:
        row.shown = [each for each in row.subcategories.all() if each.until is None or each.until >= today]
    over = Subcategory.objects.filter(until__lt=today).select_related("category")
    context = {
        "school": school,
        "today": today,
        "rows": [row for row in rows if row.shown],
        "over": over,
        "waiting": _requests(request, school).filter(state=CategoryRequest.State.ASKED).count(),
        **_rights(request, school),
    }
    return render(request, "pages/concerns/categories.html", context)


@list_page
def category(request, school, category):
    """One category with its guidance, and every wording that it has had."""
    rows = Subcategory.objects.prefetch_related("wordings")
    found = Category.objects.prefetch_related("wordings", Prefetch("subcategories", rows))
    context = {"school": school, "today": timezone.localdate()}
    context["category"] = get_object_or_404(found, key=category)
    context["resources"] = Resource.objects.about_category(school, category)
    return render(request, "pages/concerns/category.html", context)


@school_page(P.CATEGORY_ASK)
def category_ask(request, school):
    form = AskForm(request.POST or words_again(request))
    if request.method == "POST" and form.is_valid():
        ask_category(school, by=request.user, **form.cleaned_data)
        messages.success(request, "Request sent to the trust safeguarding officer.")
        return redirect("concerns:category_requests", school.slug)
    context = {"school": school, "form": form, "written_by": stamp_of(request.user)}
    return render(request, "pages/concerns/category_ask.html", context)


@list_page
def category_requests(request, school):
    """Requests with their state: those of the school, and for who decides those of every school."""
    rows = _requests(request, school).select_related("school", "asked_by")
    context = {"school": school, "requests": sorted(rows, key=_waiting_first), **_rights(request, school)}
    return render(request, "pages/concerns/category_requests.html", context)


@list_page
def category_request(request, school, asked):
    """One request; who decides finds the form here until it is decided."""
    rows = _requests(request, school).select_related(
        "school", "asked_by", "decided_by", "subcategory__category"
    )
    asked = get_object_or_404(rows, public_id=asked)
    form = _decide_form(request, school, asked)
    if form and request.method == "POST" and form.is_valid() and _decided(request, asked, form):
        return redirect("concerns:category_requests", school.slug)
    context = {"school": school, "asked": asked, "form": form, "written_by": stamp_of(request.user)}
    return render(request, "pages/concerns/category_request.html", context)


def _decide_form(request, school, asked) -> DecideForm | None:
    may = _may(request, asked.school, P.CATEGORY_DECIDE)
    if not may and request.method == "POST":
        raise PermissionDenied
    if not may or asked.state != CategoryRequest.State.ASKED:
        return None
    today = timezone.localdate()
    initial = {"title": asked.title, "since": today}
    return DecideForm(request.POST or words_again(request), day=today, initial=initial)


def _decided(request, asked, form) -> bool:
    try:
        if form.cleaned_data["decision"] == form.ACCEPT:
            accept_request(asked, by=request.user, **form.new)
        else:
            decline_request(asked, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Decision recorded.")
    return True


def _requests(request, school):
    rows = CategoryRequest.objects.visible_to(request.user)
    return rows if _may(request, school, P.CATEGORY_DECIDE) else rows.filter(school=school)


def _waiting_first(asked):
    return asked.state != CategoryRequest.State.ASKED, -asked.asked_at.timestamp()


def _rights(request, school) -> dict:
    return {
        "may_ask": _may(request, school, P.CATEGORY_ASK),
        "may_decide": _may(request, school, P.CATEGORY_DECIDE),
    }


def _may(request, school, permission) -> bool:
    return request.user.holdings.may(permission, school.pk)
