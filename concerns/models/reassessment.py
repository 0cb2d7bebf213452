"""The answer to "Does this change our view of the child?", yes or no, with its reason. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from concerns.models.plan import PlanReview
from concerns.models.pupil import Pupil
from concerns.models.reading import OnFileQuerySet
from concerns.models.report import Concern
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, PublicRow


class Reassessment(PublicRow, CreatedOnce, SchoolOwned):
    """One answer. It settles the question up to the concern or the plan review that raised it; the next asks anew."""

    class Rule(models.TextChoices):
        THIRD_CONCERN = "third_concern", "Three or more linked concerns in a term"
        PLAN_UNCHANGED = "plan_unchanged", "A plan without a change"

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="reassessments")
    rule = models.CharField(max_length=16, choices=Rule)
    asked = models.TextField()  # the counting rule in the words that the person read
    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="+")
    plan_review = models.ForeignKey(PlanReview, models.PROTECT, null=True, related_name="+")
    changes_view = models.BooleanField()
    reason = models.TextField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OnFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="reassessment_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="reassessment_names_what_raised_it",
                condition=Q(rule="third_concern", concern__isnull=False, plan_review=None)
                | Q(rule="plan_unchanged", concern=None, plan_review__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["pupil", "-id"], name="reassessment_of_pupil")]

    def __str__(self):
        return f"{self.get_rule_display()}: {'yes' if self.changes_view else 'no'}"
