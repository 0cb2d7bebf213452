"""Catches a form whose session has ended before the sign-in page throws it away."""

from django.http import HttpResponse

from safeguarding.views.kept_words import ask_to_sign_in, keep_words


class KeptWords:
    """Keeps the words of a signed-out post that carries its writer's mark, then asks to sign in.

    A background save gets 401 instead: the page stays open with the words on it and says so.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method != "POST" or request.user.is_authenticated:
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        if keep_words(request):
            return ask_to_sign_in(request)
        return self.get_response(request)
