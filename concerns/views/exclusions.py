"""Who is shut out of a child's file or of a concern. Only those see it who may write and are not out themselves."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from concerns.actions.choosing import people_for
from concerns.actions.excluding import let_in, people_in, shut_out
from concerns.actions.owning import owned_by
from concerns.forms.exclusions import LetInForm, ShutOutForm
from concerns.models import Exclusion, Pupil
from concerns.views.door import concern_page, file_page
from safeguarding.access.permissions import P
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again


@file_page(P.CHILD_WRITE)
def file_exclusions(request, pupil):
    return _list_page(request, pupil, pupil=pupil)


@concern_page(P.CHILD_WRITE)
def concern_exclusions(request, concern):
    return _list_page(request, concern, concern=concern)


@file_page(P.CHILD_WRITE)
def file_exclusion_end(request, pupil, exclusion):
    return _end_page(request, pupil, exclusion, pupil=pupil)


@concern_page(P.CHILD_WRITE)
def concern_exclusion_end(request, concern, exclusion):
    return _end_page(request, concern, exclusion, concern=concern)


def _list_page(request, record, **of):
    form = ShutOutForm(
        request.POST or words_again(request),
        people=people_in(record.school),
        owners=people_for(record.school, **of),
    )
    owned = None
    if request.method == "POST" and form.is_valid():
        owned = owned_by(form.asked["person"], seen_by=request.user, **of)
        if owned and form.new_owner is None:
            form.ask_owner()
        elif answer := _shut_out(request, record, form, owned, of):
            return answer
    rows = Exclusion.objects.filter(**of).select_related("person", "by", "ended_by")
    context = _context(request, record, form) | {
        "current": [row for row in rows if row.ended_at is None],
        "ended": [row for row in rows if row.ended_at],
        "owned": owned,
        "person": form.asked["person"] if owned else None,
    }
    return render(request, "pages/concerns/child_exclusions.html", context)


def _shut_out(request, record, form, owned, of):
    """Where it leads once it is done; None where it was refused."""
    try:
        made = shut_out(by=request.user, **form.asked, **of)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _said(made.person, owned, form.new_owner))
    # Who shuts out themselves finds no record here any more.
    is_own = made.person_id == request.user.pk
    return redirect("concerns:children", record.school.slug) if is_own else redirect(_list_url(record))


def _said(person, owned, new_owner) -> str:
    """What became of it, and of what the person had."""
    told = f"{person.name} is shut out. They get no notice."
    if not owned:
        return f"{told} They had nothing of it, so nobody has to take over."
    return f"{told} {new_owner.name} has from now on: {owned.in_words}."


def _end_page(request, record, exclusion, **of):
    rows = Exclusion.objects.in_force().filter(**of).select_related("person", "by")
    found = get_object_or_404(rows, public_id=exclusion)
    found.school = record.school
    form = LetInForm(request.POST or words_again(request))
    if request.method == "POST" and form.is_valid():
        try:
            let_in(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.person.name} may read it again.")
            return redirect(_list_url(record))
    context = _context(request, record, form) | {"exclusion": found}
    return render(request, "pages/concerns/child_exclusion_end.html", context)


def _context(request, record, form) -> dict:
    is_file = isinstance(record, Pupil)
    return {
        "school": record.school,
        "record": record,
        "is_file": is_file,
        "what": "this child’s file" if is_file else f"concern {record.reference}",
        "list_url": _list_url(record),
        "form": form,
        "written_by": stamp_of(request.user),
    }


def _list_url(record) -> str:
    name = "file_exclusions" if isinstance(record, Pupil) else "concern_exclusions"
    return reverse(f"concerns:{name}", args=[record.school.slug, record.public_id])
