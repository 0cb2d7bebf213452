"""What a school says to one item, and every version of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from audits.models.audit import Audit
from audits.models.case import CaseSample
from audits.models.edition import Item
from audits.rating import Rating
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import PublicRow


class Mark(models.TextChoices):
    """What is said of one part of an item."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class Answer(models.Model):
    """The words and the rating: the same in a response and in each kept version of it."""

    rating = models.CharField(max_length=20, choices=Rating, default=Rating.UNANSWERED)
    na_reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    marks = models.JSONField(default=dict)  # prompt key to Mark

    FIELDS = ("rating", "na_reason", "evidence", "marks")

    class Meta:
        abstract = True

    def answer(self) -> dict:
        """The fields that a person writes."""
        return {field: getattr(self, field) for field in self.FIELDS}


class ResponseQuerySet(models.QuerySet):
    def waiting_to_be_read(self):
        """Carried from an earlier audit, and not read again yet."""
        return self.filter(carried_from__isnull=False, confirmed_at=None)


class Response(Answer, SchoolOwned):
    """The answer to an item of the audit, or to a question of the case check for one sampled case.

    One that was carried from an earlier audit (``carried_from``) counts once it was read again (``confirmed_at``).
    It is written through ``audits.actions.answering`` alone, where the version decides who came first.
    """

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="responses")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    case = models.ForeignKey(CaseSample, models.PROTECT, null=True, blank=True, related_name="responses")
    version = models.PositiveIntegerField(default=0)
    rated_on = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["item__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "item", "case"], nulls_distinct=False, name="one_response_per_item"
            ),
            models.CheckConstraint(
                name="response_written_has_person_and_time",
                condition=Q(version=0, updated_at=None, updated_by=None)
                | Q(version__gt=0, updated_at__isnull=False, updated_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.item_id}: {self.rating}"

    @property
    def waits_to_be_read(self) -> bool:
        """Whether it came from an earlier audit and nobody has read it again."""
        return self.carried_from_id is not None and self.confirmed_at is None

    @property
    def is_settled(self) -> bool:
        return self.rating != Rating.UNANSWERED and not self.waits_to_be_read

    @property
    def saved_today(self) -> bool:
        return timezone.localdate(self.updated_at) == timezone.localdate()

    @property
    def hides_a_no(self) -> bool:
        """A green rating over a part that says no."""
        return self.rating == Rating.GREEN and Mark.NO in self.marks.values()


class ResponseRevision(PublicRow, Answer, SchoolOwned):
    """One version of a response as somebody wrote it. Append-only.

    ``set_aside`` marks words that met a colleague's newer ones and were not put in their place.
    """

    response = models.ForeignKey(Response, models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    set_aside = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "version"], condition=Q(set_aside=False), name="one_revision_per_version"
            )
        ]

    def __str__(self):
        return f"{self.response_id}, version {self.version}"
