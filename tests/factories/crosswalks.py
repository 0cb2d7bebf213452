"""Two editions with a crosswalk of every relation, made by hand."""

import uuid
from datetime import date

from django.utils import timezone

from audits.models import CrosswalkLine, Edition
from tests.factories.audits import edition

# Relation, items before, items now, reason, verified.
LINES = [
    ("same", [1], [1], "", True),
    ("moved", [2], [2], "A paragraph was put before it.", True),
    ("reworded", [3], [3], "It asks for more.", False),
    ("split", [4], [4, 5], "Two questions now.", True),
    ("merged", [5, 6], [6], "One question now.", True),
    ("new", [], [7], "The law is new.", True),
    ("retired", [7], [], "The annex is gone.", True),
]


def crosswalked(*, published: bool = True) -> tuple[Edition, Edition]:
    """An edition and the next, with seven items each: ``item-2`` moved from I2 to M2, and so on."""
    before = edition("before", items=7, cases=0)
    now = edition("now", items=7, cases=0, published=False)
    now.effective_from = date(2026, 9, 1)
    now.save()
    now.items.filter(key="item-2").update(ref="M2")
    now.items.filter(key="item-3").update(number_verified=False)
    crosswalk(before, now)
    if published:
        publish(now)
    return before, now


def publish(edition: Edition) -> Edition:
    """Publish it with a hash of its own: what is read of an edition is remembered by that."""
    fields = {"state": "published", "published_at": timezone.now(), "content_hash": uuid.uuid4().hex * 2}
    Edition.objects.filter(pk=edition.pk).update(**fields)
    edition.refresh_from_db()
    return edition


def crosswalk(before: Edition, now: Edition, lines=LINES) -> None:
    CrosswalkLine.objects.bulk_create(
        CrosswalkLine(
            edition=now,
            before=before,
            order=order,
            relation=relation,
            before_keys=[f"item-{n}" for n in olds],
            now_keys=[f"item-{n}" for n in news],
            reason=reason,
            is_verified=verified,
        )
        for order, (relation, olds, news, reason, verified) in enumerate(lines, 1)
    )
