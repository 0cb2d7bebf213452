"""What was done, by whom and when. Rows are added and never changed: the database refuses it."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One act or one look. Keys are plain numbers, so that nothing has to be deleted with what they name.

    ``subject`` is the random public id of the row concerned. ``detail`` holds facts of the act and never
    a child's name, a sentence that somebody wrote, or a password.
    """

    at = models.DateTimeField(db_default=Now(), editable=False)
    verb = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120)
    school_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=12, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["school_id", "-id"], name="event_school"),
            models.Index(fields=["subject", "-id"], name="event_subject"),
        ]

    def __str__(self):
        return f"{self.verb} by {self.actor_name}"
