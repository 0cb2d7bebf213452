"""Ends a session that nobody has used for a while, or that is a working day old.

An open screen is the likeliest leak in a school.
"""

import time

from django.conf import settings
from django.contrib.auth import logout

STAMP = "used_at"
STARTED = "signed_in_at"
GRAIN = 60  # seconds; the session is written at most this often


class IdleLimit:
    """Signs a person out after ``IDLE_LIMIT_SECONDS`` without a request of theirs, and in any case when
    ``SESSION_COOKIE_AGE`` is over since they signed in: a session that is written to lives on by itself.

    Pages that ask by themselves, such as who is here, send ``X-Background`` and do not count as use.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        ended = request.user.is_authenticated and self._is_over(request, time.time())
        if ended:
            logout(request)
        response = self.get_response(request)
        if ended:
            response["Clear-Site-Data"] = '"cache"'  # what was shown is not to be had by going back
        return response

    def _is_over(self, request, now) -> bool:
        """Whether the session has to end; otherwise it is stamped with this use."""
        session = request.session
        started_at, used_at = session.setdefault(STARTED, now), session.setdefault(STAMP, now)
        if now - used_at > settings.IDLE_LIMIT_SECONDS or now - started_at > settings.SESSION_COOKIE_AGE:
            return True
        if "X-Background" not in request.headers and now - used_at > GRAIN:
            session[STAMP] = now
        return False
