"""Ends a session that nobody has used for a while: an open screen is the likeliest leak in a school."""

import time

from django.conf import settings
from django.contrib.auth import logout

STAMP = "used_at"
GRAIN = 60  # seconds; the session is written at most this often


class IdleLimit:
    """Signs a person out after ``IDLE_LIMIT_SECONDS`` without a request of theirs.

    Pages that ask by themselves, such as who is here, send ``X-Background`` and do not count as use.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._check(request, time.time())
        return self.get_response(request)

    def _check(self, request, now):
        used_at = request.session.get(STAMP, now)
        if now - used_at > settings.IDLE_LIMIT_SECONDS:
            logout(request)
        elif "X-Background" not in request.headers and (
            now - used_at > GRAIN or STAMP not in request.session
        ):
            request.session[STAMP] = now
