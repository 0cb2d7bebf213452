"""Keeps a hidden screen hidden: Back, another tab and a typed address lead to the blank page as well."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

MARK = "hidden"
OPEN = ("hide_screen", "hidden_screen", "account_reauthenticate", "account_logout")


class HiddenScreen:
    """While the session is hidden every page but those that show it again leads to the blank one.

    A save in the background is still let through: the words in the page are its own.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        hidden = request.user.is_authenticated and MARK in request.session
        if not hidden or request.path in {reverse(name) for name in OPEN}:
            return self.get_response(request)
        if request.method == "POST" and request.headers.get("HX-Request"):
            return self.get_response(request) if self._is_save(request) else HttpResponse(status=403)
        return redirect("hidden_screen")

    def _is_save(self, request) -> bool:
        return request.path.startswith("/s/") and "/report/" in request.path
