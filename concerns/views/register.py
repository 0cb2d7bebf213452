"""The register of concerns about adults: reporting one, the list, one concern and what is done about it.

A person whom a concern is about never meets it here: it is 404, in no list and in no count.
"""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from concerns.actions.registering import (
    FREE,
    add_adult_entry,
    close_adult,
    decide_threshold,
    end_naming,
    name_person,
    reopen_adult,
    report_adult,
    show_reporter,
)
from concerns.forms.register import AdultReportForm, EntryForm, MoveForm, NameForm, ReasonForm
from concerns.models import AdultAccess, AdultConcern, AdultEntry, AdultStanding
from concerns.reports.adult_patterns import adult_patterns, same_person
from concerns.reports.adult_readers import named_concerns
from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.access.roles import Role
from safeguarding.actions.events import record_event
from safeguarding.models import Membership
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again

PAGE = 25
Kind, State = AdultEntry.Kind, AdultStanding.State
DECIDING = {Kind.THRESHOLD: decide_threshold, Kind.OUTCOME: close_adult, Kind.REOPENED: reopen_adult}
TITLES = {
    Kind.THRESHOLD: "Decide the threshold",
    Kind.CONTACT: "Record a contact",
    Kind.NOTE: "Add a note",
    Kind.CORRECTION: "Put something right",
    Kind.OUTCOME: "Record the outcome and close",
    Kind.REOPENED: "Reopen",
}


def adult_page(view):
    """Guard a page of one concern about an adult: its keeper, or somebody named; never one whom it is about."""

    @school_page(P.SCHOOL_ENTER)
    @wraps(view)
    def door(request, school, adult, **parts):
        rows = AdultConcern.objects.filter(school=school).select_related("standing__subcategory__category")
        found = get_object_or_404(rows.visible_to(request.user), public_id=adult)
        found.school = school
        request.keeps_register = request.user.holdings.may(P.ADULT_REGISTER, school.pk)
        return view(request, found, **parts)

    return door


def keeper_page(view):
    """Of those pages, the ones for the register's keeper alone."""

    @adult_page
    @wraps(view)
    def door(request, adult, **parts):
        if not request.keeps_register:
            raise PermissionDenied
        return view(request, adult, **parts)

    return door


