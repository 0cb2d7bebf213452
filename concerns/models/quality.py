"""Quality checks of records: the draw, the answers, the blind categories, the findings and what was said of them.

Everything but the check itself is append-only. Who reads what: see ``QualityCheckQuerySet`` and ``concerns.sampled``.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from concerns.models.category import Category
from concerns.models.checklist import Checklist, ChecklistQuestion
from concerns.models.reading import files_where
from concerns.models.report import Concern
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class QualityCheckQuerySet(CreatedOnceQuerySet):
    def visible_to(self, user):
        """Checks of schools where the person checks or is checked: that there is one, its results and findings."""
        return self.filter(files_where(user, P.QUALITY_CHECK)).exclude(state=QualityCheck.State.DRAWING)

    def finished(self):
        return self.filter(state=QualityCheck.State.FINISHED)


class QualityCheck(PublicRow, CreatedOnce, SchoolOwned):
    """One look at the records of one school. Drawn over several schools at once, there is one of these for each.

    The draw is kept so that it can be made again: seed, frame and its hash. While it is open the checker, and nobody
    else by this, reads the records that were drawn; what they read is masked and leaves a mark.
    """

    class State(models.TextChoices):
        DRAWING = "drawing", "Being drawn"
        OPEN = "open", "Open"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped"

    MOVES = {
        State.DRAWING: {State.OPEN},
        State.OPEN: {State.FINISHED, State.STOPPED},
        State.FINISHED: set(),
        State.STOPPED: set(),
    }

    class Grouping(models.TextChoices):
        """What the sample is spread over; nothing is plain chance."""

        NONE = "", "None: any record has the same chance"
        CATEGORY = "category", "Category"
        LEVEL = "level", "Level"
        STATUS = "status", "The child’s status"
        YEAR_GROUP = "year_group", "Year group"
        LEAD = "lead", "Lead who has the concern"

    batch = models.UUIDField(default=uuid.uuid4, editable=False)  # those that were drawn together
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="checks")
    period_from = models.DateField()
    period_to = models.DateField()
    grouping = models.CharField(max_length=10, choices=Grouping, blank=True)
    wanted = models.PositiveSmallIntegerField(
        help_text="How many records, of each group where there are groups."
    )
    blind = models.BooleanField(default=False, help_text="The checker chooses categories before reading on.")
    seed = models.CharField(max_length=32)
    frame = models.JSONField(default=dict)
    frame_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAWING)
    drawn_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = QualityCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="quality_period_in_order", condition=Q(period_to__gte=F("period_from"))
            ),
            models.CheckConstraint(name="quality_wants_some", condition=Q(wanted__gte=1)),
            models.CheckConstraint(
                name="quality_ended_has_time",
                condition=Q(state__in=["drawing", "open"], ended_at=None)
                | Q(state__in=["finished", "stopped"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="quality_blind_is_not_by_category",
                condition=Q(blind=False) | ~Q(grouping="category"),
            ),
        ]
        indexes = [models.Index(fields=["school", "state", "-id"], name="quality_by_state")]

    def __str__(self):
        return f"Quality check of {self.drawn_at:%d %B %Y}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_finished(self) -> bool:
        return self.state == self.State.FINISHED

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]

    def is_checked_by(self, user) -> bool:
        """Whether this person may read the records that were drawn, now."""
        return self.is_open and self.checker_id == user.pk


class QualityItem(PublicRow, SchoolOwned):
    """One concern that was drawn. The reference is repeated for those who may not open the concern. Append-only."""

    quality_check = models.ForeignKey(QualityCheck, models.PROTECT, related_name="items")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=16)
    group = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["quality_check", "order"]
        constraints = [
            models.UniqueConstraint(fields=["quality_check", "concern"], name="one_draw_per_concern")
        ]

    def __str__(self):
        return self.reference


class QualityAnswer(SchoolOwned):
    """An answer to one question about one record; a changed answer is the next number. Append-only."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    item = models.ForeignKey(QualityItem, models.PROTECT, related_name="answers")
    question = models.ForeignKey(ChecklistQuestion, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=14, choices=Answer)
    note = models.TextField(blank=True)
    proposed = models.CharField(max_length=14, choices=Answer, blank=True)  # what the records said to it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["item", "question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "question", "number"], name="one_answer_per_number"),
            models.CheckConstraint(
                name="quality_short_answer_says_why", condition=~Q(answer__in=["partly", "no"]) | ~Q(note="")
            ),
        ]

    def __str__(self):
        return f"{self.question_id}: {self.answer}"


class QualityCode(SchoolOwned):
    """The category that the checker chose for one child of a record, blind, and the school's own. Append-only."""

    item = models.ForeignKey(QualityItem, models.PROTECT, related_name="codes")
    link = models.ForeignKey("ConcernLink", models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    schools_own = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["item", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "link"], name="one_blind_code_per_child")]

    def __str__(self):
        return f"{self.category_id} for {self.link_id}"


class QualityFinding(PublicRow, CreatedOnce, SchoolOwned):
    """What the checker found, of all records or of one. Append-only; read by the school once the check is finished."""

    class Weight(models.TextChoices):
        """How serious, in words that say what to do; no grade."""

        NOW = "now", "A child may be at risk: act today"
        MEND = "mend", "To be put right"
        THINK = "think", "To think about"
        GOOD = "good", "Good practice, to be shared"

    quality_check = models.ForeignKey(QualityCheck, models.PROTECT, related_name="findings")
    item = models.ForeignKey(QualityItem, models.PROTECT, null=True, related_name="findings")
    question = models.ForeignKey(ChecklistQuestion, models.PROTECT, null=True, related_name="+")
    what = models.TextField()
    weight = models.CharField(max_length=5, choices=Weight)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["quality_check", "id"]
        constraints = [models.CheckConstraint(name="quality_finding_says_what", condition=~Q(what=""))]

    def __str__(self):
        return self.what


class QualityStep(PublicRow, CreatedOnce, SchoolOwned):
    """What checker and school said to each other of a check, in order. Append-only."""

    class Kind(models.TextChoices):
        SENT = "sent", "Feedback sent"
        READ = "read", "Read"
        ANSWERED = "answered", "Answered"
        STOPPED = "stopped", "Stopped"

    quality_check = models.ForeignKey(QualityCheck, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["quality_check", "id"]
        constraints = [
            models.CheckConstraint(name="quality_step_has_words", condition=Q(kind="read") | ~Q(text="")),
            models.UniqueConstraint(
                fields=["quality_check", "kind"],
                condition=Q(kind__in=["sent", "read", "stopped"]),
                name="one_quality_step_of_a_kind",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
