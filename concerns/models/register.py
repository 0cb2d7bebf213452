"""The register of concerns about adults: its own tables and its own rights. A person named here never sees it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from concerns.models.category import Subcategory
from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class AdultConcernQuerySet(CreatedOnceQuerySet):
    def visible_to(self, user):
        """The head's register, and single concerns for named people; never for one whom it is about."""
        named = AdultAccess.objects.filter(person=user, concern=OuterRef("pk"), ended_at=None)
        mine = Q(school__in=schools_where(user, P.ADULT_REGISTER)) | Exists(named)
        return self.filter(mine).exclude(subject=user)

    def reported_by(self, user):
        """The person's own reports, for their receipts: nothing else of the register is shown with them."""
        return self.filter(reporter=user, school__in=schools_where(user, P.CONCERN_REPORT))


class AdultConcern(PublicRow, CreatedOnce, SchoolOwned):
    """One concern or allegation about an adult, as it was received. Append-only."""

    reference = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    subject_name = models.CharField(max_length=120)
    subject_role = models.CharField(max_length=120, blank=True)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reporter_name = models.CharField(max_length=120, blank=True)
    reporter_unnamed = models.BooleanField(default=False)
    self_report = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    happened_on = models.DateField(null=True, blank=True)
    when_words = models.TextField(blank=True)
    where_words = models.CharField(max_length=200, blank=True)
    what = models.TextField()
    done_at_once = models.TextField(blank=True)

    objects = AdultConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="one_adult_concern_per_number")
        ]

    def __str__(self):
        return self.reference


class AdultStanding(SchoolOwned):
    """Where a concern about an adult stands."""

    class State(models.TextChoices):
        RECEIVED = "received", "New"
        LOW_LEVEL = "low_level", "Low level"
        LADO = "lado", "With the designated officer"
        CLOSED = "closed", "Closed"

    MOVES = {
        State.RECEIVED: {State.LOW_LEVEL, State.LADO},
        State.LOW_LEVEL: {State.LADO, State.CLOSED},
        State.LADO: {State.LOW_LEVEL, State.CLOSED},
        State.CLOSED: {State.LOW_LEVEL, State.LADO},
    }

    concern = models.OneToOneField(AdultConcern, models.PROTECT, primary_key=True, related_name="standing")
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    subcategory = models.ForeignKey(Subcategory, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self):
        return f"{self.concern_id}: {self.state}"

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class AdultEntry(PublicRow, CreatedOnce, SchoolOwned):
    """One entry on a concern about an adult. Append-only; a decision has a reason."""

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", "Threshold decided"
        CONTACT = "contact", "Call, e-mail, meeting or talk"
        NOTE = "note", "Note"
        CORRECTION = "correction", "Correction"
        OUTCOME = "outcome", "Outcome"
        REOPENED = "reopened", "Reopened"

    concern = models.ForeignKey(AdultConcern, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    happened_on = models.DateField()
    text = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    contact_with = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-recorded_at"]
        verbose_name_plural = "adult entries"
        constraints = [
            models.CheckConstraint(
                name="adult_entry_decision_has_reason",
                condition=~Q(kind__in=["threshold", "outcome", "reopened"]) | ~Q(reason=""),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.happened_on}"


class AdultAccess(PublicRow, SchoolOwned):
    """A person named by the head to read one concern about an adult, with a reason and an end."""

    concern = models.ForeignKey(AdultConcern, models.PROTECT, related_name="named_people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Whom the concern is about: the database fills it, and shows that person no row of this table.
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "person"], condition=Q(ended_at=None), name="one_naming_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.person_id} for {self.concern_id}"
