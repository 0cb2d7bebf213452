"""People of a school, for its administrator: the list, inviting somebody, one membership."""

from allauth.account import app_settings as account_settings
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.people import change_last_day, end_now, invite_person, send_invitation
from safeguarding.forms.people import InviteForm, LastDayForm
from safeguarding.models import Membership
from safeguarding.refusals import Refused


@school_page(P.PEOPLE_MANAGE)
def people(request, school):
    """Everybody with a role here: those of now and soon, and below them those whose time is over."""
    today = timezone.localdate()
    rows = list(school.memberships.visible_to(request.user).select_related("user"))
    context = {
        "school": school,
        "today": today,
        "current": [row for row in rows if not row.is_over(today)],
        "ended": [row for row in rows if row.is_over(today)],
        "from_trust": _from_trust(school, today),
    }
    return render(request, "pages/safeguarding/people.html", context)


def _from_trust(school, today):
    in_trust = Membership.objects.filter(trust__isnull=False, trust=school.trust_id)
    return in_trust.on(today).select_related("user", "trust")


@school_page(P.PEOPLE_MANAGE)
def invite(request, school):
    form = InviteForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        try:
            invited = invite_person(school, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _send(request, invited.membership)
            messages.success(request, f"Invitation sent to {invited.membership.user.email}.")
            return redirect("people", school.slug)
    return render(request, "pages/safeguarding/people_invite.html", {"school": school, "form": form})


@school_page(P.PEOPLE_MANAGE)
def membership(request, school, membership):
    rows = school.memberships.visible_to(request.user).select_related("user", "school")
    row = get_object_or_404(rows, public_id=membership)
    today = timezone.localdate()
    if request.POST.get("again") and not row.is_over(today):
        return _invite_again(request, row)
    form = LastDayForm(request.POST or None, role=row.role, initial=_as_it_is(row))
    if form.is_valid():
        try:
            _change(row, form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Dates of {row.user.name} changed.")
            return redirect("people", school.slug)
    context = {
        "school": school,
        "membership": row,
        "form": form,
        "is_over": row.is_over(today),
        "is_own": row.user_id == request.user.pk,
        "never_signed_in": not row.user.has_usable_password(),
    }
    return render(request, "pages/safeguarding/people_membership.html", context)


def _as_it_is(row: Membership) -> dict:
    until = LastDayForm.DAY if row.ends_on else LastDayForm.OPEN
    return {"version": row.version, "until": until, "ends_on": row.ends_on}


def _change(row: Membership, cleaned: dict, *, by) -> Membership:
    if cleaned["until"] == LastDayForm.NOW:
        return end_now(row, seen_version=cleaned["version"], by=by)
    return change_last_day(row, ends_on=_last_day(cleaned), seen_version=cleaned["version"], by=by)


def _last_day(cleaned: dict):
    if cleaned["until"] == LastDayForm.TODAY:
        return timezone.localdate()
    return cleaned["ends_on"] if cleaned["until"] == LastDayForm.DAY else None


def _invite_again(request, row: Membership):
    _send(request, row)
    messages.success(request, f"Invitation sent again to {row.user.email}.")
    return redirect("people", row.school.slug)


def _send(request, row: Membership) -> None:
    """Somebody without a password gets a link to choose one; anybody else the address to sign in."""
    is_new = not row.user.has_usable_password()
    path = _password_path(row.user) if is_new else reverse("account_login")
    send_invitation(row, link=request.build_absolute_uri(path), is_new=is_new, by=request.user)


def _password_path(user) -> str:
    key = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
