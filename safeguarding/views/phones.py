"""On which numbers the leads are rung: for the leads and the administrator."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from safeguarding.access.guard import school_page
from safeguarding.access.permissions import P
from safeguarding.actions.people import set_phone
from safeguarding.forms.phones import LeadPhonesForm
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again


@school_page(P.LEADS_PHONES)
def lead_phones(request, school):
    """Every lead and deputy of now and soon with their number; all of them are saved, or none."""
    rows = school.memberships.of_leads().not_over_on(timezone.localdate()).select_related("user")
    form = LeadPhonesForm(request.POST or words_again(request), rows=rows.order_by("-role", "user__name"))
    if request.method == "POST" and form.is_valid() and _saved(form, by=request.user):
        messages.success(request, "Saved. The numbers stand on the card of whom to call.")
        return redirect("lead_phones", school.slug)
    context = {"school": school, "form": form, "written_by": stamp_of(request.user)}
    return render(request, "pages/safeguarding/lead_phones.html", context)


def _saved(form, *, by) -> bool:
    try:
        with transaction.atomic():
            for row, phone, version in form.changes:
                set_phone(row, phone=phone, seen_version=version, by=by)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
