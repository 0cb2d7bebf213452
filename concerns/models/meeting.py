"""Meetings about a child: due, held, who came, the report that was sent and the minutes that came back."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from concerns.models.plan import Plan
from concerns.models.pupil import Pupil
from concerns.models.reading import OnFileQuerySet
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, PublicRow


class Meeting(PublicRow, CreatedOnce, SchoolOwned):
    """One meeting. What the school was asked to do there are actions that name the meeting."""

    class Kind(models.TextChoices):
        EARLY_HELP = "early_help", "Early help or team around the family meeting"
        STRATEGY = "strategy", "Strategy discussion"
        CONFERENCE = "conference", "Child protection conference"
        REVIEW_CONFERENCE = "review_conference", "Child protection review conference"
        CORE_GROUP = "core_group", "Core group"
        CHILD_IN_NEED = "child_in_need", "Child in need meeting"
        LOOKED_AFTER = "looked_after", "Looked-after review"
        EDUCATION_PLAN = "education_plan", "Personal education plan meeting"
        OTHER = "other", "Other meeting"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    MOVES = {State.PLANNED: {State.HELD, State.CANCELLED}, State.HELD: set(), State.CANCELLED: set()}

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="meetings")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="meetings")
    kind = models.CharField(max_length=20, choices=Kind)
    called_by = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    held_on = models.DateField(null=True, blank=True)
    attended = models.TextField(blank=True)
    school_attended = models.BooleanField(null=True)
    why_not = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    child_view = models.TextField(blank=True)
    report_sent_on = models.DateField(null=True, blank=True)
    minutes_on = models.DateField(null=True, blank=True)
    cancelled_reason = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = OnFileQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="meeting_held_says_when_and_who",
                condition=(~Q(state="held") & Q(held_on=None))
                | (Q(state="held", held_on__isnull=False, school_attended__isnull=False) & ~Q(summary="")),
            ),
            models.CheckConstraint(
                name="meeting_not_attended_says_why",
                condition=Q(school_attended=None) | Q(school_attended=True) | ~Q(why_not=""),
            ),
            models.CheckConstraint(
                name="meeting_cancelled_says_why", condition=~Q(state="cancelled") | ~Q(cancelled_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["school", "state", "due_on"], name="meeting_due"),
            models.Index(fields=["pupil", "-due_on"], name="meeting_of_pupil"),
        ]

    def __str__(self):
        return self.get_kind_display()

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]

    def days_late(self, today: date) -> int:
        return max((today - self.due_on).days, 0) if self.state == self.State.PLANNED else 0
