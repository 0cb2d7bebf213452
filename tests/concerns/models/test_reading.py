"""Who reads children's records: the headteacher only where the school lets them, and nobody who is shut out."""

import uuid

import pytest

from concerns.models import Concern, Exclusion, Pupil
from safeguarding.access.roles import Role
from safeguarding.models import School
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def concern():
    return factories.concern()


def reads(user) -> tuple[int, int]:
    """How many files and concerns the person reads, asked anew."""
    vars(user).pop("holdings", None)
    return Pupil.objects.visible_to(user).count(), Concern.objects.visible_to(user).count()


@pytest.mark.parametrize("role", [Role.LEAD, Role.DEPUTY, Role.HEAD])
def test_leads_and_the_head_read_files(concern, role):
    assert reads(factories.member(concern.school, role)) == (1, 1)


@pytest.mark.parametrize("role", [Role.STAFF, Role.GOVERNOR, Role.ADVISER, Role.ADMINISTRATOR])
def test_others_read_none(concern, role):
    assert reads(factories.member(concern.school, role)) == (0, 0)


def test_a_school_may_keep_its_head_out(concern):
    head = factories.member(concern.school, Role.HEAD)
    School.objects.update(head_reads_files=False)
    assert reads(head) == (0, 0)
    factories.member(concern.school, Role.DEPUTY, user=head)
    assert reads(head) == (1, 1)


def test_one_school_does_not_decide_for_another(concern):
    head = factories.member(concern.school, Role.HEAD)
    other = factories.concern()
    factories.member(other.school, Role.HEAD, user=head)
    School.objects.filter(pk=other.school_id).update(head_reads_files=False)
    assert reads(head) == (1, 1)


def test_an_exclusion_beats_the_role(concern):
    lead, pupil = factories.member(concern.school, Role.LEAD), concern.links.get().pupil
    Exclusion.objects.create_once(
        uuid.uuid4(), school=concern.school, person=lead, pupil=pupil, reason="Her aunt.", by=lead
    )
    assert reads(lead) == (0, 0)
