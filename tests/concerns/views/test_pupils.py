"""Pages of the roll: a file, its preview, the word to write it; and who may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concerns.models import Pupil, RollUpload
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.rolls import csv_file, row, xlsx_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def administrator(school, client):
    person = factories.member(school, Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def send(client, school, content, *, name="roll.csv", follow=True, **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(
        reverse("concerns:pupils", args=[school.slug]), {"file": file, **fields}, follow=follow
    )


def confirm(client, page, **fields):
    seen = page.context["form"]["seen"].value()
    return client.post(page.request["PATH_INFO"], {"seen": seen, **fields}, follow=True)


def test_a_file_is_previewed_then_brought_in(client, school, administrator):
    page = send(client, school, xlsx_file(row(1), row(2, Year="?")), name="roll.xlsx")
    text = page.content.decode()
    assert "Ada Example0001" in text
    assert "1 row cannot be brought in" in text
    assert "Enter a year group" in text
    reopen_wall()
    assert not Pupil.objects.exists()
    done = confirm(client, page)
    assert "Pupils brought in: 1 new." in done.content.decode()
    assert "1 on the roll" in done.content.decode()


def test_no_name_is_in_an_address_or_a_title(client, school, administrator):
    page = send(client, school, csv_file(row(1)), name="Ada Example.csv")
    assert "Ada" not in page.request["PATH_INFO"]
    assert "<title>Check the file, Golden Thread</title>" in page.content.decode()


def test_leavers_ask_for_a_tick(client, school, administrator):
    confirm(client, send(client, school, csv_file(row(1), row(2))))
    page = send(client, school, csv_file(row(1)), whole_roll="on")
    assert "Mark the pupil who is not in the file as left" in page.content.decode()
    page = confirm(client, page)
    assert "Tick to say" in page.content.decode()
    assert "<title>Error: " in page.content.decode()
    assert "1 marked as left" in confirm(client, page, leavers_agreed="on").content.decode()


def test_a_second_press_says_that_it_is_done(client, school, administrator):
    page = send(client, school, csv_file(row(1)))
    confirm(client, page)
    assert "was brought in, or is no longer kept" in confirm(client, page).content.decode()
    reopen_wall()
    assert Pupil.objects.count() == 1


def test_dropping_a_file(client, school, administrator):
    page = send(client, school, csv_file(row(1)))
    assert (
        "Nothing was changed"
        in client.post(page.request["PATH_INFO"], {"drop": "1"}, follow=True).content.decode()
    )
    reopen_wall()
    assert not RollUpload.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("roll.pdf", b"%PDF-", "Choose a spreadsheet"),
        ("roll.xlsx", b"not a workbook", "Save it again as an Excel workbook"),
        ("roll.csv", b"", "Put headings"),
        ("roll.csv", b"x" * (5 * 1024 * 1024 + 1), "at most 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(client, school, administrator, name, content, told):
    page = send(client, school, content, name=name)
    assert told in page.content.decode()
    assert "<title>Error: " in page.content.decode()


def test_the_rows_to_put_right_as_a_spreadsheet(client, school, administrator):
    page = send(client, school, csv_file(row(1, Surname="=1+1")))
    answer = client.get(page.request["PATH_INFO"] + "rows.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="rows-to-put-right.csv"'
    assert "formula" in answer.content.decode("utf-8-sig")
    assert "1+1" not in answer.content.decode()


def test_only_the_uploader_opens_a_file(client, school, administrator):
    page = send(client, school, csv_file(row(1)))
    client.force_login(factories.member(school, Role.LEAD))
    assert client.get(page.request["PATH_INFO"]).status_code == 404
    assert client.get(page.request["PATH_INFO"] + "rows.csv").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_who_may(client, school, role):
    place = school
    if role == Role.OFFICER:
        place = factories.trust()
        school.trust = place
        school.save()
    client.force_login(factories.member(place, role))
    allowed = role in {Role.LEAD, Role.ADMINISTRATOR}
    assert client.get(reverse("concerns:pupils", args=[school.slug])).status_code == (200 if allowed else 403)


def test_twelve_hundred_rows_are_previewed_in_as_few_queries_as_three(client, school, administrator):
    with CaptureQueriesContext(connection) as few:
        send(client, school, xlsx_file(*(row(number) for number in range(3))), name="roll.xlsx")
    reopen_wall()
    content = xlsx_file(*(row(number) for number in range(1200)))
    with CaptureQueriesContext(connection) as many:
        page = send(client, school, content, name="roll.xlsx")
    assert len(many) <= len(few)
    assert "1,200 pupils would change" in page.content.decode()
    assert "And 1,150 more" in page.content.decode()
    confirm(client, page)
    reopen_wall()
    assert Pupil.objects.count() == 1200
