"""Plans for a child, and for an adult who is a risk to one: versions, and reviews that say whether it still holds."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from concerns.models.pupil import Pupil
from concerns.models.reading import OnFileQuerySet
from concerns.models.report import Concern
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class Plan(PublicRow, CreatedOnce, SchoolOwned):
    """A plan on a child's file. Its words are in its versions; ``review_on`` is when it is looked at next.

    A risk plan for an adult stands on the file of the child whom it keeps safe, and names the adult in ``about_adult``.
    Somebody who works here belongs in the register of concerns about adults instead.
    """

    class Kind(models.TextChoices):
        EARLY_HELP = "early_help", "Early help plan"
        CHILD_IN_NEED = "child_in_need", "Child in need plan"
        CHILD_PROTECTION = "child_protection", "Child protection plan"
        RISK_CHILD = "risk_child", "Risk assessment and management plan, child"
        RISK_ADULT = "risk_adult", "Risk assessment and management plan, adult"
        SAFETY = "safety", "Safety plan"

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        ACTIVE = "active", "In force"
        ENDED = "ended", "Ended"

    MOVES = {State.DRAFT: {State.ACTIVE, State.ENDED}, State.ACTIVE: {State.ENDED}, State.ENDED: set()}

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="plans")
    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="plans")
    kind = models.CharField(max_length=20, choices=Kind)
    about_adult = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    starts_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = OnFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="plan_about_an_adult_names_them", condition=~Q(kind="risk_adult") | ~Q(about_adult="")
            ),
            models.CheckConstraint(
                name="plan_in_force_has_review",
                condition=~Q(state="active") | Q(starts_on__isnull=False, review_on__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_ended_has_day_and_reason",
                condition=(~Q(state="ended") & Q(ended_on=None))
                | (Q(state="ended", ended_on__isnull=False) & ~Q(ended_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "state", "review_on"], name="plan_reviews_due"),
            models.Index(fields=["pupil", "-id"], name="plan_of_pupil"),
        ]

    def __str__(self):
        return (
            f"{self.get_kind_display()}: {self.about_adult}" if self.about_adult else self.get_kind_display()
        )

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]

    def is_review_due(self, today: date) -> bool:
        """Whether it should have been looked at again by now."""
        return self.state == self.State.ACTIVE and self.review_on <= today


class PlanVersion(PublicRow, CreatedOnce, SchoolOwned):
    """The words of a plan as they stood from one moment on. Append-only."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    risks = models.TextField()
    measures = models.TextField()
    triggers = models.TextField(blank=True)
    child_view = models.TextField(blank=True)
    family_view = models.TextField(blank=True)
    why = models.TextField(blank=True)  # it was written anew
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_per_number"),
            models.CheckConstraint(
                name="plan_version_says_risks_and_measures", condition=~Q(risks="") & ~Q(measures="")
            ),
            models.CheckConstraint(name="plan_rewritten_says_why", condition=Q(number=1) | ~Q(why="")),
        ]

    def __str__(self):
        return f"Version {self.number}"


class PlanReview(PublicRow, CreatedOnce, SchoolOwned):
    """One look at a plan: what set it off, whether the plan still holds, and whether the risk is up. Append-only."""

    class Trigger(models.TextChoices):
        DUE = "due", "The review was due"
        CONCERN = "concern", "A new concern"
        CHANGE = "change", "Something changed for the child"
        ASKED = "asked", "Somebody asked for it"

    class Risk(models.TextChoices):
        UP = "up", "Higher than before"
        SAME = "same", "The same"
        DOWN = "down", "Lower than before"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    trigger = models.CharField(max_length=8, choices=Trigger)
    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="+")
    risk = models.CharField(max_length=4, choices=Risk)
    still_holds = models.BooleanField()
    reason = models.TextField()
    child_view = models.TextField(blank=True)
    next_review_on = models.DateField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-held_on", "-id"]
        constraints = [
            models.CheckConstraint(name="plan_review_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="plan_review_of_a_concern_names_it",
                condition=~Q(trigger="concern") | Q(concern__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_review_looks_ahead", condition=Q(next_review_on__gte=F("held_on"))
            ),
        ]

    def __str__(self):
        return f"Review of {self.held_on}"
