"""The same invitation from several windows at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.access.wall import wall_open_to
from safeguarding.actions.people import invite_person
from safeguarding.models import Membership, User
from safeguarding.refusals import Refused
from tests.factories import member, person, school

WINDOWS = 6


@pytest.mark.parametrize("known", [False, True])
def test_equal_invitations_at_once_make_one_membership(committed_db, known):
    place = school()
    if known:
        person(email="marta@school.example")
    administrator = member(place, Role.ADMINISTRATOR)
    together = Barrier(WINDOWS)

    def invite(_):
        try:
            with wall_open_to([place]):
                together.wait()
                invite_person(
                    place,
                    name="Marta Castellano",
                    email="marta@school.example",
                    role=Role.STAFF,
                    starts_on=timezone.localdate(),
                    ends_on=None,
                    by=administrator,
                )
                return "made"
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(WINDOWS) as windows:
        answers = list(windows.map(invite, range(WINDOWS)))
    assert sorted(answers) == ["made"] + ["refused"] * (WINDOWS - 1)
    assert User.objects.filter(email="marta@school.example").count() == 1
    assert Membership.objects.filter(user__email="marta@school.example").count() == 1
