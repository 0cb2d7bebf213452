"""What a reporter wrote: a draft until it is sent, and then sealed for ever."""

from datetime import date, timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from concerns.models.exclusion import ShutOutOfConcern
from concerns.models.pupil import Pupil
from concerns.models.reading import files_where
from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow, new_public_id


class Part(models.TextChoices):
    """A child's part in what happened. No labels: what is known, not what it makes them."""

    HARMED = "harmed", "It happened to them"
    ALLEGED = "alleged", "They may have done it"
    WITNESS = "witness", "They saw it"
    OTHER = "other", "Not sure"


DRAFTS_KEPT = timedelta(days=14)


class ReportDraft(PublicRow, SchoolOwned):
    """Words not yet sent. Only their author ever sees them; sending removes the draft, and so do 14 days untouched."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-saved_at"]

    def __str__(self):
        return f"Draft of {self.author_id}"

    @property
    def goes_on(self) -> date:
        """The day on which it is removed, unless it is touched before."""
        return timezone.localdate(self.saved_at + DRAFTS_KEPT)


class ConcernQuerySet(CreatedOnceQuerySet):
    def visible_to(self, user):
        """Concerns that the person may open, and nothing from which they are shut out."""
        return self.filter(files_where(user, P.CONCERN_VIEW)).not_shut_out(user)

    def reported_by(self, user):
        """The person's own reports: their own words, the state and the feedback."""
        return self.filter(reporter=user, school__in=schools_where(user, P.CONCERN_REPORT)).not_shut_out(user)

    def not_shut_out(self, user):
        return self.exclude(ShutOutOfConcern("pk", user))


class Concern(PublicRow, CreatedOnce, SchoolOwned):
    """One report as it was sent. The database refuses every change: what follows are entries beside it."""

    class WhenSure(models.TextChoices):
        EXACT = "exact", "At this time"
        ABOUT = "about", "About this time"
        DAY = "day", "On this day"
        OVER_TIME = "over_time", "Over some time"
        UNKNOWN = "unknown", "Not known"

    class Where(models.TextChoices):
        SCHOOL = "school", "In school"
        HOME = "home", "At home"
        ONLINE = "online", "Online"
        JOURNEY = "journey", "On the way to or from school"
        ELSEWHERE = "elsewhere", "Somewhere else"
        UNKNOWN = "unknown", "Not known"

    class Source(models.TextChoices):
        SEEN = "seen", "I saw or heard it"
        CHILD = "child", "A child told me"
        PARENT = "parent", "A parent or carer told me"
        AGENCY = "agency", "Another service told us"
        FILTER = "filter", "Filtering or monitoring alert"
        PEER = "peer", "Another child told me"
        ANONYMOUS = "anonymous", "It came without a name"

    reference = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reporter_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    urgent = models.BooleanField(default=False)
    happened_on = models.DateField(null=True, blank=True)
    happened_at = models.TimeField(null=True, blank=True)
    when_sure = models.CharField(max_length=10, choices=WhenSure)
    when_words = models.TextField(blank=True)
    where = models.CharField(max_length=10, choices=Where)
    where_words = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source)
    injury = models.BooleanField(default=False)
    seen_heard = models.TextField()
    own_words = models.TextField(blank=True)
    opinion = models.TextField(blank=True)
    done_at_once = models.TextField(blank=True)
    told_in_person = models.BooleanField()
    told_whom = models.CharField(max_length=120, blank=True)
    adult_here = models.BooleanField(
        default=False, help_text="The reporter says that an adult who works or helps here may have caused it."
    )

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="one_concern_per_number"),
            models.UniqueConstraint(fields=["school", "reference"], name="one_concern_per_reference"),
            models.CheckConstraint(name="concern_says_something", condition=~Q(seen_heard="")),
            models.CheckConstraint(
                name="concern_told_names_whom", condition=Q(told_in_person=False) | ~Q(told_whom="")
            ),
        ]
        indexes = [models.Index(fields=["school", "-recorded_at"], name="concern_newest")]

    def __str__(self):
        return self.reference


class ReportedChild(SchoolOwned):
    """A child as the reporter named or described them, with their part. Sealed with the concern."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="reported_children")
    order = models.PositiveSmallIntegerField()
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="+")
    described = models.TextField(blank=True)
    part = models.CharField(max_length=10, choices=Part)

    class Meta:
        ordering = ["concern", "order"]
        constraints = [
            models.CheckConstraint(
                name="reported_child_named_or_described", condition=Q(pupil__isnull=False) | ~Q(described="")
            )
        ]

    def __str__(self):
        return self.described or str(self.pupil)


class BodyMark(SchoolOwned):
    """One mark on the body map, in words; the point is kept beside them. Sealed with the concern.

    ``child`` says whose body it is where a concern has several children; without one it is said of none.
    """

    class View(models.TextChoices):
        FRONT = "front", "Front"
        BACK = "back", "Back"
        HEAD = "head", "Head and face"
        HANDS = "hands", "Hands"

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="marks")
    child = models.ForeignKey(ReportedChild, models.PROTECT, null=True, blank=True, related_name="marks")
    number = models.PositiveSmallIntegerField()
    view = models.CharField(max_length=6, choices=View)
    place = models.SlugField()
    x = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Thousandths of the width.")
    y = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Thousandths of the height.")
    kind = models.CharField(max_length=40)
    size = models.CharField(max_length=80, blank=True)
    colour = models.CharField(max_length=80, blank=True)
    skin_broken = models.BooleanField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["concern", "number"]
        constraints = [models.UniqueConstraint(fields=["concern", "number"], name="one_mark_per_number")]

    def __str__(self):
        return f"{self.number}. {self.place}"


def private_name(attachment, filename) -> str:
    """A random name: nothing of the person's file name reaches the disk."""
    name = new_public_id()
    return f"concerns/{name[:2]}/{name}"


class Attachment(PublicRow, SchoolOwned):
    """A file that came with a report or an entry. Append-only."""

    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="attachments")
    entry = models.ForeignKey("Entry", models.PROTECT, null=True, related_name="attachments")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, related_name="attachments")
    file = models.FileField(upload_to=private_name, storage=storages["default"], max_length=120)
    file_name = models.CharField(max_length=200)
    file_type = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="attachment_belongs_somewhere",
                condition=Q(concern__isnull=False) | Q(entry__isnull=False) | Q(pupil__isnull=False),
            )
        ]

    def __str__(self):
        return self.file_name
