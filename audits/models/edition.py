"""The form as data: a framework, its editions, and what stands in each."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from audits.clock import Clock
from audits.rating import Rating
from safeguarding.models import School, Trust


class Framework(models.Model):
    """A body of guidance of which editions appear, such as Keeping Children Safe in Education, Part One."""

    key = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=120)

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title


class EditionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=Edition.State.PUBLISHED)

    def known_to(self, trust: Trust | None):
        """Editions that came with the product, and those that the trust made for itself."""
        return self.filter(Q(trust=None) | Q(trust=trust)) if trust else self.filter(trust=None)

    def open_to(self, school: School):
        """Editions in which the school may start an audit; one that its trust has corrected is left out."""
        published = self.model.objects.known_to(school.trust).published()
        corrected = published.exclude(corrects=None).values("corrects")
        return self.filter(pk__in=published.values("pk")).exclude(pk__in=corrected)

    def readable_in(self, school: School):
        """Editions whose changes may be read in the school: published ones, and shipped drafts, as drafts."""
        return self.known_to(school.trust).filter(
            Q(state=Edition.State.PUBLISHED) | Q(state=Edition.State.DRAFT, trust=None)
        )

    def coming_to(self, school: School):
        """Shipped drafts for which the school has no edition yet that is in force from the same day or later."""
        there = self.model.objects.open_to(school).filter(
            framework=OuterRef("framework"), effective_from__gte=OuterRef("effective_from")
        )
        return self.filter(~Exists(there), trust=None, state=Edition.State.DRAFT)

    def newer_than(self, edition, school: School, today: date):
        """Editions of the same framework in force today in the school that came after this one, newest first."""
        in_force = Q(effective_from__lte=today) & (Q(effective_to=None) | Q(effective_to__gte=today))
        corrected = Q(
            corrects__isnull=False,
            effective_from=edition.effective_from,
            published_at__gt=edition.published_at,
        )
        after = Q(effective_from__gt=edition.effective_from) | corrected
        rows = self.open_to(school).filter(in_force & after, framework=edition.framework_id)
        return rows.order_by("-effective_from", "-published_at")


class Edition(models.Model):
    """One edition. Once published it cannot change: the database refuses it, for its rows too.

    An edition without a trust came with the product, as a file: every trust may use it and none may change it,
    a draft neither, since one trust would change it for another and the next import would undo it. A trust
    works on copies: they are its own, and only its schools see them. ``corrects`` names the published edition
    that a copy is to correct.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="editions")
    key = models.SlugField(unique=True)
    label = models.CharField(max_length=120)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    source_note = models.TextField(blank=True)
    licence_note = models.TextField(blank=True)
    introduction = models.TextField()
    disclaimer = models.TextField()
    who_takes_part = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="editions")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from"]
        constraints = [
            models.CheckConstraint(
                name="edition_published_has_time_and_hash",
                condition=Q(state="draft", published_at=None)
                | (~Q(state="draft") & Q(published_at__isnull=False) & ~Q(content_hash="")),
            )
        ]

    def __str__(self):
        return self.label

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    def may_be_edited_by(self, trust: Trust) -> bool:
        """Whether it is a draft of that trust."""
        return self.is_draft and self.trust_id == trust.pk


class RatingMeaning(models.Model):
    """What a rating means in an edition, and the clock that it starts."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="ratings")
    rating = models.CharField(max_length=20, choices=[c for c in Rating.choices if c[0] != Rating.UNANSWERED])
    meaning = models.CharField(max_length=60)
    test = models.TextField()
    clock_days = models.PositiveSmallIntegerField(null=True)
    clock_months = models.PositiveSmallIntegerField(null=True)
    clock_starts = models.CharField(
        max_length=12, blank=True, choices=[("rating", "Day of the rating"), ("audit_date", "Audit date")]
    )
    clock_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "rating"], name="one_meaning_per_rating")]

    def __str__(self):
        return f"{self.get_rating_display()}: {self.meaning}"

    @property
    def clock(self) -> Clock | None:
        if not self.clock_starts:
            return None
        return Clock(self.clock_days or 0, self.clock_months or 0, self.clock_starts)


class Section(models.Model):
    """A heading of the form with its items; ``group`` is the banner above it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField()
    number = models.PositiveSmallIntegerField(null=True)
    ref = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=120)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="one_section_per_key"),
            models.UniqueConstraint(fields=["edition", "order"], name="one_section_per_place"),
        ]

    def __str__(self):
        return self.title


class Item(models.Model):
    """One row of the form. ``key`` is stable between editions; ``ref`` is what is printed, and moves.

    In a draft the number may be empty while nobody knows it. One that nobody has checked against the official
    text says so wherever it is read.
    """

    class Kind(models.TextChoices):
        RATED = "rated", "Rated"
        INFORMATION = "information", "For reading"
        CASE_CHECK = "case_check", "Case-record check"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="items")
    section = models.ForeignKey(Section, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    ref = models.CharField(max_length=20, blank=True)
    number_verified = models.BooleanField(default=True, db_default=True)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=120)
    guidance = models.TextField(blank=True)
    evidence_help = models.TextField(blank=True)
    see = models.JSONField(default=list)

    class Meta:
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="one_item_per_key"),
            models.UniqueConstraint(fields=["edition", "ref"], condition=~Q(ref=""), name="one_item_per_ref"),
            models.UniqueConstraint(fields=["edition", "order"], name="one_item_per_place"),
        ]

    def __str__(self):
        return f"{self.ref} {self.title}"


class Prompt(models.Model):
    """One question, part or statement of an item."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        POINT = "point", "Point"
        STATEMENT = "statement", "Statement"
        VIGNETTE = "vignette", "Example to judge"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="prompts")
    item = models.ForeignKey(Item, models.CASCADE, related_name="prompts")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=8)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["item", "order"]
        constraints = [models.UniqueConstraint(fields=["item", "key"], name="one_prompt_per_key")]

    def __str__(self):
        return self.text
