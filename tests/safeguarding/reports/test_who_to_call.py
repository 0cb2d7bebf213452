"""Whom to call: leads of today, then the authority's numbers."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.models.authority import LocalTerm
from safeguarding.reports.who_to_call import who_to_call
from tests import factories

pytestmark = pytest.mark.django_db


def test_leads_in_force_come_first_and_once(django_assert_num_queries):
    school = factories.school()
    factories.member(school, Role.DEPUTY, name="Anna Deputy")
    both = factories.member(school, Role.LEAD, name="Zara Lead")
    factories.member(school, Role.DEPUTY, user=both)
    factories.member(school, Role.LEAD, name="Gone", ends_on=timezone.localdate() - timedelta(days=1))
    factories.member(school, Role.STAFF)
    factories.member(factories.school(), Role.LEAD, name="Elsewhere")
    with django_assert_num_queries(2):
        calls = who_to_call(school)
    assert [(lead.name, lead.role) for lead in calls.leads] == [
        ("Zara Lead", "lead"),
        ("Anna Deputy", "deputy"),
    ]
    assert calls.lead_names == "Zara Lead or Anna Deputy"


def test_services_are_those_of_the_schools_authority():
    school = factories.school()
    for authority, number in ((school.authority, "01632 960141"), (factories.authority(), "01632 960999")):
        LocalTerm.objects.create(
            authority=authority,
            key="out_of_hours_phone",
            text=number,
            phone=number,
            checked_on=date(2026, 9, 1),
        )
    calls = who_to_call(school)
    assert [line.phone for line in calls.services] == ["01632 960141"]
    assert calls.services[0].link == "tel:+441632960141"
    assert calls.lead_names == "a lead"
