"""Who looks after which section of an audit, by when, and whether it is ready."""

from django.conf import settings
from django.db import models

from audits.models.audit import Audit
from audits.models.edition import Section
from safeguarding.models import SchoolOwned


class SectionShare(SchoolOwned):
    """One section of one audit, with its owner. Whether it is late is worked out, never stored."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="shares")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["section__order"]
        constraints = [models.UniqueConstraint(fields=["audit", "section"], name="one_owner_per_section")]

    def __str__(self):
        return f"{self.section_id}: {self.owner_id}"
