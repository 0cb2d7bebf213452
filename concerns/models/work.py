"""What happens after a report: where it stands, its children, its entries and its actions."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from concerns.models.category import Subcategory
from concerns.models.challenge import Challenge
from concerns.models.exclusion import ShutOutOfConcern
from concerns.models.meeting import Meeting
from concerns.models.plan import Plan
from concerns.models.pupil import Pupil
from concerns.models.quality import QualityFinding
from concerns.models.reading import OnFileQuerySet, files_where
from concerns.models.referral import Referral
from concerns.models.report import Concern, Part, ReportedChild
from safeguarding.access.permissions import P
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class StandingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Where those concerns stand that the person may open: what lists count and sort, without their words."""
        return self.filter(files_where(user, P.CONCERN_VIEW)).exclude(ShutOutOfConcern("concern", user))


class Standing(SchoolOwned):
    """Where a concern stands now. Every move of it is an entry too; legal moves are in ``MOVES``."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "New"
        TRIAGED = "triaged", "Triaged"
        OPEN = "open", "Open"
        MONITORING = "monitoring", "Monitoring"
        RESOLVED = "resolved", "Resolved"
        IN_ERROR = "in_error", "Entered in error"

    class Level(models.TextChoices):
        UNIVERSAL = "universal", "Universal"
        EARLY_HELP = "early_help", "Early help"
        CHILD_IN_NEED = "child_in_need", "Child in need"
        CHILD_PROTECTION = "child_protection", "Child protection"

    MOVES = {
        State.SUBMITTED: {State.TRIAGED, State.IN_ERROR},
        State.TRIAGED: {State.OPEN, State.MONITORING, State.RESOLVED, State.IN_ERROR},
        State.OPEN: {State.MONITORING, State.RESOLVED, State.IN_ERROR},
        State.MONITORING: {State.OPEN, State.RESOLVED, State.IN_ERROR},
        State.RESOLVED: {State.OPEN},
        State.IN_ERROR: set(),
    }
    LIVE = (State.SUBMITTED, State.TRIAGED, State.OPEN, State.MONITORING)

    concern = models.OneToOneField(Concern, models.PROTECT, primary_key=True, related_name="standing")
    state = models.CharField(max_length=12, choices=State, default=State.SUBMITTED)
    level = models.CharField(max_length=20, choices=Level, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    urgent = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()  # of the concern, so that lists sort without a join
    triaged_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    last_entry_at = models.DateTimeField()
    # How it was passed to another service that has not answered yet; the database works it out from the entries.
    waiting_on = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="standing_triaged_has_time_and_owner",
                condition=Q(state__in=["submitted", "in_error"])
                | Q(triaged_at__isnull=False, owner__isnull=False),
            ),
            models.CheckConstraint(
                name="standing_resolved_has_time",
                condition=Q(state="resolved", resolved_at__isnull=False) | ~Q(state="resolved"),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "state", "-recorded_at"], name="standing_by_state"),
            models.Index(fields=["school", "owner", "state"], name="standing_by_owner"),
            models.Index(fields=["school", "-recorded_at"], name="standing_newest"),
            models.Index(fields=["school", "-last_entry_at"], name="standing_last_entry"),
            models.Index(
                fields=["school", "waiting_on"], condition=~Q(waiting_on=""), name="standing_waiting"
            ),
        ]

    def __str__(self):
        return f"{self.concern_id}: {self.state}"

    @staticmethod
    def without_referral() -> Q:
        """Concerns without a referral on record: where there is one, that is what is waited for."""
        made = Referral.objects.filter(concern=OuterRef("pk")).exclude(state=Referral.State.WITHDRAWN)
        return ~Q(Exists(made.order_by()))

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class ConcernLink(PublicRow, SchoolOwned):
    """A concern in a child's file: the child's own part and, from triage on, one primary subcategory.

    A described child has no pupil until the lead matches them.
    """

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="links")
    reported = models.OneToOneField(ReportedChild, models.PROTECT, null=True, related_name="link")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, related_name="concern_links")
    part = models.CharField(max_length=10, choices=Part)
    subcategory = models.ForeignKey(Subcategory, models.PROTECT, null=True, related_name="+")
    other_reason = models.TextField(blank=True)
    other_since = models.DateField(null=True, editable=False)  # since when the category is an "Other"
    factors = models.ManyToManyField(Subcategory, related_name="+", blank=True)
    facets = models.JSONField(default=dict)
    narrative = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["concern", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "pupil"], condition=Q(pupil__isnull=False), name="one_link_per_child"
            )
        ]
        indexes = [
            models.Index(fields=["pupil", "-concern"], name="link_of_pupil"),
            models.Index(
                fields=["school", "other_since"],
                condition=Q(other_since__isnull=False),
                name="link_to_recode",
            ),
        ]

    def __str__(self):
        return f"{self.concern_id} and {self.pupil_id}"


class ActionQuerySet(OnFileQuerySet):
    def visible_to(self, user):
        """As other rows of a file; one after a quality check hides with the record that it was found in."""
        return super().visible_to(user).exclude(ShutOutOfConcern("finding__item__concern", user))

    def to_do(self):
        """Open, and not of a concern that was entered in error: that one takes its actions with it."""
        in_error = Standing.objects.filter(concern=OuterRef("concern"), state=Standing.State.IN_ERROR)
        return self.filter(state=Action.State.OPEN).exclude(Exists(in_error))


class Action(PublicRow, CreatedOnce, SchoolOwned):
    """One thing to do about a concern, for a child or after a quality check. Whether it is late is never stored."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="actions")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, related_name="actions")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="actions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="actions")
    finding = models.ForeignKey(QualityFinding, models.PROTECT, null=True, related_name="actions")
    what = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="concern_actions")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    result = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="concern_action_belongs_somewhere",
                condition=Q(concern__isnull=False) | Q(pupil__isnull=False) | Q(finding__isnull=False),
            ),
            models.CheckConstraint(
                name="concern_action_finished_has_time",
                condition=Q(state="open", finished_at=None)
                | (~Q(state="open") & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="concern_action_cancelled_has_reason", condition=~Q(state="cancelled") | ~Q(result="")
            ),
        ]
        indexes = [models.Index(fields=["school", "state", "due_on"], name="concern_action_due")]

    def __str__(self):
        return self.what

    def days_late(self, today: date) -> int:
        return max((today - self.due_on).days, 0) if self.state == self.State.OPEN else 0