@school_page(P.CONCERN_REPORT)
def adult_report(request, school):
    """A report about an adult, oneself included."""
    people = _people(school)
    form = AdultReportForm(request.POST or words_again(request), people=people, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["request_key"]
            concern = report_adult(school, form.account, by=request.user, request_key=key)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("concerns:adult_receipt", school.slug, concern.public_id)
    context = {"school": school, "form": form, "terms": _terms(school), "written_by": stamp_of(request.user)}
    return render(request, "pages/concerns/adult_report.html", context)


@school_page(P.CONCERN_REPORT)
def adult_receipt(request, school, adult):
    """The reference, and what happens next; nothing of what was written."""
    rows = AdultConcern.objects.filter(school=school).reported_by(request.user)
    concern = get_object_or_404(rows, public_id=adult)
    heads = school.memberships.on(timezone.localdate()).filter(role=Role.HEAD)
    about_head = heads.filter(user=concern.subject_id).exists() if concern.subject_id else False
    context = {
        "school": school,
        "concern": concern,
        "about_head": about_head,
        "own_head": about_head and concern.self_report,
        "keeper": heads.exclude(user=concern.subject_id).exists() if concern.subject_id else heads.exists(),
        "terms": _terms(school),
    }
    return render(request, "pages/concerns/adult_receipt.html", context)


@school_page(P.ADULT_REGISTER)
def register(request, school):
    """The list, newest first; ``?state=`` shows one kind."""
    rows = _register(request, school)
    record_event("adult register opened", by=request.user, school=school)
    states = list(rows.values_list("standing__state", flat=True))
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in State else ""
    shown = rows.filter(standing__state=chosen) if chosen else rows
    context = {
        "school": school,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "states": [(state.value, state.label, states.count(state)) for state in State],
        "total": len(states),
        "undecided": states.count(State.RECEIVED),
        "terms": _terms(school),
    }
    return render(request, "pages/concerns/register.html", context)


@school_page(P.SCHOOL_ENTER)
def adult_named(request, school):
    """The concerns that a person was named to read. For who is named in none there is no such page."""
    if request.user.holdings.may(P.ADULT_REGISTER, school.pk):
        return redirect("concerns:register", school.slug)
    rows = list(named_concerns(request.user, school))
    if not rows:
        raise Http404
    record_event("adult register opened", by=request.user, school=school)
    return render(request, "pages/concerns/adult_named.html", {"school": school, "rows": rows})


@school_page(P.ADULT_REGISTER)
def register_patterns(request, school):
    """Counts by person and by place."""
    patterns = adult_patterns(_register(request, school))
    record_event("adult patterns opened", by=request.user, school=school)
    return render(request, "pages/concerns/register_patterns.html", {"school": school, "patterns": patterns})


@adult_page
def adult(request, adult):
    """One concern: the report as it came, what was done since, who may read it."""
    record_event("adult concern opened", by=request.user, school=adult.school, about=adult)
    entries = list(adult.entries.all())
    return render(request, "pages/concerns/adult.html", _adult_context(request, adult, entries))


@adult_page
def adult_entry(request, adult, kind):
    """Add one entry of a kind. Decisions are for the register's keeper."""
    kind = _kind(request, kind)
    form = _entry_form(request, adult, kind)
    if request.method == "POST" and form.is_valid():
        try:
            _add(request, adult, kind, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Recorded.")
            return redirect("concerns:adult", adult.school.slug, adult.public_id)
    context = {"school": adult.school, "adult": adult, "form": form, "title": TITLES[kind], "kind": kind}
    context |= {"terms": _terms(adult.school), "written_by": stamp_of(request.user)}
    return render(request, "pages/concerns/adult_entry.html", context)


@keeper_page
def adult_people(request, adult):
    """Who may read this concern: those named now and before, and the form to name one more."""
    named = adult.named_people.select_related("person", "by").order_by("-at")
    taken = {each.person_id for each in named if each.ended_at is None} | {adult.subject_id, request.user.pk}
    people = _people(adult.school, trust=True)
    people = {key: found for key, found in people.items() if found[0].pk not in taken}
    form = NameForm(request.POST or None, people=people)
    if form.is_valid():
        person = people[form.cleaned_data["person"]][0]
        try:
            name_person(adult, person, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person.name} may read {adult.reference} now.")
            return redirect("concerns:adult_people", adult.school.slug, adult.public_id)
    context = {"school": adult.school, "adult": adult, "named": named, "form": form}
    return render(request, "pages/concerns/adult_people.html", context)


@require_POST
@keeper_page
def adult_person_end(request, adult, named):
    """Take the concern out of a named person's sight."""
    rows = AdultAccess.objects.filter(concern=adult).select_related("person")
    found = get_object_or_404(rows, public_id=named)
    found.concern, found.school = adult, adult.school
    end_naming(found, by=request.user)
    messages.success(request, f"{found.person.name} can no longer read {adult.reference}.")
    return redirect("concerns:adult_people", adult.school.slug, adult.public_id)


@keeper_page
def adult_reporter(request, adult):
    """Show who reported, with a reason, where they asked not to be named."""
    if not adult.reporter_unnamed:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        show_reporter(adult, by=request.user, **form.cleaned_data)
        return redirect("concerns:adult", adult.school.slug, adult.public_id)
    context = {"school": adult.school, "adult": adult, "form": form}
    return render(request, "pages/concerns/adult_reporter.html", context)


def _register(request, school):
    rows = AdultConcern.objects.filter(school=school).visible_to(request.user)
    return rows.select_related("standing__subcategory")


def _adult_context(request, adult, entries) -> dict:
    told = any(entry.facts.get("reporter") == "shown" for entry in entries)
    others = _register(request, adult.school)
    titles = {entry.public_id: entry for entry in entries}
    for entry in entries:
        entry.corrected = titles.get(entry.facts.get("corrects"))
    return {
        "school": adult.school,
        "adult": adult,
        "standing": adult.standing,
        "entries": entries,
        "corrections": [entry for entry in entries if entry.facts.get("corrects") == "report"],
        "keeps": request.keeps_register,
        "names_reporter": not adult.reporter_unnamed or (told and request.keeps_register),
        "others": same_person(adult, others),
        "named": adult.named_people.filter(ended_at=None).select_related("person")
        if request.keeps_register
        else (),
        "terms": _terms(adult.school),
    }


def _kind(request, name: str) -> str:
    if name not in TITLES:
        raise Http404
    if name in DECIDING and not request.keeps_register:
        raise PermissionDenied
    return Kind(name)


def _entry_form(request, adult, kind):
    data = request.POST or words_again(request)
    if kind in DECIDING:
        return MoveForm(data, kind=kind, initial={"seen_version": adult.standing.version})
    entries = [
        (entry.public_id, f"{entry.get_kind_display()}, {entry.happened_on:%d %B %Y}")
        for entry in adult.entries.all()
    ]
    return EntryForm(data, kind=kind, entries=entries, initial={"happened_on": timezone.localdate()})


def _add(request, adult, kind, cleaned) -> None:
    if kind in FREE:
        add_adult_entry(adult, kind, by=request.user, **cleaned)
    else:
        DECIDING[kind](adult, by=request.user, **cleaned)


def _people(school, *, trust: bool = False) -> dict:
    """People with a role here today, by public id, with their roles in words."""
    today = timezone.localdate()
    rows = Membership.objects.on(today).filter(school=school)
    if trust and school.trust_id:
        rows = rows | Membership.objects.on(today).filter(trust=school.trust_id)
    found = {}
    for row in rows.exclude(role=Role.ADVISER).select_related("user").order_by("user__name", "role"):
        person, label = found.get(row.user.public_id, (row.user, row.user.name))
        found[row.user.public_id] = (person, f"{label}, {row.get_role_display().lower()}")
    return found


def _terms(school) -> dict:
    """Whom to ring, as the school's authority has it."""
    wanted = ("authority", "lado", "lado_phone", "lado_email", "front_door_phone")
    return {term.key: term for term in school.authority.terms.filter(key__in=wanted)}
