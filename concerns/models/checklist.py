"""What a quality check asks of each record: a list of questions from a file. No version of it ever changes."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from safeguarding.models import Trust
from safeguarding.models.identity import PublicRow


class ChecklistQuerySet(models.QuerySet):
    def offered_to(self, trust: Trust | None):
        """The newest version of each list that schools of the trust may use: the shipped ones and its own."""
        own = self.filter(models.Q(trust=None) | models.Q(trust=trust)) if trust else self.filter(trust=None)
        newest = own.order_by("trust_id", "key", "-version").distinct("trust_id", "key").values("pk")
        return self.filter(pk__in=newest).order_by(models.F("trust").asc(nulls_last=True), "title")


class Checklist(PublicRow):
    """One version of a list. A changed file makes the next version; checks keep the one that they were made with.

    Without a trust it is one that came with the product, for all.
    """

    trust = models.ForeignKey(Trust, models.PROTECT, null=True, related_name="+")
    key = models.SlugField()
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "key", "version"], nulls_distinct=False, name="one_checklist_per_version"
            )
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"


class ChecklistQuestion(models.Model):
    """One question. ``known`` names what the records say to it; ``rows`` are items of the audit that it speaks to."""

    class Known(models.TextChoices):
        WHEN = "when", "Whether the report says when it happened"
        WHERE = "where", "Whether the report says where"
        WHO = "who", "Whether each child is matched to the roll"
        CHILD_WORDS = "child-words", "Whether the child's own words are kept"
        PLAIN_WORDS = "plain-words", "What the check of plain words notices"
        IN_TIME = "in-time", "Whether each step was within its limit"
        DECISION = "decision", "Whether there is a decision with its reason"
        ACTIONS = "actions", "Whether what was planned was done"
        REFERRAL = "referral", "Whether each referral has an answer"
        FAMILY = "family", "Whether the family was told or asked"
        FEEDBACK = "feedback", "Whether the reporter was told"
        CATEGORY = "category", "Whether the checker chose the same category"
        RISK = "risk", "Whether the risk assessment is answered where another child did it"
        OUTCOME = "outcome", "Whether a resolved concern says what came of it"

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="questions")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField()
    text = models.CharField(max_length=300)
    help = models.TextField(blank=True)
    known = models.CharField(max_length=12, choices=Known, blank=True)
    rows = models.JSONField(default=list)

    class Meta:
        ordering = ["checklist", "order"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "key"], name="one_question_per_key"),
        ]

    def __str__(self):
        return self.text
