"""Writes down every refused try of a person who has signed in."""

from django.db import transaction

from safeguarding.actions.events import record_event

REFUSED = {403: "refused", 404: "not found"}


class RefusalLog:
    """Adds an event for each 403 and 404, after the page's own transaction is over.

    Addresses hold random ids only, so the path may be kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code in REFUSED and request.user.is_authenticated:
            with transaction.atomic():
                record_event(REFUSED[response.status_code], by=request.user, path=request.path[:200])
        return response
