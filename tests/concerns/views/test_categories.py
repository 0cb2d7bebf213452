"""Pages of the list of categories."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from concerns.models import CategoryRequest, Subcategory
from safeguarding.access.roles import Role
from tests import factories
from tests.concerns.test_category_file import SHIPPED
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
PAGES = ("categories", "category_requests", "category_ask")


@pytest.fixture
def trust():
    return factories.trust()


@pytest.fixture
def school(trust):
    return factories.school(trust=trust)


def sign_in(client, place, role):
    person = factories.member(place, role)
    client.force_login(person)
    return person


def url(name, school, *more):
    return reverse(f"concerns:{name}", args=[school.slug, *more])


def ask(client, school, **fields):
    page = client.get(url("category_ask", school))
    key = page.context["form"]["request_key"].value()
    sent = {"request_key": key, "title": "E-scooters", "reason": "Many.", "examples": "Two."} | fields
    return client.post(url("category_ask", school), sent, follow=True)


@pytest.mark.parametrize("role", Role)
def test_who_may(client, school, trust, role):
    sign_in(client, trust if role == Role.OFFICER else school, role)
    asks = role in {Role.LEAD, Role.DEPUTY, Role.HEAD}
    reads = asks or role == Role.OFFICER
    expected = [200 if reads else 403, 200 if reads else 403, 200 if asks else 403]
    assert [client.get(url(name, school)).status_code for name in PAGES] == expected


def test_the_list_and_one_category(client, school):
    call_command("import_categories", str(SHIPPED))
    sign_in(client, school, Role.LEAD)
    page = client.get(url("categories", school)).content.decode()
    assert "Nudes or semi-nudes" in page
    assert "Register of concerns about adults" in page
    page = client.get(url("category", school, "child-on-child")).content.decode()
    assert "Do not view, copy" in page
    assert client.get(url("category", school, "nothing")).status_code == 404


def test_the_list_costs_the_same_whatever_its_length(client, school, django_assert_max_num_queries):
    factories.subcategory()
    sign_in(client, school, Role.LEAD)
    with django_assert_max_num_queries(14) as few:
        client.get(url("categories", school))
    reopen_wall()
    call_command("import_categories", str(SHIPPED))
    with django_assert_max_num_queries(len(few)):
        client.get(url("categories", school))


def test_a_request_is_asked_decided_and_read_by_the_school(client, school, trust):
    category = factories.subcategory().category
    lead = sign_in(client, school, Role.LEAD)
    assert "E-scooters" in ask(client, school).content.decode()
    reopen_wall()
    asked = CategoryRequest.objects.get()
    address = url("category_request", school, asked.public_id)
    assert b"Record the decision" not in client.get(address).content
    assert client.post(address, {"decision": "decline", "reason": "x"}).status_code == 403
    sign_in(client, trust, Role.OFFICER)
    assert "Record the decision" in client.get(address).content.decode()
    wrong = client.post(address, {"decision": "accept"}).content.decode()
    assert "Give the reason for the decision" in wrong
    assert "Choose the category that it belongs to" in wrong
    client.post(
        address,
        {
            "decision": "accept", "reason": "It is common.", "category": category.key, "title": "E-scooters",
            "definition": "Riding.", "guidance": "", "marks": ["E", "O"], "since": timezone.localdate().isoformat(),
        },
    )  # fmt: skip
    reopen_wall()
    assert Subcategory.objects.get(title="E-scooters").marks == "EO"
    client.force_login(lead)
    page = client.get(address).content.decode()
    assert "Accepted" in page
    assert "It is common." in page


def test_a_request_is_seen_by_its_school_and_by_who_decides_alone(client, school, trust):
    other = factories.school(trust=trust)
    sign_in(client, other, Role.LEAD)
    ask(client, other, title="Theirs")
    reopen_wall()
    asked = CategoryRequest.objects.get()
    sign_in(client, school, Role.HEAD)
    assert "Theirs" not in client.get(url("category_requests", school)).content.decode()
    assert client.get(url("category_request", school, asked.public_id)).status_code == 404
    sign_in(client, trust, Role.OFFICER)
    page = client.get(url("category_requests", school)).content.decode()
    assert "Theirs" in page
    assert other.name in page
    reopen_wall()
    sign_in(client, factories.school(trust=factories.trust()).trust, Role.OFFICER)
    assert client.get(url("category_requests", school)).status_code == 404


def test_words_survive_an_error(client, school):
    sign_in(client, school, Role.LEAD)
    page = ask(client, school, title="", reason="Kept words.").content.decode()
    assert "Kept words." in page
    assert "<title>Error: " in page
