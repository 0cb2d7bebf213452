"""Packs of reports: what somebody asked to have made of one, some or all of their schools, as one ZIP file."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned, Trust
from safeguarding.models.identity import CreatedOnce, PublicRow


class ReportPackQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Packs that the person asked for, and nobody else's."""
        return self.filter(by=user)

    def unfinished(self):
        return self.filter(state__in=ReportPack.UNFINISHED)


class ReportPack(PublicRow, CreatedOnce):
    """One wish for reports, its progress, and the file while it is kept. The database shows it to its person alone."""

    class Kind(models.TextChoices):
        BRIEF = "brief", "Governor brief"
        FULL = "full", "Full report"
        PLAN = "plan", "Action plan"
        TRUST = "trust", "Trust report"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        GONE = "gone", "Deleted"

    UNFINISHED = (State.WAITING, State.MAKING)
    MOVES = {
        State.WAITING: {State.MAKING, State.FAILED},
        State.MAKING: {State.READY, State.FAILED},
        State.READY: {State.GONE},
        State.FAILED: set(),
        State.GONE: set(),
    }

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    trust = models.ForeignKey(
        Trust,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty for the pack of one's own school.",
    )
    kinds = ArrayField(models.CharField(max_length=8, choices=Kind))
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    why = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)
    file = models.FileField(storage=storages["default"], blank=True, max_length=120)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ReportPackQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="pack_that_is_ready_has_its_file",
                condition=~Q(state="ready")
                | Q(size__gt=0, kept_until__isnull=False) & ~Q(file="") & ~Q(sha256=""),
            ),
            models.CheckConstraint(
                name="pack_that_is_gone_has_no_file", condition=~Q(state="gone") | Q(file="")
            ),
        ]

    def __str__(self):
        return f"{self.public_id}, {self.get_state_display().lower()}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]

    @property
    def permission(self) -> P:
        """What its person must hold in each of its schools: to ask for it, while it is made, and to open it."""
        return permission_for(self.trust_id)

    @property
    def folder(self) -> str:
        """Where its parts and its file are kept; nothing of a person or a school is in the name."""
        return f"packs/{self.public_id}"


def permission_for(trust) -> P:
    """An officer asks for a trust; without one a school asks for itself."""
    return P.REPORTS_PACK if trust is None else P.TRUST_BOARD


class PackPart(SchoolOwned):
    """One school of a pack: whether its reports are made, and what each of them is."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        MADE = "made", "Made"
        MISSING = "missing", "No audit"
        FAILED = "failed", "Could not be made"

    pack = models.ForeignKey(ReportPack, models.PROTECT, related_name="parts")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    why = models.CharField(max_length=200, blank=True)
    files = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pack", "school__name"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "school"], name="one_part_per_school"),
            models.CheckConstraint(
                name="pack_part_that_is_not_made_says_why",
                condition=~Q(state__in=["missing", "failed"]) | ~Q(why=""),
            ),
        ]

    def __str__(self):
        return f"{self.school}, {self.get_state_display().lower()}"

    @property
    def stored_as(self) -> str:
        """The name of its files in the store until the pack is put together."""
        return f"{self.pack.folder}/{self.pk}"
