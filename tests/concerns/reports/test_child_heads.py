"""Who leads on a child, and when somebody was last in touch: the head of the file and the list of children."""

from datetime import date

import pytest

from concerns.actions.entering import add_entry
from concerns.actions.excluding import shut_out
from concerns.actions.moving import claim_entry_error, confirm_entry_error
from concerns.actions.recording import NamedChild
from concerns.reports.child_file import child_file, last_contacts
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
DAY = {"contact_kind": "call", "contact_with": "Her mother", "text": "Rang."}


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD, name="Ruth Adeyemi")


@pytest.fixture
def deputy(school):
    return factories.member(school, Role.DEPUTY, name="Tom Brannigan")


def concern_of(*pupils, by):
    children = tuple(NamedChild("harmed", pupil) for pupil in pupils)
    return factories.triaged(children=children, school=pupils[0].school, by=by)


def test_the_lead_is_who_has_the_open_concerns(school, lead, deputy):
    pupil = factories.pupil(school=school)
    open_wall(lead)
    assert child_file(pupil, reader=lead, today=date(2026, 11, 22)).leads == ()
    concern_of(pupil, by=lead)
    concern_of(pupil, by=deputy)
    factories.concern(school=school, children=(NamedChild("harmed", pupil),))
    assert set(child_file(pupil, reader=lead, today=date(2026, 11, 22)).leads) == {lead.name, deputy.name}


def test_the_last_contact_is_of_the_file_or_of_a_concern_that_one_may_open(school, lead, deputy):
    first, second, third = (factories.pupil(school=school) for _ in range(3))
    shared = concern_of(first, second, by=lead)
    add_entry("contact", by=lead, pupil=third, happened_on=date(2026, 10, 1), **DAY)
    add_entry("contact", by=lead, concern=shared, happened_on=date(2026, 10, 5), **DAY)
    add_entry("contact", by=lead, concern=shared, pupil=second, happened_on=date(2026, 11, 2), **DAY)
    wrong = add_entry("contact", by=lead, pupil=third, happened_on=date(2026, 11, 9), **DAY)
    claim_entry_error(wrong, reason="Another child.", by=lead)
    confirm_entry_error(wrong, reason="", by=deputy)
    keys = [first.pk, second.pk, third.pk]
    open_wall(lead)
    assert last_contacts(keys, lead) == {
        first.pk: date(2026, 10, 5), second.pk: date(2026, 11, 2), third.pk: date(2026, 10, 1),
    }  # fmt: skip
    shut_out(deputy, reason="Her uncle.", by=lead, request_key=shared.request_key, concern=shared)
    open_wall(deputy)
    assert last_contacts(keys, deputy) == {third.pk: date(2026, 10, 1)}
