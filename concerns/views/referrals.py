"""Referrals: writing one from a file or a concern, its page, and each of its steps."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from concerns.actions.choosing import people_for, seen_with
from concerns.actions.referring import (
    accept_answer,
    acknowledge_referral,
    change_referral,
    chase_referral,
    decide_referral,
    hand_referral,
    send_referral,
    withdraw_referral,
    write_referral,
)
from concerns.forms.referring import (
    AcceptForm,
    AcknowledgeForm,
    AnswerForm,
    ChangeForm,
    ChaseForm,
    HandForm,
    ReferralForm,
    SendForm,
    WhichChildForm,
    WithdrawForm,
)
from concerns.models import Challenge, Referral
from concerns.reports.agencies import agencies_of
from concerns.reports.agency_pages import concern_of, referral_report, their_reference
from concerns.reports.agency_texts import chase_words
from concerns.reports.agency_work import watch_of
from concerns.reports.naming import child_in_words, namer
from concerns.views.case_steps import Step, take_step
from concerns.views.door import concern_page, file_page, referral_page
from safeguarding.access.permissions import P
from safeguarding.actions.events import record_event
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again
from safeguarding.working_days import add_working_days

State = Referral.State
BEGINS = {"referral": "referral_add", "challenge": "challenge_add"}


@file_page(P.CHILD_WRITE)
def referral_add(request, pupil):
    """Write a referral. ``?concern=`` is what it comes from, ``?like=`` one of a brother or sister to begin with."""
    concern = asked_concern(request, pupil)
    people = people_for(pupil.school, **seen_with(concern=concern, pupil=pupil))
    agencies = agencies_of(pupil)
    initial = {"owner": request.user.public_id} | _begin(request, concern, agencies)
    form = ReferralForm(request.POST or words_again(request), people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        referral = _written(form, pupil, concern, by=request.user)
        if referral is not None:
            messages.success(
                request, "Referral saved." if referral.sent_at is None else "Referral saved as sent."
            )
            return to_referral(referral)
    context = {"school": pupil.school, "pupil": pupil, "concern": concern, "form": form, "agencies": agencies}
    return render(
        request, "pages/concerns/referral_add.html", context | {"written_by": stamp_of(request.user)}
    )


def _begin(request, concern, agencies) -> dict:
    """What the form begins with: the ground of the decision, and the service that this usually goes to."""
    like = request.GET.get("like")
    if like and concern:
        rows = Referral.objects.visible_to(request.user).filter(concern=concern)
        found = get_object_or_404(rows, public_id=like)
        names = ("agency", "route", "basis", "consent", "consent_why", "what")
        return {name: getattr(found, name) for name in names}
    basis = request.GET.get("basis", "")
    basis = basis if basis in Referral.Basis.values else ""
    return {"basis": basis, "agency": agencies.usual_for(basis)}


def _written(form, pupil, concern, *, by) -> Referral | None:
    """Write it, and send it at once where the form says that it was sent; both or neither."""
    key = form.cleaned_data["request_key"]
    try:
        with transaction.atomic():
            referral = write_referral(
                pupil, form.asking, owner=form.chosen_owner, by=by, request_key=key, concern=concern
            )
            if form.is_sent:
                sent = {"sent_at": form.moment, "sent_by": by, "seen_version": referral.version}
                send_referral(referral, **sent, by=by, request_key=uuid.uuid5(key, "sent"))
                referral.refresh_from_db()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    return referral


def asked_concern(request, pupil):
    """The concern that the address names; 404 for one that is not about the child or not to be read."""
    asked = request.GET.get("concern")
    if not asked:
        return None
    found = concern_of(pupil, asked, request.user)
    if found is None:
        raise Http404
    found.school = pupil.school
    return found


def to_referral(referral):
    return redirect("concerns:referral", referral.school.slug, referral.public_id)


@concern_page(P.CHILD_WRITE)
def begin(request, concern, noun):
    """From a concern to the form of a referral or a challenge: at once for one child, else after choosing which."""
    links = concern.links.filter(pupil__isnull=False).select_related("pupil", "reported").order_by("id")
    name = namer(request.user, concern.school)
    children = [(link.pupil.public_id, child_in_words(link, name)) for link in links]
    if not children:
        messages.warning(request, "Find the child first: the file of a child is needed for this.")
        return redirect("concerns:concern", concern.school.slug, concern.public_id)
    query = request.GET.copy()
    form = WhichChildForm(query if "child" in query else None, children=children)
    if len(children) == 1 or form.is_valid():
        child = children[0][0] if len(children) == 1 else form.cleaned_data["child"]
        more = {"concern": concern.public_id} | ({"basis": query["basis"]} if query.get("basis") else {})
        return redirect(
            f"{reverse(f'concerns:{BEGINS[noun]}', args=[concern.school.slug, child])}?{urlencode(more)}"
        )
    context = {"school": concern.school, "concern": concern, "form": form, "children": children, "noun": noun}
    return render(request, "pages/concerns/which_child.html", context | {"basis": query.get("basis", "")})


@referral_page(P.CHILD_VIEW)
def referral(request, referral):
    """One referral with its stopwatch and each step. Opening it is on record in the child's file."""
    record_event(
        "referral opened",
        by=request.user,
        school=referral.school,
        about=referral.pupil,
        referral=referral.public_id,
    )
    context = {"school": referral.school, "pupil": referral.pupil, "referral": referral}
    context["it"] = referral_report(referral, reader=request.user)
    return render(request, "pages/concerns/referral.html", context)


