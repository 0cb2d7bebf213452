"""What a local authority sets for case work: how fresh a file must be, when to meet, how to escalate, its terms."""

from django.db import models
from django.db.models import F, Q

from safeguarding.models.authority import LocalAuthority
from safeguarding.working_days import TermDates


class FreshnessRule(models.Model):
    """For one status of a child: after how many weeks without a real meeting or update a file is amber, then red."""

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="freshness_rules")
    status = models.SlugField(max_length=24)
    amber_weeks = models.PositiveSmallIntegerField()
    red_weeks = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["authority", "status"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "status"], name="one_freshness_rule_per_status"),
            models.CheckConstraint(
                name="freshness_amber_before_red", condition=Q(amber_weeks__lte=F("red_weeks"))
            ),
        ]

    def __str__(self):
        return f"{self.authority}: {self.status}"


class MeetingRule(models.Model):
    """For one status: which statutory meeting is due, how soon the first and how often then."""

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", "working days"
        WEEKS = "weeks", "weeks"
        MONTHS = "months", "months"

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="meeting_rules")
    status = models.SlugField(max_length=24)
    kind = models.SlugField(max_length=24)  # of concerns.models.Meeting
    first_within = models.PositiveSmallIntegerField()
    first_unit = models.CharField(max_length=12, choices=Unit)
    then_within = models.PositiveSmallIntegerField(null=True, blank=True)
    then_unit = models.CharField(max_length=12, choices=Unit, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["authority", "status", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "status", "kind"], name="one_meeting_rule_per_kind"),
            models.CheckConstraint(
                name="meeting_rule_repeats_with_unit",
                condition=Q(then_within=None, then_unit="")
                | (Q(then_within__isnull=False) & ~Q(then_unit="")),
            ),
        ]

    def __str__(self):
        return f"{self.authority}: {self.kind}"


class EscalationStage(models.Model):
    """One step of the authority's own procedure for settling a disagreement between professionals."""

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="escalation_stages")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    with_whom = models.CharField(max_length=200)
    answer_within = models.PositiveSmallIntegerField(help_text="Working days.")

    class Meta:
        ordering = ["authority", "order"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "order"], name="one_escalation_stage_per_order")
        ]

    def __str__(self):
        return f"{self.order}. {self.title}"


class SchoolTerm(models.Model):
    """One term of the authority's schools with its half-term break."""

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="school_terms")
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    break_starts = models.DateField(null=True, blank=True)
    break_ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["authority", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "starts_on"], name="one_term_per_start"),
            models.CheckConstraint(
                name="term_in_order",
                condition=Q(ends_on__gte=F("starts_on"))
                & (
                    Q(break_starts=None, break_ends=None)
                    | Q(
                        break_starts__gte=F("starts_on"),
                        break_ends__gte=F("break_starts"),
                        break_ends__lte=F("ends_on"),
                    )
                ),
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.starts_on.year}"

    @property
    def dates(self) -> TermDates:
        """The term as the counting of school days takes it."""
        return TermDates(self.name, self.starts_on, self.ends_on, self.break_starts, self.break_ends)
