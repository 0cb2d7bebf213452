"""An administrator brings in the roll, with a row to put right and a leaver, in a real browser."""

import pytest

from concerns.models import Pupil
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.rolls import csv_file, row, upn, xlsx_file


@pytest.fixture
def place(live):
    return factories.school(slug="thornbeck", name="Thornbeck Primary School")


def chosen(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def send(page, name, content, *, whole_roll=False):
    page.goto("/s/thornbeck/pupils/")
    page.get_by_label("Spreadsheet").set_input_files(chosen(name, content))
    if whole_roll:
        page.get_by_label("This is the whole roll").check()
    page.get_by_role("button", name="Check the file").click()


def test_administrator_brings_in_the_roll(live, page, axe, place):
    live.sign_in(page, factories.member(place, Role.ADMINISTRATOR))
    page.goto("/s/thornbeck/pupils/")
    axe(page)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)
    send(page, "roll.xlsx", xlsx_file(row(1), row(2), row(3, Year="Dolphins")))
    page.get_by_role("heading", name="1 row cannot be brought in").wait_for()
    page.get_by_role("heading", name="New: 2").wait_for()
    axe(page)
    page.get_by_role("button", name="Bring in").click()
    page.get_by_text("Pupils brought in: 2 new.").wait_for()
    send(page, "roll.csv", csv_file(row(1, Form="4C")), whole_roll=True)
    page.get_by_role("heading", name="Not in the file: 1").wait_for()
    page.get_by_text("Form: 4B to 4C").wait_for()
    page.get_by_role("button", name="Bring in").click()
    page.get_by_text("Tick to say that those who are missing have left").first.wait_for()
    axe(page)
    page.get_by_label("Mark the pupil who is not in the file as left").check()
    page.get_by_role("button", name="Bring in").click()
    page.get_by_text("1 changed, 1 marked as left").wait_for()
    reopen_wall()
    assert Pupil.objects.get(upn=upn(2)).left_on is not None
    assert Pupil.objects.get(upn=upn(1)).form == "4C"


def test_preview_fits_a_phone(live, phone, axe, place):
    live.sign_in(phone, factories.member(place, Role.LEAD))
    send(phone, "roll.csv", csv_file(row(1), row(2, UPN="?")))
    phone.get_by_role("heading", name="New: 1").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    axe(phone)
    phone.goto("/s/thornbeck/pupils/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    axe(phone)


def test_roll_without_scripts(live, scriptless, place):
    live.sign_in(scriptless, factories.member(place, Role.ADMINISTRATOR))
    send(scriptless, "roll.csv", csv_file(row(1)))
    scriptless.get_by_role("button", name="Bring in").click()
    scriptless.get_by_text("Pupils brought in: 1 new.").wait_for()
