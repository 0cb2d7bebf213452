"""The application as served to the browser."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles.storage import staticfiles_storage


def test_it_is_served_as_in_production(live):
    assert settings.DEBUG is False


def test_a_page_and_its_static_files_are_served(live, page):
    page.goto("/")
    assert page.title()


def test_static_files_have_lasting_addresses(live, page):
    answer = page.request.get(staticfiles_storage.url("images/mark.svg"))
    assert (answer.status, "immutable" in answer.headers["cache-control"]) == (200, True)


def test_the_server_answers_from_the_tests_own_database(live, page):
    ContentType.objects.create(app_label="kept", model="row")
    assert page.request.get("/").status in {200, 302}


def test_queries_work_while_a_browser_is_open(live, page):
    page.goto("/")
    assert not ContentType.objects.filter(app_label="kept").exists()
