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
    assert not calls.by_name
    assert [line.phone for line in calls.services] == ["01632 960141"]
    assert calls.services[0].link == "tel:+441632960141"
    assert calls.lead_names == "a lead"


def numbered(authority, number):
    given = {"key": "front_door_phone", "text": number, "phone": number, "checked_on": date(2026, 9, 1)}
    LocalTerm.objects.create(authority=authority, **given)
    return authority


def test_each_childs_own_authority_is_on_the_card(django_assert_num_queries):
    school, far = factories.school(), numbered(factories.authority(name="Farshire"), "01632 960200")
    numbered(school.authority, "01632 960100")
    with django_assert_num_queries(2):
        both = who_to_call(school, [("Rosa", None), ("Kofi", far), ("Ada", far)])
    told = [(area.name, area.about, [line.phone for line in area.services]) for area in both.areas]
    assert told == [
        (school.authority.name, ("Rosa",), ["01632 960100"]),
        ("Farshire", ("Kofi", "Ada"), ["01632 960200"]),
    ]
    assert both.by_name
    only = who_to_call(school, [("Kofi", far)])
    assert [area.name for area in only.areas] == ["Farshire"]
    assert only.by_name
    assert not who_to_call(school, [("Rosa", school.authority)]).by_name


def test_an_authority_without_a_number_is_never_alone_on_the_card():
    school = factories.school()
    numbered(school.authority, "01632 960100")
    calls = who_to_call(school, [("Kofi", factories.authority(name="Farshire"))])
    assert [(area.name, len(area.services)) for area in calls.areas] == [
        ("Farshire", 0),
        (school.authority.name, 1),
    ]


def test_the_numbers_of_leads_are_links():
    school = factories.school()
    lead = factories.member(school, Role.LEAD)
    lead.memberships.update(phone="01632 960001")
    (found,) = who_to_call(school).leads
    assert (found.phone, found.link) == ("01632 960001", "tel:+441632960001")
