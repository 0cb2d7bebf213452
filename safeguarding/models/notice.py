"""Notices: that something waits for a person, without a word of what it is about; and how each wants to hear of it."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from safeguarding.models.identity import PublicRow
from safeguarding.models.school import SchoolOwned


class NoticeKind(models.TextChoices):
    URGENT = "urgent", "Urgent concern"
    NEW_CONCERN = "new_concern", "New concern"
    LATE = "late", "Something of yours is late"
    DUE = "due", "Something of yours is due within 7 days"
    ASSIGNED = "assigned", "Something was given to you"
    CHALLENGE = "challenge", "A question or a challenge"
    SIGN_OFF = "sign_off", "A review or a signature is wanted"


class How(models.TextChoices):
    NOW = "now", "By e-mail at once"
    DIGEST = "digest", "By e-mail once a day, in the morning"
    HERE = "here", "Only here"


USUAL = dict.fromkeys(NoticeKind, How.NOW) | {NoticeKind.LATE: How.DIGEST, NoticeKind.DUE: How.DIGEST}


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The person's own, of what they may still open: who is shut out of a record has no notice of it."""
        seen = Q(pk__in=[])
        for label in settings.NOTICE_SUBJECTS:
            rows = apps.get_model(label).objects.visible_to(user).filter(public_id=OuterRef("subject"))
            seen |= Q(Exists(rows.order_by()), subject_type=label)
        return self.filter(seen, person=user, school__in=user.holdings.roles)

    def waiting(self):
        return self.filter(acknowledged_at=None)

    def unmailed(self):
        return self.waiting().filter(claimed_at=None)


class Notice(PublicRow, SchoolOwned):
    """One thing that waits for one person. The same ``key`` tells a person of it once.

    ``subject`` is the random public id of the row that it leads to. A mail is claimed before it is sent, so that it
    never goes out twice.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    subject_type = models.CharField(max_length=40)
    subject = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    made_at = models.DateTimeField(auto_now_add=True)
    acknowledged_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="one_notice_of_a_thing"),
            models.CheckConstraint(
                name="notice_mailed_was_claimed", condition=Q(mailed_at=None) | Q(claimed_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(acknowledged_at=None), name="notice_waiting"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} for {self.person_id}"


class NoticeChoice(models.Model):
    """How a person wants to hear of one kind of thing. The database shows it to that person alone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    how = models.CharField(max_length=6, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_choice_for_a_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_how_display()}"
