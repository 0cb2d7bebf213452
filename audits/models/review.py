"""Reviewing and signing an audit: what was sent, what governors asked, who said yes, and the report as signed.

Everything here is append-only: an audit that comes back, or is opened again, goes on as its next revision.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audits.models.audit import Audit
from audits.models.edition import Item
from audits.models.kept_report import KeptReport
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class Submission(SchoolOwned):
    """What one revision of an audit said when it was sent: the answers frozen, and the hash that signatures bind to.

    ``figures`` are what the records said on that day beside the claims; no child is in them.
    """

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="submissions")
    revision = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    snapshot = models.JSONField()
    figures = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["audit", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "revision"], name="one_submission_per_revision")
        ]

    def __str__(self):
        return f"Revision {self.revision}"


class Question(PublicRow, CreatedOnce, SchoolOwned):
    """A governor's question about one item, or about the whole audit."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="questions")
    revision = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["audit", "id"]
        constraints = [models.CheckConstraint(name="question_asks_something", condition=~Q(text=""))]

    def __str__(self):
        return self.text


class Reply(PublicRow, CreatedOnce, SchoolOwned):
    """The school's reply to a question, or that it is taken to the next meeting. Both settle the question."""

    class Kind(models.TextChoices):
        REPLY = "reply", "Reply"
        NEXT_MEETING = "next_meeting", "For the next meeting"

    question = models.ForeignKey(Question, models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.REPLY)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["question", "id"]
        constraints = [models.CheckConstraint(name="reply_says_something", condition=~Q(text=""))]

    def __str__(self):
        return self.text


class Comment(PublicRow, CreatedOnce, SchoolOwned):
    """What the adviser says of the final draft. Advice: it rates nothing and stops nothing."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="comments")
    revision = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["audit", "id"]
        constraints = [models.CheckConstraint(name="comment_says_something", condition=~Q(text=""))]

    def __str__(self):
        return self.text


class ReviewStep(PublicRow, CreatedOnce, SchoolOwned):
    """One person's word on one revision: returned, signed, asked to be opened again, or withdrawn.

    A signature binds to ``content_hash``: the answers, the edition, the questions and the replies as they stood. Two
    people sign, one for the governors and one for the school; two people open a signed audit again.
    """

    class Kind(models.TextChoices):
        RETURNED = "returned", "Returned to the school"
        SIGNED = "signed", "Signed"
        REOPENED = "reopened", "Opened again"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Side(models.TextChoices):
        GOVERNORS = "governors", "For the governors"
        SCHOOL = "school", "For the school"

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="steps")
    revision = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    side = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    words = models.TextField()
    content_hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["audit", "id"]
        constraints = [
            models.CheckConstraint(name="review_step_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="signature_binds_to_content", condition=~Q(kind="signed") | ~Q(content_hash="")
            ),
            models.UniqueConstraint(
                fields=["audit", "revision", "kind", "side"], name="one_step_per_side_and_revision"
            ),
            models.UniqueConstraint(
                fields=["audit", "revision", "by"],
                condition=Q(kind="signed"),
                name="nobody_signs_twice",
            ),
            models.UniqueConstraint(
                fields=["audit", "revision", "by"],
                condition=Q(kind="reopened"),
                name="nobody_reopens_alone",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.by_name}"


class SignedReport(SchoolOwned):
    """The PDF of a revision as it was signed, for one kind of reader."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="signed_reports")
    revision = models.PositiveSmallIntegerField()
    profile = models.CharField(max_length=20)
    kept = models.ForeignKey(KeptReport, models.PROTECT, related_name="+")
    report_hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["audit", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "revision", "profile"], name="one_signed_report_per_reader"
            )
        ]

    def __str__(self):
        return f"Revision {self.revision}, {self.profile}"