@referral_page(P.CHILD_WRITE)
def referral_step(request, referral, step):
    """One step of it; what does not fit its state now leads back to its page."""
    page = reverse("concerns:referral", args=[referral.school.slug, referral.public_id])

    def answer(form, made):
        if step == "answer" and form.cleaned_data["say"] == "challenge":
            where = reverse("concerns:challenge_add", args=[referral.school.slug, referral.pupil.public_id])
            return redirect(f"{where}?{urlencode({'referral': referral.public_id})}")
        return redirect(page)

    return take_step(request, referral, step, STEPS, page, answer)


def people_of(row):
    return people_for(row.school, **seen_with(concern=row.concern, pupil=row.pupil))


def _in_state(*states):
    return lambda referral: referral.state in states


def _plain(make):
    return lambda referral, data: make(data, initial={"version": referral.version})


def _change(referral, data):
    names = ("version", "agency", "route", "basis", "consent", "consent_why", "what")
    initial = {name: getattr(referral, name) for name in names} | {"owner": referral.owner.public_id}
    return ChangeForm(data, people=people_of(referral), initial=initial)


def _send(referral, data):
    initial = {"version": referral.version, "sent_by": referral.owner.public_id}
    return SendForm(data, people=people_of(referral), initial=initial)


def _answer(referral, data):
    has_open = referral.challenges.filter(state=Challenge.State.RAISED).exists()
    return AnswerForm(data, may_challenge=not has_open, initial={"version": referral.version})


def _chase(referral, data):
    next_on = add_working_days(timezone.localdate(), 1)
    initial = {"version": referral.version, "next_on": next_on, "next_owner": referral.owner.public_id}
    return ChaseForm(data, people=people_of(referral), initial=initial)


def _hand(referral, data):
    return HandForm(data, people=people_of(referral), initial={"version": referral.version})


def _do_change(referral, form, by):
    version = form.cleaned_data["version"] or 0
    return change_referral(referral, form.asking, owner=form.chosen_owner, by=by, seen_version=version)


@transaction.atomic
def _do_answer(referral, form, by):
    """Their decision, and in the same breath that the school accepts it."""
    entry = decide_referral(referral, **form.told, by=by, **form.step)
    if form.cleaned_data["say"] == "accept":
        key = uuid.uuid5(form.cleaned_data["request_key"], "accepted")
        accept_answer(referral, reason=form.cleaned_data["reason"], by=by, seen_version=None, request_key=key)
    return entry


def _do_chase(referral, form, by):
    return chase_referral(referral, form.chase, by=by, request_key=form.cleaned_data["request_key"])


def _words_beside(referral, request) -> dict:
    """What to say and to write, ready to copy."""
    watch = watch_of(referral, timezone.localdate())
    reference = their_reference(referral)
    words = chase_words(referral, watch, reference=reference, by=request.user)
    return {"watch": watch, "words": words}


def _watch_beside(referral, request) -> dict:
    return {"watch": watch_of(referral, timezone.localdate())}


def _agencies_beside(referral, request) -> dict:
    return {"agencies": agencies_of(referral.pupil)}


STEPS = {
    "change": Step(_in_state(State.DRAFTED), _change, _do_change, "Referral changed.", _agencies_beside),
    "send": Step(
        _in_state(State.DRAFTED),
        _send,
        lambda referral, form, by: send_referral(referral, **form.sending, by=by, **form.step),
        "Recorded. The stopwatch runs.",
    ),
    "acknowledge": Step(
        _in_state(State.SENT),
        _plain(AcknowledgeForm),
        lambda referral, form, by: acknowledge_referral(referral, **form.told, by=by, **form.step),
        "Acknowledgement recorded.",
        _watch_beside,
    ),
    "answer": Step(
        _in_state(State.SENT, State.ACKNOWLEDGED), _answer, _do_answer, "Answer recorded.", _watch_beside
    ),
    "accept": Step(
        _in_state(State.DECIDED),
        _plain(AcceptForm),
        lambda referral, form, by: accept_answer(
            referral, reason=form.cleaned_data["reason"], by=by, **form.step
        ),
        "Answer accepted.",
        _watch_beside,
    ),
    "withdraw": Step(
        _in_state(State.DRAFTED),
        _plain(WithdrawForm),
        lambda referral, form, by: withdraw_referral(
            referral, reason=form.cleaned_data["reason"], by=by, **form.step
        ),
        "Referral withdrawn. It was not sent.",
    ),
    "chase": Step(
        _in_state(State.SENT, State.ACKNOWLEDGED), _chase, _do_chase, "Chase recorded.", _words_beside
    ),
    "hand": Step(
        lambda referral: not referral.is_settled,
        _hand,
        lambda referral, form, by: hand_referral(referral, **form.handing, by=by, **form.step),
        "Handed over.",
    ),
}
