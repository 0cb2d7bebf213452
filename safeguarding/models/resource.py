"""Guidance that the trust recommends, what people suggest for it, and what they say of it.

What a resource reads now stands in ``Resource``; every wording that it had stays in ``ResourceVersion``.
"""

from datetime import date

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow, new_public_id
from safeguarding.models.school import School, SchoolOwned, Trust


def private_name(resource, filename) -> str:
    """Where the bytes are kept: a random name, so that nothing of the person's file name reaches the disk."""
    name = new_public_id()
    return f"resources/{name[:2]}/{name}"


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Resources of the trusts to whose schools the person belongs, in whatever role."""
        schools = School.objects.filter(pk__in=schools_where(user, P.SCHOOL_ENTER))
        return self.filter(trust__in=schools.values("trust"))

    def recommended(self):
        """All but those that were withdrawn."""
        return self.filter(withdrawn_at=None)

    def about_item(self, school: School, key: str):
        """What the school's trust recommends beside an audit item, by the item's key."""
        return self.recommended().filter(trust=school.trust_id, items__contains=[key])

    def about_category(self, school: School, key: str):
        """What the school's trust recommends beside a category of concerns, by its key."""
        return self.recommended().filter(trust=school.trust_id, categories__contains=[key])


class ResourceWords(models.Model):
    """What a person writes: the same in a resource and in each kept version of it.

    ``audience`` holds roles, and nothing where it is for everybody; ``items`` are keys of audit items and
    ``categories`` of categories of concerns.
    """

    title = models.CharField(max_length=120)
    why = models.TextField()
    url = models.URLField(max_length=500, blank=True)
    audience = models.JSONField(default=list, blank=True)
    items = models.JSONField(default=list, blank=True)
    categories = models.JSONField(default=list, blank=True)
    checked_on = models.DateField()
    review_by = models.DateField()

    FIELDS = ("title", "why", "url", "audience", "items", "categories", "checked_on", "review_by")

    class Meta:
        abstract = True

    def words(self) -> dict:
        return {field: getattr(self, field) for field in self.FIELDS}


class Resource(PublicRow, CreatedOnce, ResourceWords):
    """One recommended piece of guidance: a link, or a file. It is withdrawn, never deleted."""

    trust = models.ForeignKey(Trust, models.PROTECT, related_name="resources")
    file = models.FileField(upload_to=private_name, storage=storages["default"], blank=True, max_length=120)
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=8, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                name="resource_is_link_or_file",
                condition=(Q(file="", size=0, sha256="") & ~Q(url=""))
                | (Q(url="", size__gt=0) & ~Q(file="") & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="resource_withdrawn_says_why",
                condition=Q(withdrawn_at=None, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_file(self) -> bool:
        return bool(self.file)

    @property
    def is_recommended(self) -> bool:
        return self.withdrawn_at is None

    def days_late(self, today: date) -> int:
        """Whole days past its review date; 0 when it is not late or withdrawn."""
        return max((today - self.review_by).days, 0) if self.is_recommended else 0


class ResourceVersion(ResourceWords):
    """One wording of a resource, by whom and when. Append-only."""

    trust = models.ForeignKey(Trust, models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    note = models.TextField(blank=True)  # why it was withdrawn or brought back
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "version"], name="one_resource_version_a_number")
        ]

    def __str__(self):
        return f"{self.resource_id}, version {self.version}"


class ResourceSuggestionQuerySet(CreatedOnceQuerySet):
    def visible_to(self, user):
        """The person's own, and for who keeps the resources those of their schools."""
        return self.filter(
            Q(suggested_by=user, school__in=schools_where(user, P.SCHOOL_ENTER))
            | Q(school__in=schools_where(user, P.RESOURCES_KEEP))
        )


class ResourceSuggestion(PublicRow, CreatedOnce, SchoolOwned):
    """Somebody suggests a resource; the officer accepts or declines it with a reason. Both are kept."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    trust = models.ForeignKey(Trust, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    why = models.TextField()
    url = models.URLField(max_length=500)
    suggested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField(db_default=Now(), editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="+")

    objects = ResourceSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-suggested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_decided_has_person_time_and_reason",
                condition=Q(state="waiting", decided_at=None, decided_by=None, resource=None)
                | (
                    ~Q(state="waiting")
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decision_reason="")
                ),
            )
        ]

    def __str__(self):
        return self.title


class ResourceFeedback(CreatedOnce, SchoolOwned):
    """What one person says of a resource: whether it helped, and more in words. Append-only; their last one counts."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="feedback")
    helped = models.BooleanField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "feedback"

    def __str__(self):
        return f"{self.resource_id}: {'yes' if self.helped else 'no'}"
