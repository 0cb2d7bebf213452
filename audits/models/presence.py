"""Who is at which item now. It warns colleagues of each other and locks nothing."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from audits.models.audit import Audit
from audits.models.edition import Item
from safeguarding.models import SchoolOwned
from safeguarding.models.person import initials_of

STAYS = timedelta(minutes=5)  # after the last sign of life; a page without scripts gives one as it opens


class Presence(SchoolOwned):
    """The item of an audit that a person opened last."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "person"], name="one_place_at_a_time")]

    def __str__(self):
        return f"{self.person_id} at {self.item_id}"

    @property
    def initials(self) -> str:
        return initials_of(self.person_name)


def current_presences(audit: Audit, *, but) -> list[Presence]:
    """Who else is in the audit now, each with ``person_name``."""
    fresh = audit.presences.filter(seen_at__gte=timezone.now() - STAYS)
    return list(fresh.exclude(person=but).annotate(person_name=models.F("person__name")))
