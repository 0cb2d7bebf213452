"""Reports that were rendered, kept by what they say."""

from django.db import models
from django.db.models.functions import Now

from audits.models.audit import Audit
from safeguarding.models import SchoolOwned


class KeptReport(SchoolOwned):
    """A rendered PDF. The same content hash is the same document, so it is never made twice. Append-only."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="kept_reports")
    profile = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64)
    pdf = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "profile", "content_hash"], name="one_pdf_per_content")
        ]

    def __str__(self):
        return f"{self.audit_id} {self.profile} {self.content_hash[:12]}"
