"""The case-record check: files that were sampled, named by a label and never by a child."""

from django.conf import settings
from django.db import models

from audits.models.audit import Audit
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class CaseSample(PublicRow, CreatedOnce, SchoolOwned):
    """One sampled file. The label says which of them it is, such as "Case 1", and nothing of the child."""

    class Kind(models.TextChoices):
        EARLY_HELP = "early_help", "Early help"
        CHILD_IN_NEED = "child_in_need", "Child in need"
        CHILD_PROTECTION = "child_protection", "Child protection"
        OTHER = "other", "Other"

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="cases")
    label = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=Kind)
    how_chosen = models.CharField(max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "label"], condition=models.Q(removed_at=None), name="one_case_per_label"
            )
        ]

    def __str__(self):
        return self.label
