"""Disagreeing with another agency's decision, step by step up the authority's own ladder."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from concerns.models.pupil import Pupil
from concerns.models.reading import OnFileQuerySet
from concerns.models.referral import Referral
from concerns.models.report import Concern
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, PublicRow


class Challenge(PublicRow, CreatedOnce, SchoolOwned):
    """One disagreement about one child: which decision, why, and what it does to the child.

    Every step (raised, taken to the next stage, a reply, the end) is an entry. ``stage_title`` keeps the words of the
    ladder as they stood when the step was taken.
    """

    class State(models.TextChoices):
        RAISED = "raised", "Open"
        RESOLVED = "resolved", "Settled"
        WITHDRAWN = "withdrawn", "Withdrawn"

    MOVES = {State.RAISED: {State.RESOLVED, State.WITHDRAWN}, State.RESOLVED: set(), State.WITHDRAWN: set()}

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="challenges")
    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="challenges")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="challenges")
    agency = models.CharField(max_length=120)
    disputed = models.TextField()
    why = models.TextField()
    effect = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.RAISED)
    stage = models.PositiveSmallIntegerField(default=1)
    stage_title = models.CharField(max_length=120)
    stage_at = models.DateTimeField()
    answer_due_on = models.DateField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = OnFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="challenge_says_what_why_and_effect",
                condition=~Q(disputed="") & ~Q(why="") & ~Q(effect=""),
            ),
            models.CheckConstraint(
                name="challenge_ended_has_time_and_outcome",
                condition=Q(state="raised", ended_at=None)
                | (~Q(state="raised") & Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "state", "answer_due_on"], name="challenge_waiting"),
            models.Index(fields=["pupil", "-id"], name="challenge_of_pupil"),
        ]

    def __str__(self):
        return f"Challenge to {self.agency}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.RAISED

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]
