"""The fixture ``made_once``: every test of the module finds its rows as they were made, and no other module does."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from safeguarding.access.wall import current_circles
from tests import factories


def make():
    factories.school()
    default_storage.save("kept", ContentFile(b"kept"))
    return ContentType.objects.create(app_label="kept", model="row")


@pytest.fixture(scope="module")
def row(made_once):
    return made_once(make)


@pytest.mark.parametrize("time", ["first", "again"])
def test_each_test_finds_the_row_as_it_was_made(row, db, time):
    assert ContentType.objects.get(app_label="kept") == row
    assert default_storage.exists("kept")
    ContentType.objects.filter(app_label="kept").delete()


def test_what_is_made_leaves_no_wall_open(row, db):
    assert set(current_circles().values()) == {""}


def test_a_database_of_a_tests_own_is_another(row, committed_db):
    assert not ContentType.objects.filter(app_label="kept").exists()


def test_the_row_is_still_there(row, db):
    assert ContentType.objects.filter(app_label="kept").exists()
