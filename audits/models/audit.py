"""One audit of one school against one edition."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from audits.models.edition import Edition
from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class AuditQuerySet(CreatedOnceQuerySet):
    def visible_to(self, user):
        """Audits that the person may know of: all of their schools', and the one that invites them."""
        return self.filter(Q(school__in=schools_where(user, P.AUDIT_LIST)) | Q(adviser=user))

    def readable_by(self, user):
        """Audits whose answers the person may read: those they work on, and others once submitted."""
        return self.filter(
            Q(school__in=schools_where(user, P.AUDIT_ANSWER))
            | Q(school__in=schools_where(user, P.AUDIT_SUMMARY), state__in=Audit.RELEASED)
            | Q(adviser=user, state__in=Audit.RELEASED)
        )

    def with_history_for(self, user):
        """Audits of which the person may read every revision that was sent, also while another is written."""
        return self.filter(
            Q(school__in=schools_where(user, P.AUDIT_SUMMARY)) | Q(adviser=user, state__in=Audit.RELEASED)
        )

    def live(self):
        return self.exclude(state=Audit.State.WITHDRAWN)


class Audit(PublicRow, CreatedOnce, SchoolOwned):
    """The audit of one school year. Its answers can be changed while it is a draft, and never after."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        REVIEWED = "reviewed", "Reviewed"
        SIGNED = "signed", "Signed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    RELEASED = (State.SUBMITTED, State.REVIEWED, State.SIGNED)
    MOVES = {
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {State.DRAFT, State.REVIEWED, State.WITHDRAWN},
        State.REVIEWED: {State.DRAFT, State.SIGNED, State.WITHDRAWN},
        State.SIGNED: {State.DRAFT, State.WITHDRAWN},
        State.WITHDRAWN: set(),
    }

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="audits")
    year = models.PositiveSmallIntegerField(help_text="The calendar year in which the school year begins.")
    audit_date = models.DateField()
    period_from = models.DateField()
    period_to = models.DateField()
    due_on = models.DateField()
    lead_author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="audits_led")
    participants = models.TextField(blank=True)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="audits_advised"
    )
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next_ones")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="audits_submitted"
    )

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "edition", "year"],
                condition=~Q(state="withdrawn"),
                name="one_live_audit_a_year",
            ),
            models.CheckConstraint(
                name="audit_period_in_order", condition=Q(period_to__gte=models.F("period_from"))
            ),
            models.CheckConstraint(
                name="audit_submitted_has_person_and_time",
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="audit_released_was_submitted",
                condition=~Q(state__in=["submitted", "reviewed", "signed"]) | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("audits:audit", args=[self.school.slug, self.public_id])

    @property
    def title(self) -> str:
        return f"Safeguarding audit {self.year} to {self.year + 1}"

    @property
    def is_open(self) -> bool:
        """Whether answers may be written."""
        return self.state == self.State.DRAFT

    @property
    def is_released(self) -> bool:
        """Whether those who only read may read it."""
        return self.state in self.RELEASED

    @property
    def is_final(self) -> bool:
        return self.state == self.State.SIGNED

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]

    def days_left(self, today: date) -> int:
        return (self.due_on - today).days


def school_year(day: date) -> int:
    """The year in which the school year of ``day`` begins; it turns on 1 September."""
    return day.year if day.month >= 9 else day.year - 1
