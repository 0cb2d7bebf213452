"""The steps of a referral with usual words, as a form would send them."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from concerns.actions.referring import (
    Asking,
    Chase,
    accept_answer,
    acknowledge_referral,
    chase_referral,
    decide_referral,
    send_referral,
    write_referral,
)
from concerns.models import Action, Challenge, Entry, Referral, Standing
from safeguarding.models import Event
from safeguarding.refusals import Refused

ASKING = Asking(
    "Children’s services", "form", "section_17", "refused", "He is alone until seven.", "He is at risk."
)


def refuses(match, act, *args, **kwargs):
    """The act is refused, and nothing is there that was not there before."""
    before = everything()
    with pytest.raises(Refused, match=match):
        act(*args, **kwargs)
    assert everything() == before


def everything():
    models = (Referral, Challenge, Standing, Action)
    return Entry.objects.count(), Event.objects.count(), *(list(model.objects.values()) for model in models)


def ago(hours: float):
    return timezone.now() - timedelta(hours=hours)


def now(row):
    return type(row).objects.get(pk=row.pk)


def write(pupil, by, asking=ASKING, owner=None, **more):
    more = {"request_key": uuid.uuid4()} | more
    return write_referral(pupil, asking, owner=owner or by, by=by, **more)


def send(referral, by, hours=1, **more):
    how = {
        "sent_at": ago(hours),
        "sent_by": by,
        "seen_version": referral.version,
        "request_key": uuid.uuid4(),
    }
    return send_referral(referral, **how | {"by": by} | more)


def acknowledge(referral, by, hours=0.5, **more):
    how = {"at": ago(hours), "by_whom": "The duty desk", "seen_version": referral.version}
    return acknowledge_referral(referral, **how | {"by": by, "request_key": uuid.uuid4()} | more)


def decide(referral, by, hours=0.2, **more):
    how = {
        "at": ago(hours),
        "outcome": "no_action",
        "words": "Below the threshold.",
        "by_whom": "Asif Rahman",
    }
    how |= {"seen_version": referral.version, "request_key": uuid.uuid4()}
    return decide_referral(referral, **how | {"by": by} | more)


def accept(referral, by, reason="It is right.", **more):
    how = {"reason": reason, "seen_version": referral.version, "request_key": uuid.uuid4()}
    return accept_answer(referral, **how | {"by": by} | more)


def chase(referral, by, hours=0.3, **more):
    how = {"contact_kind": "call", "contact_with": "The duty desk", "said": "They will ring back."}
    how |= {"next_on": timezone.localdate() + timedelta(days=1), "next_owner": by}
    return chase_referral(referral, Chase(**{"at": ago(hours)} | how | more), by=by, request_key=uuid.uuid4())


def steps_of(referral):
    return [entry.facts["step"] for entry in referral.entries.filter(kind="referral").order_by("pk")]
