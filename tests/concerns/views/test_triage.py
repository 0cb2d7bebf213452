"""The pages on which a concern is sorted: the report stands on them, and a look elsewhere loses no typed word."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concerns.actions.entering import add_entry
from concerns.actions.recording import Mark, NamedChild
from concerns.models import Shield
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school, client):
    person = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    client.force_login(person)
    return person


@pytest.fixture
def rosa(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")


@pytest.fixture
def concern(school, rosa):
    return factories.concern(
        school=school,
        children=(NamedChild("harmed", rosa), NamedChild("witness", described="a boy in a red coat")),
        seen_heard="She would not take her coat off, and lives at 12 Hidden Lane.",
        own_words="He grabbed me.",
        opinion="I am worried about Monday.",
        done_at_once="First aid.",
        injury=True,
        marks=(Mark("back", "back-left-upper-arm", "Bruise", size="3 cm", note="It was the door."),),
    )


def page_of(client, name, concern, *more):
    address = reverse(f"concerns:{name}", args=[concern.school.slug, concern.public_id, *more])
    return client.get(address).content.decode()


def test_triage_repeats_the_report_so_that_nobody_goes_back(client, lead, concern, rosa):
    Shield.objects.create(
        school=concern.school, pupil=rosa, kind="address", hidden_from="Her father", text="12 Hidden Lane",
        recorded_by=lead,
    )  # fmt: skip
    add_entry("addendum", by=concern.reporter, concern=concern, text="It was the left arm.")
    text = page_of(client, "triage", concern)
    for words in (
        "She would not take her coat off",
        "He grabbed me.",
        "I am worried about Monday.",
        "First aid.",
        "Rosa Whitlam, Year 4 (affected)",
        "“a boy in a red coat”, not matched yet (saw it)",
        "Left upper arm, back",
        "It was the door.",
        "It was the left arm.",
    ):
        assert words in text, words
    assert "12 Hidden Lane" not in text
    assert (
        Event.objects.filter(verb="concern opened", subject=concern.public_id, actor_id=lead.pk).count() == 1
    )


def test_changing_a_category_shows_the_report_and_leaves_a_mark(client, lead, concern):
    factories.triaged(concern, by=lead)
    text = page_of(client, "child_category", concern, concern.links.first().public_id)
    assert "He grabbed me." in text
    assert Event.objects.filter(verb="concern opened", subject=concern.public_id).count() == 1


def test_the_list_of_categories_opens_beside_what_is_typed(client, lead, concern):
    text = page_of(client, "triage", concern)
    for name in ("categories", "category_ask"):
        address = reverse(f"concerns:{name}", args=[concern.school.slug])
        assert f'href="{address}" target="_blank" rel="noopener"' in text
    assert "(opens in a new tab)" in text


def test_triage_costs_the_same_for_one_and_for_three_additions(client, lead, concern):
    counts = []
    for number in range(3):
        add_entry("addendum", by=concern.reporter, concern=concern, text=f"More {number}.")
        with CaptureQueriesContext(connection) as captured:
            page_of(client, "triage", concern)
        counts.append(len([each for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]]))
    assert counts[1] == counts[2], counts
    assert counts[2] <= 17, counts


def test_a_concern_in_which_triage_names_staff_leads_to_the_register(client, lead, school):
    address = reverse("concerns:adult_report", args=[school.slug])
    for responsible, offered in (("staff", True), ("known_adult", False), ("", False)):
        concern = factories.triaged(by=lead, school=school)
        concern.links.update(facets={"responsible": responsible})
        assert (address in page_of(client, "concern", concern)) is offered, responsible
        reopen_wall()


def test_what_to_put_right_stands_in_the_order_of_the_page_and_says_whose_it_is(client, lead, concern):
    address = reverse("concerns:triage", args=[concern.school.slug, concern.public_id])
    errors = client.post(address, {"level": ""}).context["errors"]
    told = [error["text"] for error in errors]
    assert "Choose a category for Rosa Whitlam, Year 4" in told
    assert "Choose a category for “a boy in a red coat”, not matched yet" in told
    of_rosa, of_the_boy = (
        max(n for n, text in enumerate(told) if who in text) for who in ("Rosa", "boy in a red coat")
    )
    assert of_rosa < of_the_boy < told.index("Choose a level")
