"""The trust's schedule: which audit it asks of which school, and by when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audits.models.edition import Edition
from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class DueAuditQuerySet(CreatedOnceQuerySet):
    def visible_to(self, user):
        """What is asked of schools whose audits the person may know of."""
        return self.filter(school__in=schools_where(user, P.AUDIT_LIST))

    def asked(self):
        """All but those that were taken out of the schedule."""
        return self.filter(taken_out_at=None)


class DueAudit(PublicRow, CreatedOnce, SchoolOwned):
    """One audit that the trust asks of one school. Whether it is begun, sent or late is worked out, never stored.

    All schools that are asked for the same edition in the same school year are one round. Date and place in the
    schedule change only together with a ``DueAuditChange`` that says why: the database refuses it otherwise.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(help_text="The calendar year in which the school year begins.")
    due_on = models.DateField()
    taken_out_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DueAuditQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "due_on", "school__name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "edition", "year"], name="one_due_audit_a_year")
        ]

    def __str__(self):
        return f"{self.edition}, {self.cycle}"

    @property
    def cycle(self) -> str:
        return f"{self.year} to {self.year + 1}"

    @property
    def is_asked(self) -> bool:
        return self.taken_out_at is None

    def days_late(self, today: date) -> int:
        return max((today - self.due_on).days, 0)


class DueAuditChange(SchoolOwned):
    """One entry of a due audit's log: asked for, moved, taken out or put back, by whom and why. Append-only."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked for"
        MOVED = "moved", "Moved"
        TAKEN_OUT = "taken_out", "Taken out"
        PUT_BACK = "put_back", "Put back"

    due_audit = models.ForeignKey(DueAudit, models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    due_on = models.DateField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["due_audit", "version"], name="one_change_per_version"),
            models.CheckConstraint(
                name="due_audit_change_says_why", condition=Q(kind="asked") | ~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.due_on}"
