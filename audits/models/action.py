"""The action plan: what will be done, by whom and by when, and what came of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from audits.models.audit import Audit
from audits.models.response import Response
from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class ActionQuerySet(CreatedOnceQuerySet):
    def visible_to(self, user):
        """All actions of audits that the person may read, and otherwise the person's own."""
        return self.filter(
            Q(school__in=schools_where(user, P.AUDIT_ANSWER))
            | Q(school__in=schools_where(user, P.AUDIT_SUMMARY), audit__state__in=Audit.RELEASED)
            | Q(school__in=schools_where(user, P.ACTION_PROGRESS), owner=user)
        )

    def unfinished(self):
        return self.filter(state__in=Action.UNFINISHED)

    def late_on(self, day: date):
        return self.unfinished().filter(due_on__lt=day)


class Plan(models.Model):
    """What is planned: the same in an action and in each kept version of it."""

    what = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    due_reason = models.CharField(max_length=200, blank=True)

    FIELDS = ("what", "owner_id", "due_on", "due_reason")

    class Meta:
        abstract = True

    def plan(self) -> dict:
        """The fields that a person writes."""
        return {field: getattr(self, field) for field in self.FIELDS}


class Action(PublicRow, CreatedOnce, Plan, SchoolOwned):
    """One thing to do. Whether it is late is worked out, never stored."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        IN_PROGRESS = "in_progress", "In progress"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    class Basis(models.TextChoices):
        RED = "red", "Red"
        AMBER = "amber", "Amber"
        GREEN_REVIEW = "green_review", "Green review"
        MANUAL = "manual", "Added by hand"

    UNFINISHED = (State.OPEN, State.IN_PROGRESS)
    MOVES = {
        State.OPEN: {State.IN_PROGRESS, State.DONE, State.CANCELLED},
        State.IN_PROGRESS: {State.OPEN, State.DONE, State.CANCELLED},
        State.DONE: {State.IN_PROGRESS},
        State.CANCELLED: {State.OPEN},
    }

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="actions")
    response = models.ForeignKey(Response, models.PROTECT, null=True, blank=True, related_name="actions")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="audit_actions"
    )
    basis = models.CharField(max_length=12, choices=Basis, default=Basis.MANUAL)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="action_finished_has_time",
                condition=Q(state__in=["open", "in_progress"], finished_at=None)
                | Q(state__in=["done", "cancelled"], finished_at__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["audit", "due_on"], name="action_due")]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("audits:action", args=[self.school.slug, self.public_id])

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def is_complete(self) -> bool:
        """Whether it says what, who and by when."""
        return bool(self.what and self.owner_id and self.due_on)

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]

    def days_late(self, today: date) -> int:
        """Whole days past the due date; 0 when it is not late."""
        if not self.is_unfinished or self.due_on is None:
            return 0
        return max((today - self.due_on).days, 0)


class ActionUpdate(Plan, SchoolOwned):
    """One entry of an action's log: a note, a change of state or of plan. Append-only."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="updates")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=Action.State)
    note = models.TextField(blank=True)
    set_aside = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.action_id}, version {self.version}"
