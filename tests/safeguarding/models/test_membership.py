"""Which memberships are in force, and who may see them to manage them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.models import Membership
from tests.factories import member, school, trust
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


def test_last_day_counts():
    today = timezone.localdate()
    row = member(school(), Role.STAFF, starts_on=today, ends_on=today).memberships.get()
    assert row.has_begun(today)
    assert not row.is_over(today)
    assert row.is_over(today + timedelta(days=1))
    for days, in_force in [(-1, 0), (0, 1), (1, 0)]:
        assert Membership.objects.on(today + timedelta(days=days)).count() == in_force


def test_visible_to_the_administrator_are_those_of_the_school_alone():
    place, elsewhere = school(trust=trust()), school()
    administrator = member(place, Role.ADMINISTRATOR)
    lead = member(place, Role.LEAD)
    member(elsewhere, Role.LEAD)
    member(place.trust, Role.OFFICER)
    seen = Membership.objects.visible_to(administrator)  # asks first who they are, which narrows the wall
    reopen_wall()
    assert {row.user for row in seen} == {administrator, lead}
    assert not Membership.objects.visible_to(lead)