class EntryQuerySet(CreatedOnceQuerySet):
    def without_hidden_plans(self, user):
        """Without those of a plan that the person may not open: it hides with all that was done about it."""
        return self.filter(Q(plan=None) | Q(plan__in=Plan.objects.visible_to(user).order_by().values("pk")))


class Entry(PublicRow, CreatedOnce, SchoolOwned):
    """One thing that was said, decided or done about a concern or a child, after the report. Append-only.

    ``happened_on`` is when it happened, ``recorded_at`` when it was written; the difference is shown, never hidden.
    ``corrects`` names the entry that this one puts right; the old one stays beside it.
    """

    class Kind(models.TextChoices):
        ADDENDUM = "addendum", "Addendum"
        CORRECTION = "correction", "Correction"
        MATCH = "match", "Child matched"
        TRIAGE = "triage", "Triage"
        RECLASSIFIED = "reclassified", "Category or level changed"
        OWNER = "owner", "New owner"
        DECISION = "decision", "Decision"
        ACTION = "action", "Action"
        CONTACT = "contact", "Call, e-mail, meeting or talk"
        CHILD_WORDS = "child_words", "Child's words"
        NOTE = "note", "Note"
        JUSTIFICATION = "justification", "Justification and risk assessment"
        OUTCOME = "outcome", "Outcome"
        FEEDBACK = "feedback", "Feedback to the reporter"
        MOVED = "moved", "Moved on"
        RESOLVED = "resolved", "Resolved"
        REOPENED = "reopened", "Reopened"
        ERROR_CLAIMED = "error_claimed", "Said to be entered in error"
        ERROR_CONFIRMED = "error_confirmed", "Entered in error"
        STATUS = "status", "Status"
        SIGNIFICANT = "significant", "Significant event"
        REFERRAL = "referral", "Referral"
        CHALLENGE = "challenge", "Challenge"
        PLAN = "plan", "Plan"
        MEETING = "meeting", "Meeting"
        REASSESSED = "reassessed", "View of the child looked at again"
        DELAY = "delay", "Reason for a delay"
        PAPER = "paper", "Paper received or sent"

    class Route(models.TextChoices):
        """What the lead decides to do; the first four are the choices that guidance names."""

        SIGNPOST_INSIDE = "signpost_inside", "Support in school"
        SIGNPOST_OUTSIDE = "signpost_outside", "Support from another service"
        EARLY_HELP = "early_help", "Early help referral or assessment"
        STATUTORY = "statutory", "Referral to statutory services"
        NO_ACTION = "no_action", "No further action"
        OTHER = "other", "Something else"

    # Another service has it now, and the school waits for what comes back.
    ROUTES_OUTSIDE = (Route.SIGNPOST_OUTSIDE, Route.EARLY_HELP, Route.STATUTORY)
    # Those after which a referral should be on record.
    ROUTES_REFERRED = (Route.EARLY_HELP, Route.STATUTORY)

    class Risk(models.TextChoices):
        """The answer to "Is a written risk assessment needed?", kept in the facts of a justification."""

        MADE = "made", "It was made or reviewed"
        STANDS = "stands", "The one that we have still stands"
        NOT_NEEDED = "not_needed", "Not needed"

    class ContactKind(models.TextChoices):
        CALL = "call", "Call"
        EMAIL = "email", "E-mail"
        MEETING = "meeting", "Meeting"
        TALK = "talk", "Talk"

    # What a person wrote by hand. Entries of moves, matches and actions tell what the system did, and stand.
    STRIKABLE = (
        Kind.ADDENDUM,
        Kind.CORRECTION,
        Kind.DECISION,
        Kind.CONTACT,
        Kind.CHILD_WORDS,
        Kind.NOTE,
        Kind.JUSTIFICATION,
        Kind.OUTCOME,
        Kind.FEEDBACK,
        Kind.SIGNIFICANT,
    )

    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="entries")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, related_name="entries")
    action = models.ForeignKey(Action, models.PROTECT, null=True, related_name="entries")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="entries")
    challenge = models.ForeignKey(Challenge, models.PROTECT, null=True, related_name="entries")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="entries")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="entries")
    kind = models.CharField(max_length=16, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    happened_on = models.DateField()
    happened_at = models.TimeField(null=True, blank=True)
    text = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    route = models.CharField(max_length=16, choices=Route, blank=True)
    options = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    child_view = models.TextField(blank=True)
    family_view = models.TextField(blank=True)
    family_told = models.BooleanField(null=True)
    contact_kind = models.CharField(max_length=8, choices=ContactKind, blank=True)
    contact_with = models.CharField(max_length=200, blank=True)
    significant = models.BooleanField(default=False)
    impact = models.TextField(blank=True)
    own_words = models.TextField(blank=True)
    facts = models.JSONField(default=dict)  # before and after of a move, a match, a category

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-recorded_at"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                name="entry_belongs_somewhere",
                # An action after a quality check is about no child: its steps stand by it alone.
                condition=Q(concern__isnull=False)
                | Q(pupil__isnull=False)
                | Q(kind="action", action__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_decision_has_reason_and_route",
                condition=~Q(kind="decision") | (~Q(reason="") & ~Q(route="")),
            ),
            models.CheckConstraint(
                name="entry_contact_says_with_whom",
                condition=~Q(kind="contact") | (~Q(contact_kind="") & ~Q(contact_with="")),
            ),
            models.CheckConstraint(
                name="entry_error_has_reason",
                condition=~Q(kind__in=["error_claimed", "error_confirmed", "reopened"]) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["concern", "-recorded_at"], name="entry_of_concern"),
            models.Index(fields=["pupil", "-happened_on"], name="entry_of_pupil"),
            # Contacts that were an update by a professional: few, and asked for whole schools at once.
            models.Index(
                fields=["school", "pupil", "concern"],
                condition=Q(kind="contact", facts__update=True),
                name="entry_update",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.happened_on}"
