"""Whose body a mark is on, where a concern has several children: asked, sealed, shown, left out of others' prints."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from concerns.actions.recording import Mark, NamedChild
from concerns.models import BodyMark, Concern, ReportDraft
from concerns.reports.child_file import child_file, printed_file
from concerns.reports.chronology import Asked
from concerns.reports.concern_print import printed_concern
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from tests import factories
from tests.concerns.views.test_reporting import STEP_1, STEP_2
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
ARM, LEG, HEAD = "back-left-upper-arm", "front-right-thigh", "head-forehead"


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


@pytest.fixture
def rosa(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam", year_group=4)


@pytest.fixture
def kofi(school):
    return factories.pupil(school=school, first_name="Kofi", last_name="Amponsah", year_group=6)


@pytest.fixture
def concern(school, rosa, kofi):
    """Rosa's arm, Kofi's leg, and a forehead of which it was not said whose."""
    return factories.concern(
        school=school,
        children=(NamedChild("harmed", rosa), NamedChild("alleged", kofi)),
        injury=True,
        marks=(
            Mark("back", ARM, "Bruise", child=0),
            Mark("front", LEG, "Cut", child=1),
            Mark("head", HEAD, "Swelling"),
        ),
    )


def url(name, school, *more):
    return reverse(f"concerns:{name}", args=[school.slug, *more])


def test_a_mark_is_sealed_with_its_child_and_the_only_child_is_never_asked(concern, school, rosa):
    whose = {mark.place: mark.child and mark.child.pupil.first_name for mark in concern.marks.all()}
    assert whose == {ARM: "Rosa", LEG: "Kofi", HEAD: None}
    alone = factories.concern(
        school=school,
        children=(NamedChild("harmed", rosa),),
        injury=True,
        marks=(Mark("back", ARM, "Bruise"),),
    )
    assert alone.marks.get().child.pupil == rosa


def test_the_database_keeps_a_mark_with_a_child_of_its_own_concern(concern, school):
    other = factories.concern(school=school).reported_children.get()
    with pytest.raises(IntegrityError, match="same_concern"), transaction.atomic():
        BodyMark.objects.create(
            concern=concern, school=school, number=9, view="back", place=ARM, kind="Bruise", child=other
        )


def test_the_page_shows_each_childs_marks_under_their_name(client, concern, lead):
    client.force_login(lead)
    page = client.get(url("concern", concern.school, concern.public_id)).content.decode()
    parts = page.split("Marks on the body: ")[1:]
    assert [part.split("</h3>")[0] for part in parts] == [
        "Rosa Whitlam, Year 4", "Kofi Amponsah, Year 6", "It was not said whose body",
    ]  # fmt: skip
    assert "Left upper arm" in parts[0] and "Right thigh" not in parts[0]


def test_the_file_and_its_print_hold_the_childs_own_marks(concern, lead, rosa, kofi):
    open_wall(lead)
    today = timezone.localdate()
    file = child_file(rosa, reader=lead, today=today)
    on_screen = file.rows(file.chronology.chosen(Asked()))[0].text
    on_paper = printed_file(rosa, reader=lead, asked=Asked(), at=timezone.localtime()).rows[0].text
    for text in (on_screen, on_paper):
        assert "Left upper arm, back. Bruise." in text
        assert "It was not said whose body: Forehead" in text
        assert "thigh" not in text


def test_the_print_for_one_child_leaves_out_the_marks_of_the_other(concern, lead, rosa, kofi):
    open_wall(lead)

    def marks(link):
        return printed_concern(concern, link=link, reader=lead, at=timezone.localtime()).marks

    assert marks(concern.links.get(pupil=rosa)) == (
        "1. Left upper arm, back. Bruise.", "3. It was not said whose body: Forehead. Swelling.",
    )  # fmt: skip
    everybody = " ".join(marks(None))
    assert "Rosa" not in everybody and "Kofi" not in everybody
    assert "(Year 4): Left upper arm" in everybody
    assert "(Year 6): Right thigh" in everybody


def test_the_report_asks_whose_body_it_is(client, school, rosa, kofi):
    staff = factories.member(school, Role.STAFF)
    client.force_login(staff)
    client.post(url("report", school), STEP_1 | {"request_key": uuid.uuid4(), "add": rosa.public_id})

    def draft():
        reopen_wall()
        return ReportDraft.objects.get()

    key = draft().public_id
    client.post(url("report_who", school, key), STEP_1 | {"version": draft().version, "add": kofi.public_id})
    client.post(url("report_account", school, key), STEP_2 | {"version": draft().version, "injury": "on"})
    page = url("report_marks", school, key)
    client.post(page, {"add": "1", "version": draft().version})
    assert draft().answers["marks"][0]["child"] == rosa.public_id, (
        "the one to whom it happened, until said otherwise"
    )
    mark = {"mark": "m1", "place": ARM, "kind": "Bruise"}
    asked = client.post(
        page, mark | {"child": "", "continue": "1", "version": draft().version}
    ).content.decode()
    assert "Choose whose body it is" in asked
    assert "Rosa Whitlam</option>" in asked and "I am not sure</option>" in asked
    client.post(page, mark | {"child": kofi.public_id, "continue": "1", "version": draft().version})
    check = url("report_check", school, key)
    assert "Kofi Amponsah: Left upper arm, back" in client.get(check).content.decode()
    client.post(check, {"version": draft().version})
    reopen_wall()
    sealed = Concern.objects.get()
    assert sealed.marks.get().child.pupil == kofi
    own = client.get(url("my_report", school, sealed.public_id)).content.decode()
    assert "Kofi Amponsah: Left upper arm, back" in own
