"""A refusal, and proof that it wrote nothing."""

from contextlib import contextmanager

import pytest

from concerns.models import Action, Attachment, Entry, Meeting, Plan, PlanReview, PlanVersion
from safeguarding.models import Event
from safeguarding.refusals import Refused

WRITTEN = (Action, Attachment, Entry, Event, Meeting, Plan, PlanReview, PlanVersion)


def state() -> list:
    return [list(model.objects.order_by("pk").values()) for model in WRITTEN]


@contextmanager
def refused(match: str):
    """What is done inside is refused with these words, and no row is other than before."""
    before = state()
    with pytest.raises(Refused, match=match) as refusal:
        yield refusal
    assert state() == before
