"""Prints read back: other children masked, shields left out, who printed it on each page, and a trace of the print."""

import re
import uuid
from datetime import date
from io import BytesIO

import pikepdf
import pypdf
import pytest
from django.urls import reverse

from concerns.actions.entering import add_entry
from concerns.actions.facts import add_fact, end_fact, open_shield
from concerns.actions.recording import NamedChild
from concerns.models import KeyPerson, Shield
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    lead = factories.member(factories.school(name="Thornbeck Primary School"), Role.LEAD, name="Ruth Adeyemi")
    client.force_login(lead)
    return lead


@pytest.fixture
def school(lead):
    return lead.memberships.get().school


@pytest.fixture
def rosa(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")


@pytest.fixture
def concern(school, rosa, lead):
    jude = factories.pupil(school=school, first_name="Jude", last_name="Pask", year_group=1)
    children = (NamedChild("harmed", rosa), NamedChild("witness", jude))
    said = "Rosa and Jude Pask were alone at 14 Elm Road. jude cried."
    made = factories.triaged(children=children, by=lead, seen_heard=said, own_words="Jude was sad.")
    factories.pupil(school=school, first_name="Mina", last_name="Okafor", year_group=2)
    add_entry(
        "note",
        by=lead,
        pupil=rosa,
        text="Mina Okafor knows. A <b>plain</b> note.",
        happened_on=date(2026, 9, 1),
    )
    add_entry("decision", by=lead, concern=made, route="no_action", reason="Jude is safe at 14 elm road.")
    shield = add_fact(
        Shield,
        rosa,
        by=lead,
        request_key=uuid.uuid4(),
        kind="address",
        hidden_from="Carl Nemo",
        text="14 Elm Road",
    )
    open_shield(shield, reason="Taxi home.", by=lead, request_key=uuid.uuid4())
    other = add_fact(
        Shield,
        rosa,
        by=lead,
        request_key=uuid.uuid4(),
        kind="source",
        hidden_from="Carl Nemo",
        text="Grandma June",
    )
    end_fact(other, last_day=date(2026, 10, 1), reason="June said so.", by=lead, request_key=uuid.uuid4())
    return made


def printed(client, name, *args, query=""):
    response = client.get(reverse(f"concerns:{name}", args=args) + query)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return response


def pages(response) -> list[str]:
    return [
        re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(BytesIO(response.content)).pages
    ]


def assert_nothing_leaks(text):
    for word in (
        "Jude",
        "jude",
        "Pask",
        "Okafor",
        "Mina",
        "Elm",
        "elm road",
        "Carl",
        "shield",
        "Taxi",
        "June",
    ):
        assert word not in text, word


def test_the_chronology_masks_and_leaves_out(client, school, rosa, concern):
    text = " ".join(pages(printed(client, "chronology_pdf", school.slug, rosa.public_id)))
    assert_nothing_leaks(text)
    assert "Rosa and another child (Year 1) were alone at [left out]. Another child (Year 1) cried." in text
    assert "Another child (Year 2) knows. A <b>plain</b> note." in text
    assert concern.reference in text


def test_the_concern_names_only_the_child_in_whose_file_it_goes(client, school, rosa, concern):
    link = concern.links.get(pupil=rosa)
    mine = " ".join(
        pages(
            printed(client, "concern_pdf", school.slug, concern.public_id, query=f"?child={link.public_id}")
        )
    )
    assert_nothing_leaks(mine)
    assert "Rosa Whitlam (Year 4)" in mine
    nobodys = " ".join(pages(printed(client, "concern_pdf", school.slug, concern.public_id)))
    assert_nothing_leaks(nobodys)
    assert "Rosa" not in nobodys
    assert "The child (Year 4) and the child (Year 1) were alone" in nobodys
    assert client.get(
        reverse("concerns:concern_pdf", args=[school.slug, concern.public_id]) + "?child=nobody"
    ).status_code == 404  # fmt: skip


def test_an_outside_reader_learns_who_is_who(client, school, rosa, concern, lead):
    told = {"responsibility": True, "lives_with": True, "may_share": "no", "phone": "01632 960 999"}
    for name, relation in (("Dana Whitlam", "Mother"), ("Jude Pask", "Cousin")):
        add_fact(KeyPerson, rosa, by=lead, request_key=uuid.uuid4(), name=name, relation=relation, **told)
    text = " ".join(pages(printed(client, "chronology_pdf", school.slug, rosa.public_id)))
    assert_nothing_leaks(text)
    assert "Dana Whitlam: Mother, lives with Rosa, has parental responsibility" in text
    assert "Another child (Year 1): Cousin" in text
    assert "960 999" not in text
    assert "Ruth Adeyemi: Designated safeguarding lead" in text
    assert f"A number such as {concern.reference} is one concern" in text


def test_each_page_says_who_printed_it_and_its_number(client, school, rosa, lead):
    for n in range(60):
        add_entry("note", by=lead, pupil=rosa, text=f"Note {n}. " * 10, happened_on=date(2026, 9, 1))
    found = pages(printed(client, "chronology_pdf", school.slug, rosa.public_id))
    assert len(found) > 3
    for number, page in enumerate(found, start=1):
        assert f"Page {number} of {len(found)}" in page
        assert re.search(r"Printed by Ruth Adeyemi, \d+ \w+ \d{4}, \d\d:\d\d", page)
        assert "Confidential" in page


@pytest.mark.parametrize("name", ["chronology_pdf", "concern_pdf"])
def test_it_is_made_for_everybody_and_names_no_child_outside(client, school, rosa, concern, name):
    record = rosa if name == "chronology_pdf" else concern
    response = printed(client, name, school.slug, record.public_id)
    assert "Whitlam" not in response["Content-Disposition"]
    with pikepdf.open(BytesIO(response.content)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert "Whitlam" not in str(opened.docinfo.Title)
        with opened.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"


def test_every_print_is_on_record(client, school, rosa, concern, lead):
    printed(client, "chronology_pdf", school.slug, rosa.public_id)
    printed(client, "concern_pdf", school.slug, concern.public_id)
    reopen_wall()
    prints = Event.objects.filter(verb__endswith="printed", actor_id=lead.pk)
    assert set(prints.values_list("verb", "subject")) == {
        ("chronology printed", rosa.public_id),
        ("concern printed", concern.public_id),
    }


def test_a_print_that_fails_is_no_print(client, school, rosa, lead, monkeypatch):
    from safeguarding.pdf import PdfFailed

    def fail(*_):
        raise PdfFailed("on purpose")

    monkeypatch.setattr("concerns.actions.printing.render_pdf", fail)
    response = client.get(reverse("concerns:chronology_pdf", args=[school.slug, rosa.public_id]))
    assert response.status_code == 503
    reopen_wall()
    assert not Event.objects.filter(verb="chronology printed").exists()
