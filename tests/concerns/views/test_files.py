"""The list of children and one child's file."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concerns.actions.entering import add_entry
from concerns.actions.facts import add_fact
from concerns.actions.recording import NamedChild
from concerns.models import Entry, KeyPerson, Shield, Status
from safeguarding.access.roles import Role
from safeguarding.models import Event, School
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school, client):
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    client.force_login(lead)
    return lead


@pytest.fixture
def rosa(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")


def url_of(name, school, *more):
    return reverse(f"concerns:{name}", args=[school.slug, *more])


def words(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def add(model, pupil, by, **said):
    return add_fact(model, pupil, by=by, request_key=uuid.uuid4(), **said)


def test_the_list_finds_filters_and_counts(client, school, lead, rosa):
    jude = factories.pupil(school=school, first_name="Jude", last_name="Brown", year_group=1)
    factories.pupil(school=school, first_name="Gone", last_name="Away", left_on=date(2026, 7, 20))
    factories.triaged(children=(NamedChild("harmed", rosa),), by=lead)
    add(Status, jude, lead, kind="early_help", starts_on=date(2026, 1, 1))
    every = url_of("children", school)
    shown = {
        "": {"Rosa Whitlam", "Jude Brown"},
        "?open=1": {"Rosa Whitlam"},
        "?status=early_help": {"Jude Brown"},
        "?year=1": {"Jude Brown"},
        "?roll=left": {"Gone Away"},
        "?roll=all": {"Rosa Whitlam", "Jude Brown", "Gone Away"},
        "?year=x&status=y&roll=z&page=99": {"Rosa Whitlam", "Jude Brown"},
    }
    for query, names in shown.items():
        page = words(client, every + query)
        assert {name for name in ("Rosa Whitlam", "Jude Brown", "Gone Away") if name in page} == names, query


def test_a_name_is_searched_by_post_and_never_in_an_address(client, school, lead, rosa):
    factories.pupil(school=school, first_name="Jude", last_name="Brown")
    every = url_of("children", school)
    page = client.post(every, {"q": "roza whitlem"}).content.decode()
    assert "Rosa Whitlam" in page
    assert "Jude Brown" not in page
    assert "q=" not in page
    assert client.post(every, {"q": "", "year": "4", "open": "1"}).url == f"{every}?year=4&open=1&roll=on"
    assert "Jude Brown" in words(client, f"{every}?q=rosa")


def test_the_list_asks_as_often_for_three_as_for_one(client, school, lead, rosa):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(url_of("children", school))
        return len(queries)

    factories.triaged(children=(NamedChild("harmed", rosa),), by=lead)
    asked()
    before = asked()
    for _ in range(2):
        factories.triaged(children=(NamedChild("harmed", factories.pupil(school=school)),), by=lead)
    assert asked() == before <= 15


def test_the_file_shows_its_parts_and_no_name_in_its_title(client, school, lead, rosa):
    add(KeyPerson, rosa, lead, name="Dana Whitlam", relation="mother", may_share="no", needs="Large print")
    add(Shield, rosa, lead, kind="address", hidden_from="Carl", text="14 Elm Road")
    add_entry("significant", by=lead, pupil=rosa, text="Moved to 14 Elm Road.", happened_on=date(2026, 10, 1))
    page = words(client, url_of("child", school, rosa.public_id))
    for said in ("Dana Whitlam", "Large print", "Address shielded", "1 of this 1 significant event"):
        assert said in page
    assert "Elm Road" not in page
    assert "Rosa" not in page.split("</title>")[0]


def test_every_opening_is_on_record(client, school, lead, rosa):
    for _ in range(2):
        client.get(url_of("child", school, rosa.public_id))
    looks = words(client, url_of("child_looks", school, rosa.public_id))
    reopen_wall()
    assert Event.objects.filter(verb="file opened", subject=rosa.public_id, actor_id=lead.pk).count() == 2
    assert looks.count("Opened the file") == 2


def test_a_file_with_much_in_it_asks_little(client, school, lead, rosa, django_assert_max_num_queries):
    other = factories.pupil(school=school)
    for n in range(3):
        children = (NamedChild("harmed", rosa), NamedChild("witness", other))
        made = factories.triaged(children=children, by=lead, happened_on=date(2026, 10, n + 1))
        add_entry("note", by=lead, concern=made, text="Note.")
    client.get(url_of("child", school, rosa.public_id))
    with django_assert_max_num_queries(15):
        client.get(url_of("child", school, rosa.public_id))


def test_the_chronology_has_25_a_page_and_a_filter(client, school, lead, rosa):
    for n in range(30):
        add_entry("note", by=lead, pupil=rosa, text=f"Note {n}.", happened_on=date(2026, 10, 1))
    add_entry("contact", by=lead, pupil=rosa, contact_kind="call", contact_with="Dana", text="Rang.")
    url = url_of("child", school, rosa.public_id)
    assert words(client, url).count("gt-chronology__date") == 25
    assert words(client, f"{url}?page=2").count("gt-chronology__date") == 6
    chosen = words(client, f"{url}?kind=contact&since=1/1/2026&until=nonsense")
    assert chosen.count("gt-chronology__date") == 1
    assert "Enter a date that exists" in chosen
    assert "No entries match" in words(client, f"{url}?until=1+January+2020")


def test_a_shield_is_shown_after_a_reason_only(client, school, lead, rosa):
    shield = add(Shield, rosa, lead, kind="address", hidden_from="Carl", text="14 Elm Road")
    url = url_of("child_shield", school, rosa.public_id, shield.public_id)
    assert "Elm Road" not in words(client, url)
    empty = client.post(url, {"reason": " ", "request_key": str(uuid.uuid4())})
    assert "Elm Road" not in empty.content.decode()
    shown = client.post(url, {"reason": "Taxi home.", "request_key": str(uuid.uuid4())})
    assert "14 Elm Road" in shown.content.decode()
    assert "Taxi home." in words(client, url_of("child_looks", school, rosa.public_id))
    assert "Elm Road" not in words(client, url_of("child", school, rosa.public_id))


def test_facts_are_added_changed_and_ended_by_forms(client, school, lead, rosa):
    posted = {
        "name": "Dana",
        "relation": "mother",
        "responsibility": "yes",
        "lives_with": "",
        "may_share": "yes",
    }
    key = lambda: {"request_key": str(uuid.uuid4())}  # noqa: E731
    client.post(url_of("child_fact_add", school, rosa.public_id, "person"), posted | key())
    reopen_wall()
    fact = KeyPerson.objects.current().get()
    assert (fact.responsibility, fact.lives_with) == (True, None)
    change = url_of("child_fact_change", school, rosa.public_id, "person", fact.public_id)
    assert 'value="Dana"' in words(client, change)
    client.post(change, posted | key() | {"may_share": "ask"})
    reopen_wall()
    newer = KeyPerson.objects.current().get()
    assert newer.replaces == fact
    assert client.get(change).status_code == 404
    end = url_of("child_fact_end", school, rosa.public_id, "person", newer.public_id)
    client.post(end, {"last_day": "1/11/2026", "reason": "Moved away."} | key())
    reopen_wall()
    assert not KeyPerson.objects.current().exists()


@pytest.mark.parametrize(
    ("kind", "posted"),
    [
        ("note", {"text": "Club place."}),
        ("contact", {"text": "Rang.", "contact_kind": "call", "contact_with": "Dana"}),
        ("child_words", {"own_words": "I do the tea."}),
        ("significant", {"text": "Police notice."}),
    ],
)
def test_an_entry_is_added_once(client, school, lead, rosa, kind, posted):
    url = url_of("child_entry_add", school, rosa.public_id) + f"?kind={kind}"
    posted |= {"happened_on": "1 October 2026", "request_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(url, posted).status_code == 302
    reopen_wall()
    entry = Entry.objects.get()
    assert (entry.kind, entry.pupil, entry.happened_on) == (kind, rosa, date(2026, 10, 1))


def test_words_are_added_to_a_line(client, school, lead, rosa):
    concern = factories.triaged(children=(NamedChild("harmed", rosa),), by=lead)
    url = url_of("child_entry_add", school, rosa.public_id) + f"?about={concern.public_id}"
    assert "no breakfast" in words(client, url)
    client.post(url, {"own_words": "", "impact": "Hungry.", "request_key": str(uuid.uuid4())})
    assert "Hungry." in words(client, url_of("child", school, rosa.public_id))
    unknown = url_of("child_entry_add", school, rosa.public_id) + "?about=nothing"
    assert client.get(unknown).status_code == 404


def test_a_form_that_is_empty_says_what_to_do(client, school, lead, rosa):
    for kind in ("person", "professional", "order", "shield", "status"):
        page = client.post(
            url_of("child_fact_add", school, rosa.public_id, kind), {"request_key": str(uuid.uuid4())}
        )
        assert "There is a problem" in page.content.decode(), kind
    page = words(client, url_of("child_entry_add", school, rosa.public_id) + "?kind=")
    assert "Choose what you want to add" in page


def test_a_head_who_reads_no_files_finds_none(client, school, rosa, lead):
    concern = factories.triaged(children=(NamedChild("harmed", rosa),), by=lead)
    client.force_login(factories.member(school, Role.HEAD))
    urls = [
        url_of("child", school, rosa.public_id),
        url_of("chronology_pdf", school, rosa.public_id),
        url_of("concern_pdf", school, concern.public_id),
    ]
    School.objects.update(head_reads_files=False)
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    assert "Rosa" not in words(client, url_of("children", school))
    School.objects.update(head_reads_files=True)
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]


def test_rows_of_another_childs_file_are_not_found(client, school, lead, rosa):
    other = factories.pupil(school=school)
    fact = add(Status, other, lead, kind="early_help", starts_on=date(2026, 1, 1))
    shield = add(Shield, other, lead, kind="address", hidden_from="Carl", text="14 Elm Road")
    for url in (
        url_of("child_fact_change", school, rosa.public_id, "status", fact.public_id),
        url_of("child_fact_end", school, rosa.public_id, "status", fact.public_id),
        url_of("child_shield", school, rosa.public_id, shield.public_id),
        url_of("child_fact_add", school, rosa.public_id, "nothing"),
        url_of("child_fact_change", school, other.public_id, "shield", shield.public_id),
    ):
        assert client.get(url).status_code == 404, url


def test_where_a_child_lives_is_on_the_front_sheet_and_can_be_said(client, school, lead, rosa):
    far = factories.authority(name="Farshire")
    file, form = url_of("child", school, rosa.public_id), url_of("child_authority", school, rosa.public_id)
    assert f"{school.authority.name}, as the school" in words(client, file)
    sent = {"authority": far.key, "version": rosa.version}
    assert client.post(form, sent).url == file
    assert "Farshire" in words(client, file)
    reopen_wall()
    event = Event.objects.get(verb="authority set", subject=rosa.public_id)
    assert event.detail == {"before": "", "now": far.key}
    assert "A colleague changed this meanwhile" in client.post(form, sent).content.decode()
    client.post(form, {"authority": "", "version": rosa.version + 1})
    assert f"{school.authority.name}, as the school" in words(client, file)
