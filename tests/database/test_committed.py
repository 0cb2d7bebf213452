"""The fixture ``committed_db``: what is committed stays, threads see it, and the next test does not."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction


def count():
    try:
        return ContentType.objects.filter(app_label="kept").count()
    finally:
        connections.close_all()


@pytest.mark.parametrize("time", ["first", "again"])
def test_committed_rows_are_seen_by_threads_and_by_no_later_test(committed_db, time):
    assert connection.settings_dict["NAME"] == committed_db
    assert count() == 0
    with transaction.atomic():
        ContentType.objects.create(app_label="kept", model="row")
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: count(), range(4))) == [1, 1, 1, 1]


def test_a_connection_left_open_does_not_keep_the_database(committed_db):
    with ThreadPoolExecutor(1) as pool:
        pool.submit(connection.ensure_connection).result()


@pytest.mark.django_db
def test_an_ordinary_test_sees_none_of_it():
    assert count_here() == 0


def count_here():
    return ContentType.objects.filter(app_label="kept").count()
