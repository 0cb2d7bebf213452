"""Shutting a person out, and letting them in again."""

import uuid

import pytest

from concerns.actions.excluding import let_in, shut_out
from concerns.models import Concern, Exclusion, Pupil
from safeguarding.access.roles import Role
from safeguarding.models import Event, School
from safeguarding.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def concern():
    return factories.concern()


@pytest.fixture
def lead(concern):
    return factories.member(concern.school, Role.LEAD)


@pytest.fixture
def deputy(concern):
    return factories.member(concern.school, Role.DEPUTY)


def out(person, by, reason="Her niece.", **record):
    return shut_out(person, reason=reason, by=by, request_key=uuid.uuid4(), **record)


def test_it_is_written_once_with_an_event(concern, lead, deputy):
    pupil, key = concern.links.get().pupil, uuid.uuid4()
    for _ in range(2):
        made = shut_out(deputy, reason="Her niece.", by=lead, request_key=key, pupil=pupil)
    assert (made.by, made.person, Exclusion.objects.count()) == (lead, deputy, 1)
    assert Event.objects.filter(verb="shut out", subject=pupil.public_id).count() == 1
    assert not Pupil.objects.visible_to(deputy).exists()


@pytest.mark.parametrize("of", ["pupil", "concern"])
def test_the_last_who_could_let_anybody_in_stays(concern, lead, of):
    record = concern.links.get().pupil if of == "pupil" else concern
    with pytest.raises(Refused, match="Nobody else"):
        out(lead, lead, **{of: record})
    head = factories.member(concern.school, Role.HEAD)
    School.objects.update(head_reads_files=False)
    with pytest.raises(Refused, match="Nobody else"):
        out(lead, lead, **{of: record})
    School.objects.update(head_reads_files=True)
    out(lead, lead, **{of: record})
    with pytest.raises(Refused, match="Nobody else"):
        out(head, head, **{of: record})


def test_who_is_out_of_a_childs_file_cannot_be_the_last_of_its_concern(concern, lead, deputy):
    out(deputy, lead, pupil=concern.links.get().pupil)
    with pytest.raises(Refused, match="Nobody else"):
        out(lead, lead, concern=concern)


def test_refusals_write_nothing(concern, lead, deputy):
    pupil = concern.links.get().pupil
    stranger = factories.member(factories.school(), Role.LEAD)
    for person, reason in ((deputy, " "), (stranger, "Why.")):
        with pytest.raises(Refused):
            out(person, lead, reason, pupil=pupil)
    assert not Exclusion.objects.exists()
    out(deputy, lead, pupil=pupil)
    with pytest.raises(Refused, match="already"):
        out(deputy, lead, pupil=pupil)


def test_nobody_lets_themselves_in(concern, lead, deputy):
    made = out(deputy, lead, concern=concern)
    with pytest.raises(Refused, match="own"):
        let_in(made, reason="It was a mistake.", by=deputy)
    with pytest.raises(Refused, match="Say why"):
        let_in(made, reason="", by=lead)
    ended = let_in(made, reason="She moved away.", by=lead)
    assert (ended.ended_by, ended.ended_reason) == (lead, "She moved away.")
    assert Concern.objects.visible_to(deputy).exists()
    with pytest.raises(Refused, match="already"):
        let_in(made, reason="Again.", by=lead)
