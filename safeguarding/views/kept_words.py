"""A form that arrives after its session ended: the words are kept on the server and put back."""

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode

SALT = "kept-words"
FIELD = "written_by"
KEY = "kept_words"
AGE = 24 * 60 * 60


def stamp_of(user) -> str:
    """A signed mark of who writes, for a form that should survive the end of a session."""
    return signing.dumps(user.pk, salt=SALT)


def writer_of(post) -> int | None:
    """The key of the person who was signed in when the form was shown, or None without a true mark."""
    try:
        return signing.loads(post.get(FIELD, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None


def keep_words(request) -> bool:
    """Keep the posted words for their writer until they sign in again; False without a true mark."""
    writer = writer_of(request.POST)
    if writer is None:
        return False
    words = request.POST.copy()
    for name in ("csrfmiddlewaretoken", FIELD):
        words.pop(name, None)
    request.session[KEY] = {"writer": writer, "path": request.get_full_path(), "words": words.urlencode()}
    return True


def take_kept_words(request) -> QueryDict | None:
    """The words kept for this person and this address, once; words of another person are dropped unread."""
    kept = request.session.get(KEY)
    if kept is None or kept["path"] != request.get_full_path():
        return None
    del request.session[KEY]
    return QueryDict(kept["words"]) if kept["writer"] == request.user.pk else None


def words_again(request) -> QueryDict | None:
    """The words kept for this person and this address, and a sentence that says so on the page."""
    words = take_kept_words(request)
    if words is not None:
        messages.warning(request, "You were signed out. What you had typed is here again, not yet saved.")
    return words


def ask_to_sign_in(request) -> HttpResponse:
    """To the sign-in page, and from there back to where the words belong."""
    query = urlencode({"next": request.get_full_path(), "kept": "1"})
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")


def csrf_failure(request, reason=""):
    """A form from before the last sign-in: nothing is lost if the same person is here.

    A background save gets 401: its page says so and stays open, and its button brings the words here.
    """
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    if request.method == "POST" and keep_words(request):
        return redirect(request.get_full_path()) if request.user.is_authenticated else ask_to_sign_in(request)
    return render(request, "403_csrf.html", status=403)
