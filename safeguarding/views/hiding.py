"""Hide screen: a blank page in place of one about a child, because somebody walked in."""

import time

from allauth.account.authentication import get_authentication_records
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from safeguarding.access.guard import person_page
from safeguarding.middleware.hidden import MARK

SHORT = 5 * 60  # seconds after which it takes the password to see the page again


@require_POST
@person_page
def hide_screen(request):
    """Hide everything of this session until "Show again"; ``back`` is where it leads."""
    back = request.POST.get("back", "")
    own = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    request.session[MARK] = {"back": back if own else "/", "at": time.time()}
    return redirect("hidden_screen")


@person_page
def hidden_screen(request):
    """The blank page. "Show again" leads back; after five minutes only by way of the password."""
    mark = request.session.get(MARK)
    if mark is None:
        return redirect("home")
    again = _password_since(request, mark["at"])
    if again or (request.method == "POST" and time.time() - mark["at"] < SHORT):
        del request.session[MARK]
        return redirect(mark["back"])
    if request.method == "POST":
        return redirect(reverse("account_reauthenticate") + "?" + urlencode({"next": request.path}))
    # No school, no name, no navigation: an empty frame round the button.
    return render(request, "pages/safeguarding/hidden_screen.html", {"frame": {}})


def _password_since(request, at: float) -> bool:
    return any(record.get("at", 0) > at for record in get_authentication_records(request, request.user))
