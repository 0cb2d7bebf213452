"""Saying why a step of a concern took longer than its limit."""

import uuid

from django.db import transaction

from concerns.actions.entering import add_entry
from concerns.delay import Delay
from concerns.models import Concern, Entry
from safeguarding.models import User
from safeguarding.refusals import Refused


@transaction.atomic
def say_why(concern: Concern, delay: Delay, *, reason: str, by: User, request_key: uuid.UUID) -> Entry:
    """Keep the reason of a delay; a second reason stands beside the first. The same ``request_key`` gives it again.

    Refused: without a reason, a step that was in time, and a concern that was entered in error.
    """
    if not reason.strip():
        raise Refused("Say why it took so long.")
    if not delay.is_over:
        raise Refused("This step was in time. There is nothing to explain.")
    facts = {"step": "explained", "delay": delay.step, "days": delay.days, "limit": delay.limit}
    return add_entry(
        Entry.Kind.DELAY, by=by, concern=concern, reason=reason, facts=facts, request_key=request_key
    )
