"""Who belongs where, in what role, and for how long."""

from django.db import models
from django.db.models import Q

from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.access.roles import PLACE_OF, Place, Role
from safeguarding.models.identity import PublicRow
from safeguarding.models.person import User
from safeguarding.models.school import School, Trust


class MembershipQuerySet(models.QuerySet):
    def on(self, day):
        """Memberships in force on that day; the last day counts."""
        return self.not_over_on(day).filter(starts_on__lte=day)

    def not_over_on(self, day):
        """Memberships in force on that day or later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def of_leads(self):
        """Of leads and deputies: whom anybody may find or ring about a child."""
        return self.filter(role__in=[Role.LEAD, Role.DEPUTY], user__is_active=True)

    def visible_to(self, user):
        """Memberships of the schools whose people the person manages; never those of a trust."""
        return self.filter(school__in=schools_where(user, P.PEOPLE_MANAGE))


class Membership(PublicRow):
    """One role of one person in one school or one trust, with dates. It is ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="memberships")
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    phone = models.CharField(
        max_length=40, blank=True, help_text="Of a safeguarding lead: the number on the card of whom to call."
    )
    version = models.PositiveIntegerField(default=1)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "role"]
        constraints = [
            models.CheckConstraint(
                name="membership_has_one_place",
                condition=Q(school__isnull=False, trust=None) | Q(school=None, trust__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_role_fits_place",
                condition=Q(trust=None, role__in=[r for r in Role if PLACE_OF[r] is Place.SCHOOL])
                | Q(school=None, role__in=[r for r in Role if PLACE_OF[r] is Place.TRUST]),
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def has_begun(self, day) -> bool:
        return self.starts_on <= day

    def is_over(self, day) -> bool:
        return self.ends_on is not None and self.ends_on < day

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}, {self.school or self.trust}"
