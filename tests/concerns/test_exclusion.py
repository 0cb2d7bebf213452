"""A person who is shut out finds no trace, whatever their role: list, count, search, file, concern, prints, home."""

import uuid

import pytest
from django.urls import reverse

from concerns.actions.excluding import shut_out
from concerns.actions.recording import NamedChild
from concerns.models import Exclusion
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
NAME = "Xanthe"
ROLES = [Role.LEAD, Role.DEPUTY, Role.HEAD]


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def keeper(school):
    return factories.member(school, Role.LEAD, name="Keeper")


@pytest.fixture
def child(school):
    return factories.pupil(school=school, first_name=NAME, last_name="Quillfeather")


@pytest.fixture
def friend(school):
    return factories.pupil(school=school, first_name="Tom", last_name="Brown")


@pytest.fixture
def concern(child, friend, keeper):
    children = (NamedChild("harmed", child), NamedChild("witness", friend))
    return factories.triaged(children=children, by=keeper, seen_heard=f"{NAME} cried.")


def of_file(school, child) -> list[str]:
    names = ["child", "child_looks", "chronology_pdf", "child_entry_add", "child_marker", "file_exclusions"]
    urls = [reverse(f"concerns:{name}", args=[school.slug, child.public_id]) for name in names]
    return [*urls, reverse("concerns:child_fact_add", args=[school.slug, child.public_id, "person"])]


def of_concern(school, concern) -> list[str]:
    names = ["concern", "concern_pdf", "concern_exclusions"]
    return [reverse(f"concerns:{name}", args=[school.slug, concern.public_id]) for name in names]


def shut(person, keeper, **record):
    reopen_wall()
    shut_out(person, reason="A relative.", by=keeper, request_key=uuid.uuid4(), **record)


def answers(client, urls) -> set[int]:
    return {client.get(url).status_code for url in urls}


def lists(school, friend) -> list[str]:
    """Every page that might name a child or count a concern."""
    everyone = reverse("concerns:children", args=[school.slug])
    file = reverse("concerns:child", args=[school.slug, friend.public_id])
    return [everyone, f"{everyone}?roll=all&open=1", file, reverse("home")]


@pytest.mark.parametrize("role", ROLES)
def test_shut_out_of_a_file_is_out_of_everything_about_the_child(
    client, school, child, friend, concern, keeper, role
):
    person = factories.member(school, role)
    client.force_login(person)
    assert answers(client, [*of_file(school, child), *of_concern(school, concern)]) == {200}
    shut(person, keeper, pupil=child)
    assert answers(client, [*of_file(school, child), *of_concern(school, concern)]) == {404}
    for url in lists(school, friend):
        page = client.get(url).content.decode()
        assert NAME not in page, url
        assert concern.reference not in page, url
    everyone = lists(school, friend)[0]
    assert "1 child<" in client.get(everyone).content.decode()
    found = client.post(everyone, {"q": "Quillfeather"}).content.decode()
    assert "No child matches" in found
    assert NAME not in found
    assert "1 open concern" not in client.get(lists(school, friend)[2]).content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_shut_out_of_a_concern_keeps_the_file(client, school, child, friend, concern, keeper, role):
    person = factories.member(school, role)
    shut(person, keeper, concern=concern)
    client.force_login(person)
    assert answers(client, of_concern(school, concern)) == {404}
    assert answers(client, of_file(school, child)) == {200}
    for url in [of_file(school, child)[0], *lists(school, friend)]:
        page = client.get(url).content.decode()
        assert concern.reference not in page, url
        assert "1 open concern" not in page, url


def test_several_roles_do_not_help(client, school, child, keeper):
    person = factories.member(school, Role.HEAD)
    factories.member(school, Role.LEAD, user=person)
    shut(person, keeper, pupil=child)
    client.force_login(person)
    assert answers(client, of_file(school, child)) == {404}


def test_nobody_ends_their_own(client, school, child, keeper):
    person = factories.member(school, Role.DEPUTY)
    shut(person, keeper, pupil=child)
    exclusion = Exclusion.objects.get()
    url = reverse("concerns:file_exclusion_end", args=[school.slug, child.public_id, exclusion.public_id])
    client.force_login(person)
    assert client.post(url, {"reason": "I want in."}).status_code == 404
    reopen_wall()
    assert Exclusion.objects.in_force().exists()
    client.force_login(keeper)
    assert client.post(url, {"reason": "Not related after all."}).status_code == 302
    client.force_login(person)
    assert client.get(of_file(school, child)[0]).status_code == 200


def test_the_page_shuts_out_and_tells_only_those_who_may_write(client, school, child, keeper):
    deputy = factories.member(school, Role.DEPUTY)
    url = reverse("concerns:file_exclusions", args=[school.slug, child.public_id])
    client.force_login(keeper)
    posted = {"person": deputy.public_id, "reason": "Her uncle.", "request_key": str(uuid.uuid4())}
    assert client.post(url, posted).status_code == 302
    page = client.get(url).content.decode()
    assert deputy.name in page
    assert "Her uncle." in page
    client.force_login(factories.member(school, Role.STAFF))
    assert client.get(url).status_code == 403


def test_who_shuts_out_themselves_goes_to_the_list(client, school, child, keeper):
    factories.member(school, Role.DEPUTY)
    client.force_login(keeper)
    url = reverse("concerns:file_exclusions", args=[school.slug, child.public_id])
    posted = {"person": keeper.public_id, "reason": "My neighbour.", "request_key": str(uuid.uuid4())}
    assert client.post(url, posted).url == reverse("concerns:children", args=[school.slug])
    assert client.get(url).status_code == 404


def test_an_exclusion_of_another_record_is_not_found(client, school, child, friend, keeper):
    shut(factories.member(school, Role.DEPUTY), keeper, pupil=child)
    exclusion = Exclusion.objects.get()
    client.force_login(keeper)
    url = reverse("concerns:file_exclusion_end", args=[school.slug, friend.public_id, exclusion.public_id])
    assert client.get(url).status_code == 404
