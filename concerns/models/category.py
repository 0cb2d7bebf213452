"""The trust's list of what a concern is about. Locked for schools; a code never changes its meaning."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned, Trust
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow

OTHER = "other"  # the key of the category for what fits nowhere else; a code never changes its meaning


class CategoryQuerySet(models.QuerySet):
    def on(self, day):
        """What may be chosen on that day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Category(models.Model):
    """A heading of the list. ``register`` marks those of the register of concerns about adults."""

    key = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    definition = models.TextField()
    register = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "categories"

    def __str__(self):
        return self.title


class Subcategory(models.Model):
    """What a concern is mainly about: exactly one for each child of a concern.

    ``marks`` are of C child-on-child, E exploitation or outside the family, O online, H home, S staff.
    ``statutory`` asks for a justification and a risk-assessment answer before the concern is resolved.
    """

    category = models.ForeignKey(Category, models.PROTECT, related_name="subcategories")
    key = models.SlugField(unique=True, max_length=80)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    definition = models.TextField(blank=True)
    guidance = models.TextField(blank=True)
    marks = models.CharField(max_length=5, blank=True)
    statutory = models.BooleanField(default=False)
    needs_reason = models.BooleanField(default=False, help_text="For “Other”: a reason is compulsory.")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["category__order", "order"]
        verbose_name_plural = "subcategories"

    def __str__(self):
        return self.title

    def is_offered_on(self, day) -> bool:
        """Whether it may be chosen on that day."""
        mine = self.since <= day and (self.until is None or self.until >= day)
        return (
            mine
            and self.category.since <= day
            and (self.category.until is None or self.category.until >= day)
        )

    @property
    def is_other(self) -> bool:
        """Whether what stands under it gets another category within ten school days."""
        return self.category.key == OTHER

    @property
    def is_child_on_child(self) -> bool:
        return "C" in self.marks

    @property
    def needs_justification(self) -> bool:
        """Whether resolving asks for a justification and a risk-assessment answer."""
        return self.statutory or self.is_child_on_child


class CategoryWording(models.Model):
    """The wording of a category or subcategory from a date on. Append-only."""

    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="wordings")
    subcategory = models.ForeignKey(Subcategory, models.PROTECT, null=True, related_name="wordings")
    title = models.CharField(max_length=160)
    definition = models.TextField(blank=True)
    guidance = models.TextField(blank=True)
    starts_on = models.DateField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="wording_of_one_thing",
                condition=Q(category__isnull=False, subcategory=None)
                | Q(category=None, subcategory__isnull=False),
            )
        ]

    def __str__(self):
        return self.title


class CategoryRequestQuerySet(CreatedOnceQuerySet):
    def visible_to(self, user):
        asks = schools_where(user, P.CATEGORY_ASK)
        return self.filter(school__in=[*asks, *schools_where(user, P.CATEGORY_DECIDE)])


class CategoryRequest(PublicRow, CreatedOnce, SchoolOwned):
    """A school asks for a new category; the trust safeguarding officer decides with a reason. Both are kept."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    trust = models.ForeignKey(Trust, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=160)
    reason = models.TextField()
    examples = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    subcategory = models.ForeignKey(Subcategory, models.PROTECT, null=True, related_name="+")

    objects = CategoryRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="request_decided_has_person_time_and_reason",
                condition=Q(state="asked", decided_at=None, decided_by=None)
                | (
                    ~Q(state="asked")
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decision_reason="")
                ),
            )
        ]

    def __str__(self):
        return self.title
