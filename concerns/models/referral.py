"""A referral to another agency: what was asked, by which law, when it was sent, and what came back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from concerns.models.pupil import Pupil
from concerns.models.reading import OnFileQuerySet
from concerns.models.report import Concern
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, PublicRow


class Referral(PublicRow, CreatedOnce, SchoolOwned):
    """One referral about one child. Each step of it is an entry too; legal moves are in ``MOVES``.

    What it says is fixed once it was sent. Whether an answer is late is worked out, never stored.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", "Not sent yet"
        SENT = "sent", "Sent"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        DECIDED = "decided", "Answered"
        ACCEPTED = "accepted", "Answer accepted"
        CHALLENGED = "challenged", "Challenged"
        WITHDRAWN = "withdrawn", "Not sent, withdrawn"

    class Route(models.TextChoices):
        PHONE = "phone", "By telephone"
        FORM = "form", "On the agency’s form"
        EMAIL = "email", "By secure e-mail"
        PERSON = "person", "In person"

    class Basis(models.TextChoices):
        """By which law: the Children Act 1989 for children in need (17) and at risk of harm (47)."""

        EARLY_HELP = "early_help", "Early help"
        SECTION_17 = "section_17", "Section 17, child in need"
        SECTION_47 = "section_47", "Section 47, risk of significant harm"
        OTHER = "other", "Other"

    class Consent(models.TextChoices):
        GIVEN = "given", "Asked, and given"
        REFUSED = "refused", "Asked, and refused"
        NOT_SOUGHT = "not_sought", "Not asked"

    class Outcome(models.TextChoices):
        NO_ACTION = "no_action", "No further action"
        EARLY_HELP = "early_help", "Early help"
        SECTION_17 = "section_17", "Assessment under section 17"
        SECTION_47 = "section_47", "Enquiries under section 47"
        OTHER = "other", "Something else"

    MOVES = {
        State.DRAFTED: {State.SENT, State.WITHDRAWN},
        State.SENT: {State.ACKNOWLEDGED, State.DECIDED},
        State.ACKNOWLEDGED: {State.DECIDED},
        State.DECIDED: {State.ACCEPTED, State.CHALLENGED},
        State.CHALLENGED: {State.DECIDED, State.ACCEPTED},
        State.ACCEPTED: set(),
        State.WITHDRAWN: set(),
    }
    UNANSWERED = (State.SENT, State.ACKNOWLEDGED)
    SETTLED = (State.ACCEPTED, State.WITHDRAWN)

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="referrals")
    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="referrals")
    agency = models.CharField(max_length=120)
    route = models.CharField(max_length=8, choices=Route)
    basis = models.CharField(max_length=12, choices=Basis)
    consent = models.CharField(max_length=12, choices=Consent)
    consent_why = models.TextField(blank=True)
    what = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFTED)
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    outcome_words = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = OnFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="referral_says_what", condition=~Q(what="") & ~Q(agency="")),
            models.CheckConstraint(
                name="referral_without_consent_says_why", condition=Q(consent="given") | ~Q(consent_why="")
            ),
            models.CheckConstraint(
                name="referral_sent_has_time",
                condition=Q(state__in=["drafted", "withdrawn"], sent_at=None)
                | (~Q(state__in=["drafted", "withdrawn"]) & Q(sent_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="referral_acknowledged_has_time",
                condition=~Q(state="acknowledged") | Q(acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_decided_has_time_and_outcome",
                condition=~Q(state__in=["decided", "accepted", "challenged"])
                | (Q(decided_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "state", "sent_at"], name="referral_waiting"),
            models.Index(fields=["pupil", "-id"], name="referral_of_pupil"),
        ]

    def __str__(self):
        return f"{self.get_basis_display()} to {self.agency}"

    @property
    def is_unanswered(self) -> bool:
        return self.state in self.UNANSWERED

    @property
    def is_settled(self) -> bool:
        return self.state in self.SETTLED

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]
