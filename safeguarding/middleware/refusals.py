"""Writes down every refused try of a person who has signed in."""

import re

from django.db import transaction

from safeguarding.actions.events import record_event

REFUSED = {403: "refused", 404: "not found"}
# What an address of ours is made of. Anything else is words that somebody typed, and they are not kept.
ADDRESS = re.compile(r"[A-Za-z0-9_/.-]{1,200}")


class RefusalLog:
    """Adds an event for each 403 and 404, after the page's own transaction is over.

    Addresses hold random ids only, so the path may be kept; a path that is none of our addresses is not.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code in REFUSED and request.user.is_authenticated:
            with transaction.atomic():
                record_event(REFUSED[response.status_code], by=request.user, path=_address_of(request))
        return response


def _address_of(request) -> str:
    is_ours = request.resolver_match is not None and ADDRESS.fullmatch(request.path)
    return request.path if is_ours else ""
