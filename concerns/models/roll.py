"""A roll that was read from a spreadsheet and waits to be confirmed."""

from django.conf import settings
from django.db import models

from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import PublicRow


class RollUploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, where one may bring in the roll."""
        return self.filter(uploader=user, school__in=schools_where(user, P.PUPILS_IMPORT))


class RollUpload(PublicRow, SchoolOwned):
    """The rows of one file, kept between preview and confirmation and removed after it, or after a day."""

    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    whole_roll = models.BooleanField(default=False)
    roll = models.JSONField()

    objects = RollUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self):
        return f"Roll of {self.uploaded_at:%d %B %Y}"
