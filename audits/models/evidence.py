"""The school's evidence library: files, links and notes that show how things are done."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audits.models.response import Response
from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow, new_public_id


def private_name(evidence, filename) -> str:
    """Where the bytes are kept: a random name, so that nothing of the person's file name reaches the disk."""
    name = new_public_id()
    return f"evidence/{name[:2]}/{name}"


class EvidenceQuerySet(CreatedOnceQuerySet):
    def visible_to(self, user):
        return self.filter(school__in=schools_where(user, P.AUDIT_ANSWER))

    def current(self):
        """Pieces that no newer one replaces."""
        return self.filter(replaced_by=None)


class Evidence(PublicRow, CreatedOnce, SchoolOwned):
    """One piece of evidence, as it was when it was added. Append-only: a newer one replaces it by name.

    ``dated_on`` is the date that the piece represents, not the day on which it was added.
    """

    class Kind(models.TextChoices):
        FILE = "file", "File"
        LINK = "link", "Link"
        NOTE = "note", "Note"

    kind = models.CharField(max_length=4, choices=Kind)
    title = models.CharField(max_length=120)
    dated_on = models.DateField()
    url = models.URLField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    file = models.FileField(upload_to=private_name, storage=storages["default"], blank=True, max_length=120)
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=8, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-dated_on", "title"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_holds_its_kind",
                condition=Q(kind="file", url="", note="", size__gt=0) & ~Q(file="") & ~Q(sha256="")
                | Q(kind="link", file="", note="", size=0, sha256="") & ~Q(url="")
                | Q(kind="note", file="", url="", size=0, sha256="") & ~Q(note=""),
            )
        ]

    def __str__(self):
        return self.title


class EvidenceUse(SchoolOwned):
    """A piece of evidence that stands behind an answer; the same piece may stand behind many."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="evidence_uses")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "evidence"], condition=Q(removed_at=None), name="one_use_at_a_time"
            ),
            models.CheckConstraint(
                name="evidence_use_removed_has_person_and_time",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.evidence_id} for {self.response_id}"
