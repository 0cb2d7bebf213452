"""Trusts and schools."""

from django.db import models

from safeguarding.models.authority import LocalAuthority


class Trust(models.Model):
    """A multi-academy trust."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class School(models.Model):
    """A school or college; it may stand alone or belong to a trust."""

    class Phase(models.TextChoices):
        PRIMARY = "primary", "Primary"
        SECONDARY = "secondary", "Secondary"
        SPECIAL = "special", "Special"
        OTHER = "other", "Other"

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    phase = models.CharField(max_length=20, choices=Phase, default=Phase.PRIMARY)
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="schools")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="schools")
    reference = models.CharField(
        max_length=6,
        default="GT",
        help_text="The letters before the number of a concern, such as TB in TB-0412.",
    )
    head_reads_files = models.BooleanField(
        default=True, help_text="Whether the headteacher may open children's files."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class SchoolOwned(models.Model):
    """A row behind the school wall: the database shows it only to people of that school."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
