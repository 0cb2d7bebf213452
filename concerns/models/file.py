"""A child's front sheet: people, professionals, orders, shields and statuses.

Nothing here is rewritten: a newer row replaces an older one by name, and a row that no longer holds is ended by
one that says so.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from concerns.models.pupil import Pupil
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class FactQuerySet(CreatedOnceQuerySet):
    def current(self):
        """What holds now: not replaced, and not itself the end of something."""
        return self.filter(replaced_by=None, ended=False)


class Fact(PublicRow, CreatedOnce, SchoolOwned):
    """A fact on the front sheet of one child. Append-only."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="%(class)ss")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    ended = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["id"]


class KeyPerson(Fact):
    """Somebody around the child: in the household, or with a say in their life."""

    class Safe(models.TextChoices):
        YES = "yes", "Yes"
        ASK = "ask", "Ask the lead first"
        NO = "no", "No"

    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=80)
    responsibility = models.BooleanField("has parental responsibility", null=True)
    lives_with = models.BooleanField("lives with the child", null=True)
    may_share = models.CharField("may we share and contact", max_length=4, choices=Safe)
    needs = models.CharField("communication needs", max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    def __str__(self):
        return self.name


class Professional(Fact):
    """A professional or agency that works with the child."""

    name = models.CharField(max_length=120)
    agency = models.CharField(max_length=120)
    role = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)

    def __str__(self):
        return f"{self.name}, {self.agency}"


class CourtOrder(Fact):
    """An order of a court that binds whom the school may tell or hand the child to."""

    title = models.CharField(max_length=120)
    terms = models.TextField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.title


class Shield(Fact):
    """Something that must not reach somebody: a fled address, a source. Opened with a reason, never printed."""

    class Kind(models.TextChoices):
        ADDRESS = "address", "Address shielded"
        CONTACT = "contact", "Contact shielded"
        SOURCE = "source", "Source shielded"
        OTHER = "other", "Shielded"

    kind = models.CharField(max_length=8, choices=Kind)
    hidden_from = models.CharField(max_length=200)
    text = models.TextField()
    ends_on = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.get_kind_display()


class Status(Fact):
    """A standing of the child with dates: early help, child in need, child protection, looked after …"""

    class Kind(models.TextChoices):
        EARLY_HELP = "early_help", "Early help"
        CHILD_IN_NEED = "child_in_need", "Child in need"
        CHILD_PROTECTION = "child_protection", "Child protection"
        LOOKED_AFTER = "looked_after", "Looked after"
        PREVIOUSLY_LOOKED_AFTER = "previously_looked_after", "Previously looked after"
        EHCP = "ehcp", "Education, health and care plan"
        YOUNG_CARER = "young_carer", "Young carer"

    kind = models.CharField(max_length=24, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)

    class Meta(Fact.Meta):
        verbose_name_plural = "statuses"
        constraints = [
            models.CheckConstraint(
                name="status_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self):
        return self.get_kind_display()
